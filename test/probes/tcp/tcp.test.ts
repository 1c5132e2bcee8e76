/** Ports that are open, and servers that talk, keep silent, or talk nonsense. */
import net from 'node:net';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Assertion } from '../../../shared/domain/checks/assertion.ts';
import { type Authority, createAuthority, type Identity } from '../../lab/certificates.ts';
import { bodyContains, countSockets } from '../../lab/look.ts';
import { aTcpTarget, type LookAtOptions, lookAt } from '../../lab/look-at.ts';
import { listen, tcpServer, tlsServer } from '../../lab/servers.ts';

type OnSocket = (socket: net.Socket) => void;

const serverOf = (onSocket: OnSocket): Promise<number> => listen(net.createServer(onSocket));

/** Answers each line by what the table says, as a small Redis would. */
const redis: OnSocket = (socket) => {
  socket.on('data', (chunk) => {
    for (const line of chunk.toString().split('\r\n')) {
      if (line === 'PING') socket.write('+PONG\r\n');
      else if (line !== '') socket.write(`-ERR unknown command '${line}'\r\n`);
    }
  });
};

const notContains = (text: string): Assertion => ({ effect: 'down', subject: 'body', op: 'notContains', text });

let authority: Authority;
let good: Identity;

beforeAll(async () => {
  authority = await createAuthority();
  good = await authority.issue();
});

describe('a port', () => {
  it('that is open is up, and its phases are timed', async () => {
    const { outcome, observation } = await lookAt(aTcpTarget(await serverOf(() => {})));
    expect(outcome).toBe('up');
    expect(observation).toMatchObject({ address: '127.0.0.1', redirects: [] });
    expect(Object.keys(observation.timings)).toEqual(['dns', 'connect', 'total']);
    expect(observation.body).toBeUndefined();
  });

  it('of which a first byte is expected in time is listened to', async () => {
    const within = (atMostMs: number): Assertion => ({
      effect: 'degraded',
      subject: 'phase',
      phase: 'firstByte',
      atMostMs,
    });
    const port = await serverOf((socket) => void setTimeout(() => socket.write('2'), 60));
    expect((await lookAt(aTcpTarget(port), { assertions: [within(4000)] })).outcome).toBe('up');
    const { judgement } = await lookAt(aTcpTarget(port), { assertions: [within(20)] });
    expect(judgement).toMatchObject({ verdict: 'degraded', failure: { code: 'too_slow' } });
  });

  it('whose server closes at once without a word is up, since nothing was expected of it', async () => {
    expect((await lookAt(aTcpTarget(await serverOf((socket) => void socket.end())))).outcome).toBe('up');
  });

  it('that nobody listens at is tcp_refused', async () => {
    const server = net.createServer();
    const port = await listen(server);
    await new Promise((resolve) => server.close(resolve));
    expect((await lookAt(aTcpTarget(port))).outcome).toBe('tcp_refused');
  });

  it('is judged by its time like anything else', async () => {
    const port = await serverOf((socket) => void setTimeout(() => socket.write('ready\n'), 60));
    const assertions: Assertion[] = [
      bodyContains('ready'),
      { effect: 'degraded', subject: 'responseTime', atMostMs: 20 },
    ];
    expect((await lookAt(aTcpTarget(port), { assertions })).judgement).toMatchObject({
      verdict: 'degraded',
      failure: { code: 'too_slow' },
    });
  });
});

describe('what a server says', () => {
  it('is compared once the lines are sent: a Redis that answers is up', async () => {
    const port = await serverOf(redis);
    const { outcome, observation } = await lookAt(aTcpTarget(port, { send: ['PING'] }), {
      assertions: [bodyContains('+PONG')],
    });
    expect(outcome).toBe('up');
    expect(observation.body).toEqual({ text: '+PONG\r\n', truncated: false });
  });

  it('is read until each text has come, however it is cut into pieces', async () => {
    const port = await serverOf((socket) => {
      const pieces = ['22', '0 mail.example', '.org ES', 'MTP rea', 'dy\r\n'];
      pieces.forEach((piece, index) => {
        setTimeout(() => socket.write(piece), 15 * index);
      });
    });
    const assertions = [bodyContains('mail.example.org'), bodyContains('ready')];
    const { outcome, tookMs } = await lookAt(aTcpTarget(port), { assertions });
    expect(outcome).toBe('up');
    expect(tookMs).toBeLessThan(2000);
  });

  it('without what was expected is judged by what came, when the time is over', async () => {
    const port = await serverOf(redis);
    const target = aTcpTarget(port, { send: ['PNIG'] });
    const { judgement, tookMs } = await lookAt(target, { assertions: [bodyContains('+PONG')], timeoutMs: 300 });
    expect(judgement.failure).toMatchObject({
      code: 'assertion_failed',
      message: `Expected the body to contain "+PONG", found "-ERR unknown command 'PNIG'".`,
    });
    expect(tookMs).toBeLessThan(550);
  });

  it('is its first line where only something unwanted is named', async () => {
    const port = await serverOf((socket) => void socket.write('220 ready\r\n'));
    const { outcome, tookMs } = await lookAt(aTcpTarget(port), { assertions: [notContains('554')] });
    expect(outcome).toBe('up');
    expect(tookMs).toBeLessThan(2000);
    const refusing = await serverOf((socket) => void socket.write('554 go away\r\n'));
    expect((await lookAt(aTcpTarget(refusing), { assertions: [notContains('554')] })).outcome).toBe('assertion_failed');
  });

  it('that never completes its first line proves nothing, so that it is body_timeout', async () => {
    const port = await serverOf((socket) => void socket.write('220 almost'));
    expect((await lookAt(aTcpTarget(port), { assertions: [notContains('554')], timeoutMs: 300 })).outcome).toBe(
      'body_timeout',
    );
  });

  it('is held to a pattern with its line complete, though a text in it came before', async () => {
    const port = await serverOf((socket) => {
      socket.write('220 mail');
      setTimeout(() => socket.write('.example.org ESMTP\r\n'), 30);
    });
    const pattern: Assertion = { effect: 'down', subject: 'body', op: 'matches', text: '^220 .* ESMTP' };
    for (const assertions of [[pattern], [bodyContains('220'), pattern]]) {
      const { outcome, tookMs } = await lookAt(aTcpTarget(port), { assertions });
      expect(outcome).toBe('up');
      expect(tookMs).toBeLessThan(2000);
    }
  });

  it('may be JSON, over as many lines as it likes', async () => {
    const port = await serverOf((socket) => {
      socket.write('{\n"status": "ok",\n');
      setTimeout(() => socket.write('"queue": [1, 2]\n}\n'), 20);
    });
    const assertions: Assertion[] = [
      { effect: 'down', subject: 'json', path: '$.status', comparison: { op: 'equals', value: 'ok' } },
      { effect: 'down', subject: 'json', path: '$.queue[1]', comparison: { op: 'atMost', value: 1 } },
    ];
    const { judgement, tookMs } = await lookAt(aTcpTarget(port), { assertions });
    expect(judgement.findings.map(({ outcome }) => outcome)).toEqual(['pass', 'fail']);
    expect(tookMs).toBeLessThan(2000);
  });

  it('is not read at all where nothing is expected of it, though the lines are sent', async () => {
    const received = new Promise<string>((resolve) => {
      void serverOf((socket) => void socket.once('data', (chunk) => resolve(chunk.toString()))).then(async (port) => {
        await lookAt(aTcpTarget(port, { send: ['HELLO', 'QUIT'] }));
      });
    });
    expect(await received).toBe('HELLO\r\nQUIT\r\n');
  });
});

describe('bad servers', () => {
  const PONG: LookAtOptions = { assertions: [bodyContains('+PONG')], timeoutMs: 300 };

  it.each<[string, OnSocket, string]>([
    ['silent', () => {}, 'reply_timeout'],
    ['closing at once', (socket) => void socket.end(), 'connection_closed'],
    ['resetting at once', (socket) => void socket.resetAndDestroy(), 'tcp_reset'],
    ['sending garbage and closing', (socket) => void socket.end(Buffer.alloc(999, 0xff)), 'assertion_failed'],
    ['closing in the middle of the reply', (socket) => void socket.end('+PON'), 'assertion_failed'],
    ['without end', (socket) => endless(socket, Buffer.alloc(16_384, 'x')), 'body_too_large'],
    ['dripping', (socket) => dripping(socket, 'x'), 'assertion_failed'],
    ['resetting in the middle', resetting, 'body_truncated'],
  ])('%s', async (_what, onSocket, code) => {
    const { outcome, tookMs, judgement } = await lookAt(aTcpTarget(await serverOf(onSocket), { send: ['PING'] }), PONG);
    expect(outcome).toBe(code);
    expect(judgement.verdict).toBe('down');
    expect(tookMs).toBeLessThan(550);
  });

  it('a reply is found at the edge of what is read, and never beyond it', async () => {
    const padded = (count: number) => serverOf((socket) => void socket.write(`${'x'.repeat(count)}+PONG`));
    expect((await lookAt(aTcpTarget(await padded(65_531)), PONG)).outcome).toBe('up');
    expect((await lookAt(aTcpTarget(await padded(65_532)), PONG)).outcome).toBe('body_too_large');
  });

  it('a secret with a line break in it is refused rather than sent as two commands', async () => {
    let received = '';
    const port = await serverOf((socket) => void socket.on('data', (chunk) => (received += chunk)));
    const target = aTcpTarget(port, { send: ['AUTH one\r\nFLUSHALL'] });
    expect((await lookAt(target)).outcome).toBe('invalid_target');
    expect((await lookAt(target, PONG)).outcome).toBe('invalid_target');
    expect(received).toBe('');
  });

  it('an abort ends the look at once, and says nothing about the target', async () => {
    const port = await serverOf((socket) => void socket.write('almost'));
    const { outcome, tookMs } = await lookAt(aTcpTarget(port), {
      assertions: [bodyContains('ready')],
      signal: AbortSignal.timeout(50),
    });
    expect(outcome).toBe('probe_error');
    expect(tookMs).toBeLessThan(1000);
  });

  it('let go of every socket', async () => {
    const closed: Promise<void>[] = [];
    const port = await serverOf((socket) => {
      closed.push(new Promise((resolve) => void socket.once('close', () => resolve())));
      socket.resume();
    });
    await lookAt(aTcpTarget(port));
    await lookAt(aTcpTarget(port), PONG);
    expect(closed).toHaveLength(2);
    await Promise.all(closed);
  });
});

describe('over TLS', () => {
  const portOf = async (url: Promise<string>): Promise<number> => Number(new URL(await url).port);

  it('the certificate and the version are noted, and the dialogue goes on', async () => {
    const port = await portOf(tlsServer(good, redis));
    const { outcome, observation } = await lookAt(aTcpTarget(port, { tls: true, send: ['PING'] }), {
      assertions: [bodyContains('+PONG'), { effect: 'down', subject: 'certificate', daysLeft: 14 }],
      probe: { ca: authority.cert },
    });
    expect(outcome).toBe('up');
    expect(observation).toMatchObject({ tlsVersion: '1.3', certificate: { subject: 'CN=localhost' } });
    expect(Object.keys(observation.timings)).toEqual(['dns', 'connect', 'tls', 'firstByte', 'transfer', 'total']);
  });

  it('a wrong certificate is told before anything is sent', async () => {
    let received = 0;
    const other = await authority.issue({ names: ['other.example'] });
    const port = await portOf(tlsServer(other, (socket) => void socket.on('data', () => received++)));
    const target = aTcpTarget(port, { tls: true, send: ['AUTH secret'] });
    expect((await lookAt(target, { probe: { ca: authority.cert } })).outcome).toBe('tls_hostname');
    expect((await lookAt(target)).outcome).toBe('tls_untrusted');
    expect(received).toBe(0);
  });

  it('a server that does not speak it is tls_not_tls, and a silent one tls_timeout', async () => {
    const ssh = await portOf(tcpServer((socket) => void socket.write('SSH-2.0-OpenSSH_9.9\r\n')));
    expect((await lookAt(aTcpTarget(ssh, { tls: true }))).outcome).toBe('tls_not_tls');
    const silent = aTcpTarget(await serverOf(() => {}), { tls: true });
    expect((await lookAt(silent, { timeoutMs: 300 })).outcome).toBe('tls_timeout');
  });
});

describe('denied addresses', () => {
  it.each(['127.0.0.1', '::1', 'localhost', '10.0.0.1', '169.254.169.254', 'fd00::1', '::ffff:127.0.0.1', '0.0.0.0'])(
    '%s is denied_address, and no socket is opened',
    async (host) => {
      const sockets = countSockets();
      const probe = { allowLoopback: false };
      for (const extra of [{}, { tls: true }, { startTls: 'smtp' as const }, { send: ['PING'] }]) {
        expect((await lookAt(aTcpTarget(9, { host, ...extra }), { probe })).outcome).toBe('denied_address');
      }
      expect(sockets()).toBe(0);
    },
  );

  it('a name that resolves to one is denied as well', async () => {
    const sockets = countSockets();
    const probe = { allowLoopback: false, resolver: async () => ['1.1.1.1', '10.0.0.1'] };
    expect((await lookAt(aTcpTarget(9, { host: 'rebound.example' }), { probe })).outcome).toBe('denied_address');
    expect(sockets()).toBe(0);
  });
});

function endless(socket: net.Socket, chunk: Uint8Array): void {
  const more = (): void => {
    while (!socket.destroyed && socket.write(chunk));
  };
  socket.on('drain', more);
  more();
}

function dripping(socket: net.Socket, piece: string): void {
  const timer = setInterval(() => socket.write(piece), 10);
  socket.once('close', () => clearInterval(timer));
}

function resetting(socket: net.Socket): void {
  socket.write('+PO');
  setTimeout(() => socket.resetAndDestroy(), 50);
}
