/** Rows 13 to 22 of the lab (TCP) and what becomes of a deadline in each phase. */
import net from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import { createResolver } from '../../../shared/probes/index.ts';
import { dnsServer } from '../../lab/dns-server.ts';
import { countSockets, look } from '../../lab/look.ts';
import { answering, dripping, listen, OK, tcpServer } from '../../lab/servers.ts';

describe('TCP', () => {
  it('13: a refused connection is tcp_refused, with the address in the message', async () => {
    const server = net.createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as net.AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const { judgement } = await look(`http://127.0.0.1:${port}/`);
    expect(judgement).toMatchObject({
      verdict: 'down',
      failure: { code: 'tcp_refused', message: `The server refused the connection: 127.0.0.1:${port}.` },
    });
  });

  it('22: each look has a connection of its own', async () => {
    let connections = 0;
    const url = await tcpServer((socket) => {
      connections++;
      answering(OK)(socket);
    });
    expect([(await look(url)).outcome, (await look(url)).outcome, connections]).toEqual(['up', 'up', 2]);
  });

  it('tries the next address when the first one refuses', async () => {
    const port = await listen(net.createServer(answering(OK)));
    const resolver = async () => ['127.0.0.2', '127.0.0.1'];
    const { observation } = await look(`http://two.example:${port}/`, { probe: { resolver } });
    expect(observation).toMatchObject({ address: '127.0.0.1', http: { status: 200 } });
  });
});

describe('the deadline', () => {
  const timeoutMs = 300;
  const phases: [string, () => Promise<string>][] = [
    ['http_timeout', () => tcpServer(() => {})],
    ['http_timeout', () => tcpServer(dripping('HTTP/1.1 200 OK\r\n', 'x: y\r\n'))],
    ['http_timeout', () => tcpServer(dripping('HTTP/1.1 103 Early Hints\r\n\r\n', 'HTTP/1.1 103 Early Hints\r\n\r\n'))],
    ['body_timeout', () => tcpServer(dripping('HTTP/1.1 200 OK\r\n\r\n', 'x'))],
    ['body_timeout', () => tcpServer(answering('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nx'))],
    ['tls_timeout', async () => (await tcpServer(() => {})).replace('http:', 'https:')],
  ];

  it.each(phases)('is called %s where it strikes', async (code, serve) => {
    const { outcome, tookMs, observation } = await look(await serve(), { timeoutMs });
    expect(outcome).toBe(code);
    expect(tookMs).toBeLessThan(timeoutMs + 250);
    expect(observation.failure?.message).toContain('gave up after 0.3 s');
  });

  it('is called dns_timeout while a name is looked up', async () => {
    const resolver = createResolver({ servers: [await dnsServer(() => 'silence')] });
    const { outcome, tookMs } = await look('http://silent.example/', { timeoutMs, probe: { resolver } });
    expect(outcome).toBe('dns_timeout');
    expect(tookMs).toBeLessThan(timeoutMs + 250);
  });

  it('is one for all hops of a redirect', async () => {
    let hops = 0;
    const url = await tcpServer((socket) => {
      const location = `location: /${hops++}\r\ncontent-length: 0\r\n\r\n`;
      socket.once('data', () => setTimeout(() => socket.write(`HTTP/1.1 302 Found\r\n${location}`), 100));
    });
    const { outcome, tookMs } = await look(url, { timeoutMs, target: { maxRedirects: 20 } });
    expect(outcome).toBe('http_timeout');
    expect(tookMs).toBeLessThan(timeoutMs + 250);
  });

  it('leaves no socket, timer or look-up behind', async () => {
    const resolver = createResolver({ servers: [await dnsServer(() => 'silence')] });
    const urls = await Promise.all(phases.map(([, serve]) => serve()));
    const held = (): number =>
      process.getActiveResourcesInfo().filter((kind) => /TCP|TLS|Timeout|DNS|QueryReq/.test(kind)).length;
    const before = held();
    await Promise.all([
      ...urls.map((url) => look(url, { timeoutMs: 100 })),
      look('http://silent.example/', { timeoutMs: 100, probe: { resolver } }),
    ]);
    await vi.waitFor(() => expect(held()).toBeLessThanOrEqual(before), 1000);
  });

  it('yields to the caller, whose stop is probe_error and says nothing about the target', async () => {
    const signal = AbortSignal.timeout(100);
    const { judgement, tookMs } = await look(await tcpServer(() => {}), { signal });
    expect(judgement).toMatchObject({ verdict: 'unknown', failure: { code: 'probe_error' } });
    expect(tookMs).toBeLessThan(1000);
  });

  it('says nothing about the target when this process was frozen while it struck', async () => {
    const url = await tcpServer((socket) => {
      answering(OK)(socket);
      const frozenUntil = performance.now() + 1500;
      while (performance.now() < frozenUntil);
    });
    const { judgement } = await look(url, { timeoutMs: 100 });
    expect(judgement).toMatchObject({ verdict: 'unknown', failure: { code: 'probe_error' } });
    expect(judgement.failure?.message).toContain('this machine was too busy to look');
  });

  it('opens nothing when the caller has stopped already', async () => {
    const url = await tcpServer(answering(OK));
    const sockets = countSockets();
    expect((await look(url, { signal: AbortSignal.abort() })).outcome).toBe('probe_error');
    expect(sockets()).toBe(0);
  });
});
