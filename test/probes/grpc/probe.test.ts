/** The kind `grpc`, against real HTTP/2 servers and against everything that is none. */
import net from 'node:net';
import tls from 'node:tls';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Assertion } from '../../../shared/domain/checks/assertion.ts';
import type { PhaseName } from '../../../shared/domain/checks/assertions/on-phase.ts';
import { type Authority, createAuthority, type Identity } from '../../lab/certificates.ts';
import { framed, GRPC_HEAD, grpcServer, type OnCall, replying, trailersOnly } from '../../lab/grpc-server.ts';
import { countSockets } from '../../lab/look.ts';
import { aGrpcTarget, type LookAtOptions, lookAt } from '../../lab/look-at.ts';
import { answering, listen, OK } from '../../lab/servers.ts';

const SERVING = framed([8, 1]);

const outcomeOf = async (onCall: OnCall, options: LookAtOptions = {}) =>
  (await lookAt(aGrpcTarget(await grpcServer(onCall)), options)).outcome;

describe('a server that speaks gRPC', () => {
  it('is up when it is serving, and is asked as the protocol wants', async () => {
    let asked: { headers: object; body: Buffer } | undefined;
    const port = await grpcServer((stream, headers, body) => {
      asked = { headers, body };
      replying(SERVING)(stream, headers, body);
    });
    const metadata = { 'X-Tenant': 'a' };
    const target = aGrpcTarget(port, { service: 'rota.v1.Rota', metadata });
    const { outcome, observation } = await lookAt(target);
    expect(outcome).toBe('up');
    expect(asked?.headers).toMatchObject({
      ':method': 'POST',
      ':scheme': 'http',
      ':path': '/grpc.health.v1.Health/Check',
      ':authority': `localhost:${port}`,
      'content-type': 'application/grpc',
      te: 'trailers',
      'grpc-timeout': expect.stringMatching(/^\d{1,8}m$/),
      'x-tenant': 'a',
    });
    expect(asked?.body).toEqual(Buffer.from('\0\0\0\0\x0e\x0a\x0crota.v1.Rota'));
    expect(observation).toMatchObject({ address: '127.0.0.1', timings: { connect: expect.any(Number) } });
  });

  it('is asked about itself as a whole with an empty message', async () => {
    const bodies: Buffer[] = [];
    await outcomeOf((stream, headers, body) => {
      bodies.push(body);
      replying(SERVING)(stream, headers, body);
    });
    expect(bodies).toEqual([Buffer.alloc(5)]);
  });

  it('may be asked about a service with a long name', async () => {
    let body = Buffer.alloc(0);
    const port = await grpcServer((stream, headers, received) => {
      body = Buffer.from(received);
      replying(SERVING)(stream, headers, received);
    });
    await lookAt(aGrpcTarget(port, { service: 'x'.repeat(200) }));
    expect([...body.subarray(0, 8)]).toEqual([0, 0, 0, 0, 203, 10, 0xc8, 1]);
  });

  it.each<[string, readonly number[], string, RegExp]>([
    ['NOT_SERVING', [8, 2], 'grpc_not_serving', /NOT_SERVING/],
    ['SERVICE_UNKNOWN', [8, 3], 'grpc_service_unknown', /SERVICE_UNKNOWN/],
    ['UNKNOWN', [8, 0], 'grpc_not_serving', /UNKNOWN/],
    ['UNKNOWN, which is the default and may be left out', [], 'grpc_not_serving', /UNKNOWN/],
  ])('is down when it says %s', async (_name, message, code, words) => {
    const { judgement } = await lookAt(aGrpcTarget(await grpcServer(replying(framed(message))), { service: 'rota' }));
    expect(judgement).toMatchObject({ verdict: 'down', failure: { code } });
    expect(judgement.failure?.message).toMatch(words);
  });

  it('is understood when it sends fields that are not known yet, or the status twice', async () => {
    const more = [0x12, 2, 7, 7, 0x19, 1, 2, 3, 4, 5, 6, 7, 8, 0x25, 1, 2, 3, 4, 0x28, 0x96, 1];
    expect(await outcomeOf(replying(framed([...more, 8, 1])))).toBe('up');
    expect(await outcomeOf(replying(framed([8, 2, 8, 1])))).toBe('up');
  });

  it('is understood when its message comes in pieces', async () => {
    const outcome = await outcomeOf((stream) => {
      stream.respond(GRPC_HEAD, { waitForTrailers: true });
      stream.once('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
      for (const byte of SERVING) stream.write(Buffer.from([byte]));
      stream.end();
    });
    expect(outcome).toBe('up');
  });

  it.each(['application/grpc', 'application/grpc+proto', 'application/grpc; charset=utf-8'])(
    'may give its content type as %s',
    async (type) => {
      const outcome = await outcomeOf(
        replying(SERVING, { 'grpc-status': '0' }, { ...GRPC_HEAD, 'content-type': type }),
      );
      expect(outcome).toBe('up');
    },
  );
});

describe('a call that the server fails', () => {
  it.each<[number, string]>([
    [1, 'grpc_error'],
    [2, 'grpc_error'],
    [4, 'http_timeout'],
    [5, 'grpc_service_unknown'],
    [7, 'grpc_denied'],
    [8, 'grpc_error'],
    [12, 'grpc_unimplemented'],
    [13, 'grpc_error'],
    [14, 'grpc_not_serving'],
    [16, 'grpc_denied'],
    [99, 'grpc_error'],
  ])('with grpc-status %d is %s, with trailers only or after a message', async (status, code) => {
    expect(await outcomeOf(trailersOnly(status))).toBe(code);
    expect(await outcomeOf(replying(SERVING, { 'grpc-status': `${status}` }))).toBe(code);
  });

  it('tells what the server says of it, made harmless', async () => {
    const port = await grpcServer(trailersOnly(14, 'no%20database%0A%1B[31m%25 left%zz'));
    expect((await lookAt(aGrpcTarget(port))).judgement.failure?.message).toMatch(/UNAVAILABLE, "no%20database/);
    const decoded = await lookAt(aGrpcTarget(await grpcServer(trailersOnly(14, 'no%20database%0A%1B[31m'))));
    expect(decoded.judgement.failure?.message).toMatch(/: UNAVAILABLE, "no database \[31m"\.$/);
  });
});

describe('an answer that is no gRPC', () => {
  it.each<[string, OnCall, string]>([
    [
      'another content type',
      replying(SERVING, { 'grpc-status': '0' }, { ':status': 200, 'content-type': 'text/html' }),
      'protocol_error',
    ],
    [
      'a content type that only begins alike',
      replying(SERVING, { 'grpc-status': '0' }, { ':status': 200, 'content-type': 'application/grpc-web' }),
      'protocol_error',
    ],
    ['no content type', replying(SERVING, { 'grpc-status': '0' }, { ':status': 200 }), 'protocol_error'],
    ['no grpc-status', replying(SERVING, {}), 'protocol_error'],
    ['a grpc-status that is no number', trailersOnly('ok'), 'protocol_error'],
    ['a proxy’s 503', (stream) => stream.respond({ ':status': 503 }, { endStream: true }), 'unexpected_status'],
    ['a proxy’s 429', (stream) => stream.respond({ ':status': 429 }, { endStream: true }), 'rate_limited'],
    ['OK and no message', trailersOnly(0), 'protocol_error'],
    ['an empty body', replying(Buffer.alloc(0)), 'protocol_error'],
    ['a compressed message', replying(Buffer.from([1, 0, 0, 0, 2, 8, 1])), 'protocol_error'],
    ['a length that is too large', replying(Buffer.from([0, 0, 0, 0, 9, 8, 1])), 'protocol_error'],
    ['a length that is too small', replying(Buffer.from([0, 0, 0, 0, 1, 8, 1])), 'protocol_error'],
    ['a number without end', replying(framed([8, ...Array(20).fill(0xff)])), 'protocol_error'],
    ['a field that is cut off', replying(framed([0x12, 200, 1])), 'protocol_error'],
    ['a group, which nobody sends any more', replying(framed([0x0b])), 'protocol_error'],
    ['a status from the future', replying(framed([8, 77])), 'protocol_error'],
    ['a message of a megabyte', replying(Buffer.alloc(1_000_000)), 'body_too_large'],
  ])('%s is told apart', async (_name, onCall, code) => expect(await outcomeOf(onCall)).toBe(code));
});

describe('a connection that ends badly', () => {
  it.each<[string, OnCall, string, RegExp]>([
    ['RST_STREAM', (stream) => stream.close(2), 'connection_closed', /INTERNAL_ERROR/],
    ['RST_STREAM with REFUSED_STREAM', (stream) => stream.close(7), 'connection_closed', /REFUSED_STREAM/],
    ['RST_STREAM with CANCEL', (stream) => stream.close(8), 'connection_closed', /CANCEL/],
    ['GOAWAY with an error', (stream) => stream.session?.goaway(11, 0), 'connection_closed', /ENHANCE_YOUR_CALM/],
    ['a lost connection', (stream) => stream.session?.destroy(), 'connection_closed', /./],
    [
      'a lost connection in the answer',
      (stream) => {
        stream.respond(GRPC_HEAD);
        stream.write(SERVING.subarray(0, 3), () => setTimeout(() => stream.session?.destroy(), 20));
      },
      'body_truncated',
      /./,
    ],
  ])('%s', async (_name, onCall, code, words) => {
    const { judgement, tookMs } = await lookAt(aGrpcTarget(await grpcServer(onCall)));
    expect(judgement).toMatchObject({ verdict: 'down', failure: { code } });
    expect(judgement.failure?.message).toMatch(words);
    expect(tookMs).toBeLessThan(3000);
  });

  it('RST_STREAM in the answer', async () => {
    const frame = (type: number, flags: number, stream: number, ...payload: number[]) => [
      ...[0, 0, payload.length, type, flags, 0, 0, 0, stream],
      ...payload,
    ];
    // Settings, then a header with status 200, half a message, and INTERNAL_ERROR.
    const bytes = [...frame(4, 0, 0), ...frame(1, 4, 1, 0x88), ...frame(0, 0, 1, 0, 0), ...frame(3, 0, 1, 0, 0, 0, 2)];
    const port = await listen(net.createServer(answering(Buffer.from(bytes))));
    const { judgement } = await lookAt(aGrpcTarget(port));
    expect(judgement.failure?.code).toBe('body_truncated');
    expect(judgement.failure?.message).toContain('INTERNAL_ERROR');
  });

  it('GOAWAY that lets the call finish does no harm', async () => {
    const outcome = await outcomeOf((stream, headers, body) => {
      stream.session?.goaway(0);
      replying(SERVING)(stream, headers, body);
    });
    expect(outcome).toBe('up');
  });
});

describe('a port where something else listens', () => {
  const attempt = async (server: net.Server, options: LookAtOptions = {}) =>
    lookAt(aGrpcTarget(await listen(server)), { timeoutMs: 400, ...options });

  it.each<[string, string]>([
    ['HTTP/1', 'HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n'],
    ['SSH', 'SSH-2.0-OpenSSH_9.6\r\n'],
    ['garbage', '\0'.repeat(64)],
  ])('%s is protocol_error', async (_name, bytes) => {
    expect((await attempt(net.createServer(answering(bytes)))).outcome).toBe('protocol_error');
  });

  it('a real HTTP/1 server is protocol_error', async () => {
    const { createServer } = await import('node:http');
    expect((await attempt(createServer((_request, response) => response.end('ok')))).outcome).toBe('protocol_error');
  });

  it('one that closes at once, or after the request', async () => {
    const atOnce = await attempt(net.createServer((socket) => socket.end()));
    expect(atOnce.outcome).toBe('connection_closed');
    const later = await attempt(net.createServer((socket) => socket.once('data', () => socket.end())));
    expect(later.outcome).toBe('connection_closed');
    const reset = await attempt(net.createServer((socket) => socket.once('data', () => socket.resetAndDestroy())));
    expect(reset.outcome).toBe('tcp_reset');
  });

  it('nothing at all', async () => {
    expect((await lookAt(aGrpcTarget(1))).outcome).toBe('tcp_refused');
  });
});

describe('the deadline is kept', () => {
  const SILENT: [string, (socket: net.Socket) => void][] = [
    ['silence', () => {}],
    [
      'settings and pings without end',
      (socket) => {
        socket.write(Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]));
        const timer = setInterval(() => socket.write(Buffer.from([0, 0, 8, 6, 0, 0, 0, 0, 0, ...Array(8).fill(1)])), 5);
        socket.once('close', () => clearInterval(timer));
      },
    ],
  ];
  it.each(SILENT)('%s is http_timeout', async (_name, onSocket) => {
    const { outcome, tookMs } = await lookAt(aGrpcTarget(await listen(net.createServer(onSocket))), { timeoutMs: 300 });
    expect(outcome).toBe('http_timeout');
    expect(tookMs).toBeLessThan(2300);
  });

  it('an answer that never ends is body_timeout', async () => {
    const port = await grpcServer((stream) => {
      stream.respond(GRPC_HEAD);
      const timer = setInterval(() => stream.write(Buffer.from([0])), 10);
      stream.once('close', () => clearInterval(timer));
    });
    const { outcome, tookMs } = await lookAt(aGrpcTarget(port), { timeoutMs: 300 });
    expect(outcome).toBe('body_timeout');
    expect(tookMs).toBeLessThan(2300);
  });

  it('and no connection is left when it is over', async () => {
    let open = 0;
    const port = await listen(
      net.createServer((socket) => {
        open++;
        socket.on('error', () => {}).resume();
        socket.once('close', () => open--);
      }),
    );
    await Promise.all(Array.from({ length: 20 }, () => lookAt(aGrpcTarget(port), { timeoutMs: 100 })));
    await expect.poll(() => open).toBe(0);
  });
});

describe('over TLS', () => {
  let authority: Authority;
  let identity: Identity;
  beforeAll(async () => {
    authority = await createAuthority();
    identity = await authority.issue();
  });
  const secured = (options: LookAtOptions = {}): LookAtOptions => ({ ...options, probe: { ca: authority.cert } });

  it('a server with h2 is up, and its certificate is seen', async () => {
    const port = await grpcServer(replying(SERVING), identity);
    const soon: Assertion = { effect: 'degraded', subject: 'certificate', daysLeft: 365 };
    const sight = await lookAt(aGrpcTarget(port, { tls: true }), secured({ assertions: [soon] }));
    expect(sight.judgement.failure?.code).toBe('certificate_expiring');
    expect(sight.observation.certificate?.names).toContain('localhost');
  });

  it('is timed in every phase, each of which can be judged', async () => {
    const within = (phase: PhaseName, atMostMs: number): Assertion => ({
      effect: 'degraded',
      subject: 'phase',
      phase,
      atMostMs,
    });
    const port = await grpcServer(replying(SERVING), identity);
    const probe = { ca: authority.cert };
    const phases: PhaseName[] = ['dns', 'connect', 'tls', 'firstByte', 'transfer'];
    const assertions = phases.map((phase) => within(phase, 4000));
    const { judgement } = await lookAt(aGrpcTarget(port, { tls: true }), { assertions, probe });
    expect(judgement.findings.map(({ outcome }) => outcome)).toEqual(phases.map(() => 'pass'));
    const slow = await lookAt(aGrpcTarget(port, { tls: true }), { assertions: [within('tls', 0)], probe });
    expect(slow.judgement).toMatchObject({ verdict: 'degraded', failure: { code: 'too_slow' } });
  });

  it('a server that offers HTTP/1 only is tls_alpn, and so is one without ALPN', async () => {
    const without = tls.createServer({ ...identity }, () => {});
    const only = tls.createServer({ ...identity, ALPNProtocols: ['http/1.1'] }, () => {});
    for (const server of [without, only]) {
      server.on('tlsClientError', () => {});
      const { outcome } = await lookAt(aGrpcTarget(await listen(server), { tls: true }), secured());
      expect(outcome).toBe('tls_alpn');
    }
  });

  it('a plain server is tls_not_tls, and TLS on a plain check is no HTTP/2', async () => {
    const plain = await listen(net.createServer(answering(OK)));
    expect((await lookAt(aGrpcTarget(plain, { tls: true }), secured())).outcome).toBe('tls_not_tls');
    const encrypted = await grpcServer(replying(SERVING), identity);
    expect((await lookAt(aGrpcTarget(encrypted), { timeoutMs: 500 })).judgement.verdict).toBe('down');
  });

  it('a certificate that nobody trusts is refused', async () => {
    const port = await grpcServer(replying(SERVING), identity);
    expect((await lookAt(aGrpcTarget(port, { tls: true }))).outcome).toBe('tls_untrusted');
  });
});

it.each(['127.0.0.1', '::1', 'localhost', '10.0.0.1', '169.254.169.254', '::ffff:127.0.0.1', '2130706433'])(
  'no socket is opened to %s unless that is allowed',
  async (host) => {
    const sockets = countSockets();
    const sight = await lookAt(aGrpcTarget(9, { host }), { probe: { allowLoopback: false }, timeoutMs: 200 });
    expect([sight.outcome === 'up', sockets()]).toEqual([false, 0]);
  },
);
