/** How targets of every kind but http are reached: authorities, client certificates, kinds of address, and proxies. */
import net from 'node:net';
import tls, { type TLSSocket, type TlsOptions } from 'node:tls';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Reach, Target } from '../../shared/domain/checks/target.ts';
import { createResolver } from '../../shared/probes/index.ts';
import { type Authority, createAuthority, type Identity } from '../lab/certificates.ts';
import { dnsServer } from '../lab/dns-server.ts';
import { framed, grpcListener, replying } from '../lab/grpc-server.ts';
import { bodyContains, countSockets } from '../lab/look.ts';
import { aGrpcTarget, aTcpTarget, aTlsTarget, aWebSocketTarget, type LookAtOptions, lookAt } from '../lab/look-at.ts';
import { proxyTo } from '../lab/proxy.ts';
import { greeting, listen, type OnSocket, tcpServer } from '../lab/servers.ts';
import { frame, TEXT, upgrading } from '../lab/websocket-server.ts';

let authority: Authority;
let server: Identity;
let client: Identity;
let stranger: Identity;

beforeAll(async () => {
  authority = await createAuthority();
  server = await authority.issue({ names: ['localhost', 'app.example.org'] });
  client = await authority.issue({ names: ['nightjar'] });
  stranger = await (await createAuthority('Another Root')).issue({ names: ['nightjar'] });
});

interface Case {
  /** The kind, and what is said over the connection. */
  readonly name: string;
  targetAt(host: string, port: number, reach: Reach): Target;
  /** With TLS if there are options for it. */
  serve(options: TlsOptions | undefined): net.Server;
  readonly look?: LookAtOptions;
}

const speaking = (onSocket: OnSocket) => (options: TlsOptions | undefined) => {
  if (!options) return net.createServer(onSocket);
  const secured = tls.createServer(options, (socket) => {
    socket.on('error', () => socket.destroy());
    onSocket(socket);
  });
  return secured.on('tlsClientError', () => {});
};

const SERVING = replying(framed([8, 1]));
const hello = speaking(greeting('ready\r\n'));
const READY: LookAtOptions = { assertions: [bodyContains('ready')] };

const TLS_CASES: readonly Case[] = [
  { name: 'tls', targetAt: (host, port, reach) => aTlsTarget(port, { host, ...reach }), serve: hello },
  {
    name: 'tcp that waits for a word',
    targetAt: (host, port, reach) => aTcpTarget(port, { host, tls: true, ...reach }),
    serve: hello,
    look: READY,
  },
  {
    name: 'tcp that waits for nothing',
    targetAt: (host, port, reach) => aTcpTarget(port, { host, tls: true, ...reach }),
    serve: speaking((socket) => void socket.resume()),
  },
  {
    name: 'websocket',
    targetAt: (host, port, reach) => aWebSocketTarget(`wss://${host}:${port}/`, reach),
    serve: speaking(upgrading(frame(TEXT, 'ready'))),
    look: READY,
  },
  {
    name: 'grpc',
    targetAt: (host, port, reach) => aGrpcTarget(port, { host, tls: true, ...reach }),
    serve: (options) => grpcListener(SERVING, options),
  },
];

const PLAIN_CASES: readonly Case[] = [
  { name: 'tcp', targetAt: (host, port, reach) => aTcpTarget(port, { host, ...reach }), serve: hello, look: READY },
  {
    name: 'tcp that asks first',
    targetAt: (host, port, reach) => aTcpTarget(port, { host, send: ['PING'], ...reach }),
    serve: speaking((socket) => void socket.once('data', () => socket.write('ready\r\n'))),
    look: READY,
  },
  {
    name: 'websocket',
    targetAt: (host, port, reach) => aWebSocketTarget(`ws://${host}:${port}/`, reach),
    serve: speaking(upgrading(frame(TEXT, 'ready'))),
    look: READY,
  },
  {
    name: 'grpc',
    targetAt: (host, port, reach) => aGrpcTarget(port, { host, ...reach }),
    serve: (options) => grpcListener(SERVING, options),
  },
];

const certificateOf = ({ cert, key }: Identity) => ({ clientCertificate: { certificate: cert, key } });

describe.each(TLS_CASES)('over TLS, the kind $name', ({ targetAt, serve, look }) => {
  const lookWith = async (reach: Reach, options: TlsOptions = {}) =>
    lookAt(targetAt('localhost', await listen(serve({ ...server, ...options })), reach), { ...look, timeoutMs: 3000 });
  const requiring = (minVersion: 'TLSv1.2' | 'TLSv1.3') => ({
    ca: authority.cert,
    requestCert: true,
    rejectUnauthorized: true,
    minVersion,
    maxVersion: minVersion,
  });

  it('trusts an authority of the monitor’s own, and not without it', async () => {
    expect((await lookWith({ ca: authority.cert })).outcome).toBe('up');
    expect((await lookWith({})).outcome).toBe('tls_untrusted');
  });

  it.each(['TLSv1.2', 'TLSv1.3'] as const)('proves who it is, by %s', async (version) => {
    const sight = await lookWith({ ca: authority.cert, ...certificateOf(client) }, requiring(version));
    expect(sight.outcome).toBe('up');
    expect(sight.observation.tlsVersion).toBe(version.slice('TLSv'.length));
  });

  it.each(['TLSv1.2', 'TLSv1.3'] as const)('is down where it is taken for somebody else, by %s', async (version) => {
    const reach = { ca: authority.cert, ...certificateOf(stranger) };
    const { judgement } = await lookWith(reach, requiring(version));
    expect(judgement.verdict).toBe('down');
    expect(judgement.failure?.message).toMatch(/client certificate/);
  });

  it('says which of its material cannot be used', async () => {
    const target = targetAt('localhost', await listen(serve(server)), { ca: 'CANARY' });
    const { judgement } = await lookAt(target, look);
    expect(judgement).toMatchObject({ verdict: 'unknown', failure: { code: 'invalid_target' } });
    expect(judgement.failure?.message).toContain('its "ca" holds no certificate in PEM');
    expect(judgement.failure?.message).not.toContain('CANARY');
  });

  it('goes through a proxy by a tunnel, and TLS is with the target', async () => {
    const { proxy, asked } = await proxyTo(await listen(serve(server)));
    const reach = { proxy, ca: authority.cert };
    const { outcome, observation } = await lookAt(targetAt('app.example.org', 4433, reach), look);
    expect([outcome, asked]).toEqual(['up', ['CONNECT app.example.org:4433']]);
    expect(observation.certificate?.names).toContain('app.example.org');
  });
});

describe.each(PLAIN_CASES)('in the clear, the kind $name', ({ targetAt, serve, look }) => {
  it('goes through a proxy by a tunnel', async () => {
    const { proxy, asked } = await proxyTo(await listen(serve(undefined)));
    const { outcome } = await lookAt(targetAt('app.example.org', 7000, { proxy }), look);
    expect([outcome, asked]).toEqual(['up', ['CONNECT app.example.org:7000']]);
  });

  it('connects to addresses of one kind only', async () => {
    const port = await listen(serve(undefined));
    const resolver = createResolver({ servers: [await dnsServer(() => ['127.0.0.1', '::1'])] });
    const options = { ...look, probe: { resolver } };
    const four = await lookAt(targetAt('both.example.org', port, { ipVersion: 4 }), options);
    expect([four.outcome, four.observation.address]).toEqual(['up', '127.0.0.1']);
    expect((await lookAt(targetAt('both.example.org', port, { ipVersion: 6 }), options)).outcome).toBe('tcp_refused');
  });

  it('is unknown where the proxy refuses, and opens nothing to a proxy that may not be used', async () => {
    const refusing = await tcpServer(greeting('HTTP/1.1 403 Forbidden\r\n\r\n'));
    const reach = { proxy: refusing.replace(/\/$/, '') };
    const { judgement } = await lookAt(targetAt('app.example.org', 7000, reach), look);
    expect(judgement).toMatchObject({ verdict: 'unknown', failure: { code: 'proxy_failed' } });
    const sockets = countSockets();
    const denied = targetAt('app.example.org', 7000, { proxy: 'http://169.254.169.254:3128' });
    expect((await lookAt(denied, look)).outcome).toBe('denied_address');
    expect(sockets()).toBe(0);
  });
});

it('an IPv6 address is in brackets when a proxy is asked for it', async () => {
  const { proxy, asked } = await proxyTo(await listen(hello(undefined)));
  const target = aTcpTarget(7000, { host: '2606:2800:21f:cb07::1', proxy });
  expect((await lookAt(target, READY)).outcome).toBe('up');
  expect(asked).toEqual(['CONNECT [2606:2800:21f:cb07::1]:7000']);
});

it('what the target says at once arrives, even in one packet with the proxy’s answer', async () => {
  const proxy = await tcpServer((socket) => {
    socket.once('data', () => void socket.write('HTTP/1.1 200 OK\r\n\r\nready\r\n'));
  });
  const target = aTcpTarget(7000, { host: 'app.example.org', proxy: proxy.replace(/\/$/, '') });
  expect((await lookAt(target, READY)).outcome).toBe('up');
});

it('STARTTLS goes through a proxy, and shows the client certificate', async () => {
  const seen: unknown[] = [];
  const port = await listen(
    net.createServer((socket) => {
      socket.on('error', () => socket.destroy());
      socket.write('+OK ready\r\n');
      socket.once('data', () => {
        socket.write('+OK begin\r\n');
        const secured = new tls.TLSSocket(socket, {
          isServer: true,
          ...server,
          ca: authority.cert,
          requestCert: true,
          rejectUnauthorized: true,
        });
        secured.on('error', () => {});
        secured.once('secure', () => seen.push((secured as TLSSocket).getPeerCertificate().subject?.CN));
      });
    }),
  );
  const { proxy, asked } = await proxyTo(port);
  const reach = { proxy, ca: authority.cert, ...certificateOf(client) };
  const target = aTcpTarget(110, { host: 'app.example.org', startTls: 'pop3', ...reach });
  expect((await lookAt(target)).outcome).toBe('up');
  expect([asked, seen]).toEqual([['CONNECT app.example.org:110'], ['nightjar']]);
});
