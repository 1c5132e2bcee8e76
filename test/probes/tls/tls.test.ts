/** Handshakes, and what may be expected of a certificate and of TLS. */
import net from 'node:net';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Assertion } from '../../../shared/domain/checks/assertion.ts';
import { type Authority, createAuthority, createSelfSigned, type Identity } from '../../lab/certificates.ts';
import { countSockets } from '../../lab/look.ts';
import { aTcpTarget, aTlsTarget, type LookAtOptions, lookAt } from '../../lab/look-at.ts';
import { listen, tlsServer } from '../../lab/servers.ts';

const DAY_MS = 86_400_000;

let authority: Authority;
let good: Identity;

beforeAll(async () => {
  authority = await createAuthority();
  good = await authority.issue({ names: ['localhost', 'example.org', '*.example.org'] });
});

async function lookOver(options: Parameters<typeof tlsServer>[0], limits: LookAtOptions = {}) {
  const port = Number(new URL(await tlsServer(options, () => {})).port);
  return lookAt(aTlsTarget(port), { probe: { ca: authority.cert }, ...limits });
}

const raw = (onSocket: (socket: net.Socket) => void): Promise<number> => listen(net.createServer(onSocket));

describe('a handshake', () => {
  it('that succeeds is up, and its facts are noted', async () => {
    const { outcome, observation } = await lookOver(good);
    expect(outcome).toBe('up');
    expect(observation).toMatchObject({
      tlsVersion: '1.3',
      certificate: {
        subject: 'CN=localhost',
        issuer: 'CN=Lab Root',
        names: ['localhost', 'example.org', '*.example.org'],
      },
    });
    expect(Object.keys(observation.timings)).toEqual(['dns', 'connect', 'tls', 'total']);
  });

  it.each<[string, () => Promise<Identity>, string]>([
    [
      'expired',
      () => authority.issue({ validTo: Date.now() - DAY_MS, validFrom: Date.now() - 2 * DAY_MS }),
      'tls_expired',
    ],
    ['for another name', () => authority.issue({ names: ['other.example'] }), 'tls_hostname'],
    ['signed by itself', () => createSelfSigned(), 'tls_untrusted'],
    ['without its chain', async () => (await authority.intermediate()).issue(), 'tls_untrusted'],
  ])('with a certificate that is %s is told as such', async (_what, issue, code) => {
    expect((await lookOver(await issue())).outcome).toBe(code);
  });

  it.each<[string, (socket: net.Socket) => void, string]>([
    ['silent', () => {}, 'tls_timeout'],
    ['closing at once', (socket) => void socket.end(), 'tls_handshake'],
    ['resetting', (socket) => void socket.once('data', () => socket.resetAndDestroy()), 'tls_handshake'],
    ['talking plainly', (socket) => void socket.write('220 mail ready\r\n'), 'tls_not_tls'],
    [
      'old',
      (socket) => void socket.once('data', () => socket.write(Buffer.from([21, 3, 1, 0, 2, 2, 70]))),
      'tls_version',
    ],
    ['dripping', dripping, 'tls_timeout'],
    ['without end', (socket) => void socket.once('data', () => socket.write(Buffer.alloc(1e6, 'x'))), 'tls_not_tls'],
  ])('with a server that is %s ends within the deadline', async (_what, onSocket, code) => {
    const { outcome, tookMs } = await lookAt(aTlsTarget(await raw(onSocket)), { timeoutMs: 300 });
    expect(outcome).toBe(code);
    expect(tookMs).toBeLessThan(550);
  });

  it.each(['127.0.0.1', 'localhost', '10.0.0.1', '169.254.169.254', '::1', '64:ff9b::127.0.0.1'])(
    'with %s is denied_address, and no socket is opened',
    async (host) => {
      const sockets = countSockets();
      expect((await lookAt(aTlsTarget(9, { host }), { probe: { allowLoopback: false } })).outcome).toBe(
        'denied_address',
      );
      expect(sockets()).toBe(0);
    },
  );
});

describe('the certificate', () => {
  const issuer = (op: 'contains' | 'notContains' | 'equals', value: string): Assertion => ({
    effect: 'down',
    subject: 'certificateIssuer',
    comparison: { op, value },
  });
  const names = (...list: string[]): Assertion => ({ effect: 'down', subject: 'certificateNames', names: list });

  it.each<[string, Assertion, 'pass' | 'fail']>([
    ['issuer that is named', issuer('contains', 'Lab'), 'pass'],
    ['whole name of the issuer', issuer('equals', 'CN=Lab Root'), 'pass'],
    ['other issuer', issuer('contains', 'Encrypt'), 'fail'],
    ['unwanted issuer', issuer('notContains', 'Root'), 'fail'],
    ['name that is listed', names('example.org'), 'pass'],
    ['name in other letters, with its dot', names('EXAMPLE.org.'), 'pass'],
    ['name under a wildcard', names('www.example.org', 'example.org'), 'pass'],
    ['wildcard itself', names('*.example.org'), 'pass'],
    ['name two labels below the wildcard', names('a.b.example.org'), 'fail'],
    ['other name', names('example.org', 'example.com'), 'fail'],
    ['name that only ends alike', names('wwwexample.org'), 'fail'],
  ])('is held to an expected %s', async (_what, assertion, outcome) => {
    const { judgement } = await lookOver(good, { assertions: [assertion] });
    expect(judgement.findings[0]?.outcome).toBe(outcome);
  });

  it('says what was found in place of what was expected', async () => {
    const assertions = [names('example.com')];
    expect((await lookOver(good, { assertions })).judgement.failure?.message).toBe(
      'Expected a certificate for example.com, found one for localhost, example.org, *.example.org, without example.com.',
    );
    expect((await lookOver(good, { assertions: [issuer('contains', 'X1')] })).judgement.failure?.message).toBe(
      `Expected the certificate's issuer to contain "X1", found "CN=Lab Root".`,
    );
  });

  it('is searched for all of its names, however many', async () => {
    const many = Array.from({ length: 60 }, (_, index) => `n${index}.example.org`);
    const leaf = await authority.issue({ names: ['localhost', ...many] });
    const { outcome, observation } = await lookOver(leaf, { assertions: [names('n59.example.org')] });
    expect([outcome, observation.certificate?.names.length]).toEqual(['up', 61]);
    expect((await lookOver(leaf)).observation.certificate?.names).toHaveLength(20);
  });

  it('that is not there proves nothing', async () => {
    const port = await raw(() => {});
    const assertions: Assertion[] = [issuer('notContains', 'Staging'), names('a.example'), tlsAtLeast('1.2')];
    const { judgement } = await lookAt(aTcpTarget(port), { assertions });
    expect(judgement.verdict).toBe('down');
    expect(judgement.findings.map(({ outcome, found }) => [outcome, found])).toEqual(
      assertions.map(() => ['unevaluable', 'an answer without TLS']),
    );
  });
});

const tlsAtLeast = (atLeast: '1.2' | '1.3'): Assertion => ({ effect: 'degraded', subject: 'tlsVersion', atLeast });

describe('the version', () => {
  it.each<['TLSv1.2' | 'TLSv1.3', '1.2' | '1.3', string]>([
    ['TLSv1.3', '1.3', 'up'],
    ['TLSv1.3', '1.2', 'up'],
    ['TLSv1.2', '1.2', 'up'],
    ['TLSv1.2', '1.3', 'assertion_failed'],
  ])('%s where %s is expected', async (maxVersion, atLeast, outcome) => {
    const sight = await lookOver({ ...good, maxVersion }, { assertions: [tlsAtLeast(atLeast)] });
    expect([sight.outcome, sight.observation.tlsVersion]).toEqual([outcome, maxVersion.slice(4)]);
  });

  it('that is too old is said in words', async () => {
    const { judgement } = await lookOver({ ...good, maxVersion: 'TLSv1.2' }, { assertions: [tlsAtLeast('1.3')] });
    expect(judgement).toMatchObject({
      verdict: 'degraded',
      failure: { message: 'Expected TLS 1.3, found TLS 1.2.' },
    });
  });
});

function dripping(socket: net.Socket): void {
  // The beginning of a record of TLS that never ends.
  socket.write(Buffer.from([22, 3, 3, 0x30, 0]));
  const timer = setInterval(() => socket.write(Buffer.from([2])), 10);
  socket.once('close', () => clearInterval(timer));
}
