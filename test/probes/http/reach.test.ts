/** How a target is reached: client certificates, authorities, kinds of address, and proxies. */
import http from 'node:http';
import net from 'node:net';
import type { TLSSocket } from 'node:tls';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { HttpTarget } from '../../../shared/domain/checks/target.ts';
import { createProbe, createResolver } from '../../../shared/probes/index.ts';
import { createSecureContexts } from '../../../shared/probes/net/secure-context.ts';
import { type Authority, createAuthority, type Identity } from '../../lab/certificates.ts';
import { dnsServer } from '../../lab/dns-server.ts';
import { aTarget, countSockets, type LookOptions, look, STATUS_2XX } from '../../lab/look.ts';
import { proxyTo } from '../../lab/proxy.ts';
import { answering, httpServer, listen, OK, okWith, tcpServer, tlsServer } from '../../lab/servers.ts';

let authority: Authority;
let server: Identity;
let client: Identity;
let stranger: Identity;

beforeAll(async () => {
  authority = await createAuthority();
  server = await authority.issue();
  client = await authority.issue({ names: ['nightjar'] });
  stranger = await (await createAuthority('Another Root')).issue({ names: ['nightjar'] });
});

const certificateOf = ({ cert, key }: Identity) => ({ clientCertificate: { certificate: cert, key } });

describe('a server that requires client certificates', () => {
  const requiring = (minVersion: 'TLSv1.2' | 'TLSv1.3' = 'TLSv1.3') =>
    tlsServer(
      {
        ...server,
        ca: authority.cert,
        requestCert: true,
        rejectUnauthorized: true,
        minVersion,
        maxVersion: minVersion,
      },
      (socket) => answering(okWith(String((socket as TLSSocket).getPeerCertificate().subject?.CN)))(socket),
    );
  const lookAs = async (url: string, target: Partial<HttpTarget>, options: LookOptions = {}) =>
    look(url, { ...options, target: { ca: authority.cert, ...target } });

  it.each(['TLSv1.2', 'TLSv1.3'] as const)('lets the right one in, by %s', async (version) => {
    const says = { effect: 'down', subject: 'body', op: 'contains', text: 'nightjar' } as const;
    const { outcome } = await lookAs(await requiring(version), certificateOf(client), { assertions: [says] });
    expect(outcome).toBe('up');
  });

  it('is down without one, and says why', async () => {
    const { judgement } = await lookAs(await requiring(), {});
    expect(judgement).toMatchObject({
      verdict: 'down',
      failure: {
        code: 'tls_client_certificate',
        message: expect.stringContaining('The server wants a client certificate that it trusts'),
      },
    });
  });

  it('that drops a wrong one without a word is down', async () => {
    const { judgement } = await lookAs(await requiring(), certificateOf(stranger));
    expect(judgement.verdict).toBe('down');
    expect(judgement.failure?.message).toMatch(/; it may not have accepted the client certificate\.$/);
  });

  it('takes a certificate and a key that were written on one line', async () => {
    const oneLine = (pem: string): string => pem.replaceAll('\n', '\\n');
    const clientCertificate = { certificate: oneLine(client.cert), key: oneLine(client.key) };
    expect((await lookAs(await requiring(), { clientCertificate, ca: oneLine(authority.cert) })).outcome).toBe('up');
  });

  it('is not shown the certificate when another origin redirects to it', async () => {
    const secret = await requiring();
    const door = await tlsServer(
      server,
      answering(`HTTP/1.1 302 Found\r\nlocation: ${secret}\r\ncontent-length: 0\r\n\r\n`),
    );
    expect((await lookAs(door, certificateOf(client))).outcome).toBe('tls_client_certificate');
  });
});

describe('material that cannot be used', () => {
  const outcomeOf = async (target: Partial<HttpTarget>) => {
    const sockets = countSockets();
    const { judgement, observation } = await look(await tlsServer(server), { target });
    expect(judgement.verdict).toBe('unknown');
    expect(JSON.stringify(observation)).not.toContain('CANARY');
    return { message: judgement.failure?.message, sockets: sockets() };
  };
  const SENTENCE = 'The target cannot be probed as configured';

  it.each<[string, () => Partial<HttpTarget>, string]>([
    [
      'a certificate that is none',
      () => ({ clientCertificate: { certificate: 'CANARY', key: client.key } }),
      'its client certificate is not a certificate in PEM',
    ],
    [
      'a key that is none',
      () => ({ clientCertificate: { certificate: client.cert, key: '-----BEGIN PRIVATE KEY-----\nCANARY' } }),
      'the key of its client certificate is not a private key in PEM without passphrase',
    ],
    [
      'a key of another certificate',
      () => ({ clientCertificate: { certificate: client.cert, key: stranger.key } }),
      'its client certificate and the key do not belong together',
    ],
    ['an authority that is none', () => ({ ca: 'CANARY' }), 'its "ca" holds no certificate in PEM'],
    [
      'an authority that is broken',
      () => ({ ca: '-----BEGIN CERTIFICATE-----\nCANARY\n-----END CERTIFICATE-----' }),
      'its "ca" holds a certificate that cannot be read',
    ],
  ])('%s is unknown, in words', async (_, target, message) => {
    expect(await outcomeOf(target())).toMatchObject({ message: `${SENTENCE}: ${message}.` });
  });
});

describe('an authority of the monitor’s own', () => {
  it('is trusted for that monitor, and for no other', async () => {
    const url = await tlsServer(server);
    const probe = createProbe({ allowLoopback: true });
    const codeWith = async (target: Partial<HttpTarget>) =>
      (await probe(aTarget(url, target), [STATUS_2XX], { timeoutMs: 5000 })).failure?.code;
    expect(await codeWith({ ca: authority.cert })).toBeUndefined();
    expect(await codeWith({})).toBe('tls_untrusted');
  });

  it('is read once for all monitors that have the same', () => {
    const contexts = createSecureContexts();
    expect(contexts({ ca: authority.cert })).toBe(contexts({ ca: authority.cert }));
    expect(contexts({ ca: authority.cert })).not.toBe(contexts());
    expect(contexts({ ca: authority.cert })).not.toBe(contexts({ ca: authority.cert, ...certificateOf(client) }));
  });
});

describe('the kind of address', () => {
  it.each([
    ['127.0.0.1', 4, 'up'],
    ['127.0.0.1', 6, 'invalid_target'],
  ] as const)('%s is asked for IPv%d: %s', async (host, ipVersion, outcome) => {
    const url = (await tcpServer(answering(OK))).replace('127.0.0.1', host);
    expect((await look(url, { target: { ipVersion } })).outcome).toBe(outcome);
  });

  it('decides which addresses of a name are connected to', async () => {
    const seven = http.createServer((_, response) => void response.end('six'));
    await new Promise<void>((resolve) => seven.listen(0, '::1', resolve));
    onTestFinished(() => new Promise<void>((resolve) => void seven.close(() => resolve())));
    const { port } = seven.address() as net.AddressInfo;
    const url = `http://both.example.org:${port}/`;
    const probe = { resolver: createResolver({ servers: [await dnsServer(() => ['127.0.0.1', '::1'])] }) };
    const six = await look(url, { target: { ipVersion: 6 }, probe });
    expect([six.outcome, six.observation.address]).toEqual(['up', '::1']);
    expect((await look(url, { target: { ipVersion: 4 }, probe })).outcome).toBe('tcp_refused');
  });

  it('that a name does not have is told', async () => {
    const probe = { resolver: createResolver({ servers: [await dnsServer(() => ['127.0.0.1'])] }) };
    const { judgement } = await look('http://four.example.org/', { target: { ipVersion: 6 }, probe });
    expect(judgement.failure?.code).toBe('dns_nodata');
  });
});

const portOf = (url: string): number => Number(new URL(url).port);

describe('a proxy', () => {
  it('is asked for a tunnel to an https target, and TLS is with the target', async () => {
    const { proxy, asked } = await proxyTo(
      portOf(await tlsServer(await authority.issue({ names: ['app.example.org'] }))),
    );
    const { outcome, observation } = await look('https://app.example.org/', { target: { proxy, ca: authority.cert } });
    expect(outcome).toBe('up');
    expect(asked).toEqual(['CONNECT app.example.org:443']);
    expect(observation.certificate?.names).toEqual(['app.example.org']);
  });

  it('is sent the whole URL of an http target', async () => {
    const paths: unknown[] = [];
    const target = await httpServer((request, response) => {
      paths.push([request.url, request.headers.host]);
      response.end('ok');
    });
    const { proxy, asked } = await proxyTo(portOf(target));
    expect((await look('http://app.example.org/a?b=c', { target: { proxy } })).outcome).toBe('up');
    expect(asked).toEqual(['GET http://app.example.org/a?b=c']);
    expect(paths).toEqual([['http://app.example.org/a?b=c', 'app.example.org']]);
  });

  it('is taken for redirects as well', async () => {
    const target = await httpServer((request, response) => {
      if (request.url?.endsWith('/next')) response.end('ok');
      else response.writeHead(302, { location: 'http://other.example.org/next' }).end();
    });
    const { proxy, asked } = await proxyTo(portOf(target));
    expect((await look('http://app.example.org/', { target: { proxy } })).outcome).toBe('up');
    expect(asked).toEqual(['GET http://app.example.org/', 'GET http://other.example.org/next']);
  });

  it('is never taken from the environment', async () => {
    const spy = await proxyTo(1);
    const names = [
      'HTTP_PROXY',
      'HTTPS_PROXY',
      'ALL_PROXY',
      'http_proxy',
      'https_proxy',
      'all_proxy',
      'NODE_USE_ENV_PROXY',
    ];
    for (const name of names) process.env[name] = name.startsWith('NODE') ? '1' : spy.proxy;
    onTestFinished(() => {
      for (const name of names) delete process.env[name];
    });
    expect((await look(await tcpServer(answering(OK)))).outcome).toBe('up');
    expect((await look(await tlsServer(server), { target: { ca: authority.cert } })).outcome).toBe('up');
    expect(spy.asked).toEqual([]);
  });

  const answer = (line: string) => tcpServer(answering(`HTTP/1.1 ${line}\r\ncontent-length: 0\r\n\r\n`));
  it.each<[string, () => Promise<string>, string, string]>([
    ['wants a password', () => answer('407 Proxy Authentication Required'), 'unknown', 'proxy_failed'],
    ['does not want to', () => answer('403 Forbidden'), 'unknown', 'proxy_failed'],
    ['speaks something else', () => tcpServer(answering('220 smtp.example.org\r\n\r\n')), 'unknown', 'proxy_failed'],
    ['hangs up', () => tcpServer((socket) => void socket.once('data', () => socket.end())), 'unknown', 'proxy_failed'],
    ['cannot reach the target', () => answer('502 Bad Gateway'), 'down', 'tcp_unreachable'],
    ['waits for the target', () => tcpServer(() => {}), 'down', 'tcp_timeout'],
    ['never ends its header', () => tcpServer((s) => void s.write('x'.repeat(20_000))), 'unknown', 'proxy_failed'],
  ])('that %s', async (_, make, verdict, code) => {
    const target = { proxy: await make() };
    const { judgement, tookMs } = await look('https://app.example.org/', { target, timeoutMs: 700 });
    expect(judgement).toMatchObject({ verdict, failure: { code } });
    expect(tookMs).toBeLessThan(950);
  });

  it('that nobody listens at says nothing about the target', async () => {
    const gone = net.createServer();
    const port = await listen(gone);
    await new Promise((resolve) => gone.close(resolve));
    const { judgement } = await look('http://app.example.org/', { target: { proxy: `http://127.0.0.1:${port}` } });
    expect(judgement).toMatchObject({ verdict: 'unknown', failure: { code: 'proxy_failed' } });
    expect(judgement.failure?.message).toContain('The server refused the connection');
  });

  it('whose name is not answered in time says nothing about the target', async () => {
    const resolver = createResolver({ servers: [await dnsServer(() => 'silence')] });
    const { judgement } = await look('http://app.example.org/', {
      target: { proxy: 'http://proxy.example.org:3128' },
      probe: { resolver },
      timeoutMs: 400,
    });
    expect(judgement).toMatchObject({ verdict: 'unknown', failure: { code: 'proxy_failed' } });
  });
});

describe('the rules for addresses', () => {
  const refused = async (url: string, proxy: string) => {
    const sockets = countSockets();
    const { judgement } = await look(url, { target: { proxy, allowPrivate: true }, probe: { allowLoopback: false } });
    expect(sockets()).toBe(0);
    return [judgement.verdict, judgement.failure?.code];
  };

  it.each(['http://127.0.0.1:9', 'http://169.254.169.254', 'http://[::ffff:127.0.0.1]:9', 'http://localhost:9'])(
    'hold for the proxy %s',
    async (proxy) => {
      expect(await refused('http://example.org/', proxy)).toEqual(['unknown', 'denied_address']);
    },
  );

  it.each(['http://169.254.169.254/', 'https://127.0.0.1/', 'http://[fd00:ec2::254]/', 'http://app.localhost/'])(
    'hold for the target %s behind a proxy',
    async (url) => {
      expect(await refused(url, 'http://203.0.113.1:3128')).toEqual(['unknown', 'denied_address']);
    },
  );

  it('hold for a redirect behind a proxy', async () => {
    const target = await httpServer((_, response) => {
      response.writeHead(302, { location: 'http://169.254.169.254/latest' }).end();
    });
    const { proxy, asked } = await proxyTo(portOf(target));
    expect((await look('http://app.example.org/', { target: { proxy } })).outcome).toBe('redirect_denied');
    expect(asked).toHaveLength(1);
  });
});
