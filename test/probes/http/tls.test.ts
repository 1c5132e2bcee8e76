/** Rows 23 to 41 of the lab: certificates and handshakes. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Assertion } from '../../../shared/domain/checks/assertion.ts';
import { type Authority, createAuthority, type Identity } from '../../lab/certificates.ts';
import { type LookOptions, look } from '../../lab/look.ts';
import { answering, OK, tcpServer, tlsServer } from '../../lab/servers.ts';

const DAY_MS = 86_400_000;
const daysFromNow = (days: number): number => Date.now() + days * DAY_MS;

let authority: Authority;
let good: Identity;

beforeAll(async () => {
  authority = await createAuthority();
  good = await authority.issue();
});

/** Looks with the lab's authority among the trusted ones. */
const trusting = (url: string, options: LookOptions = {}) => look(url, { ...options, probe: { ca: authority.cert } });

const asTls = (url: string): string => url.replace('http:', 'https:').replace('127.0.0.1', 'localhost');

describe('certificates', () => {
  it('a good one is up, and its facts are kept', async () => {
    const validTo = Math.floor(daysFromNow(30) / 1000) * 1000;
    const { outcome, observation } = await trusting(
      await tlsServer(await authority.issue({ names: ['localhost', '*.example.org'], validTo })),
    );
    expect(outcome).toBe('up');
    expect(observation.certificate).toMatchObject({
      subject: 'CN=localhost',
      issuer: 'CN=Lab Root',
      validTo,
      names: ['localhost', '*.example.org'],
    });
  });

  it('23: an expired one is tls_expired', async () => {
    const leaf = await authority.issue({ validFrom: daysFromNow(-9), validTo: daysFromNow(-1) });
    const { judgement } = await trusting(await tlsServer(leaf));
    expect(judgement.failure).toEqual({ code: 'tls_expired', message: 'The certificate has expired.' });
  });

  it('27: one whose chain is incomplete is tls_untrusted, and a complete chain is up', async () => {
    const intermediate = await authority.intermediate();
    const leaf = await intermediate.issue();
    expect((await trusting(await tlsServer(leaf))).outcome).toBe('tls_untrusted');
    const chained = { key: leaf.key, cert: `${leaf.cert}\n${intermediate.cert}` };
    const { outcome, observation } = await trusting(await tlsServer(chained));
    expect(outcome).toBe('up');
    expect(observation.certificate).toMatchObject({ subject: 'CN=localhost', issuer: 'CN=Lab Intermediate' });
  });

  it('28: one for another name is tls_hostname, and the message says for which', async () => {
    const { judgement } = await trusting(await tlsServer(await authority.issue({ names: ['other.example'] })));
    expect(judgement.failure).toEqual({
      code: 'tls_hostname',
      message: 'The certificate was issued for another name: other.example.',
    });
  });

  it('29: without names of its own it is taken by its subject, as Node does, with a warning', async () => {
    for (const emails of [[], ['a@example.org']]) {
      const mine = await tlsServer(await authority.issue({ names: [], emails, commonName: 'localhost' }));
      expect((await trusting(mine)).judgement).toMatchObject({ verdict: 'degraded', failure: { code: 'tls_no_san' } });
      const other = await tlsServer(await authority.issue({ names: [], emails, commonName: 'other.example' }));
      expect((await trusting(other)).outcome).toBe('tls_hostname');
    }
  });

  it('39: one for an address is up when the target is an address', async () => {
    const url = await tlsServer(await authority.issue({ addresses: ['127.0.0.1'] }));
    expect((await trusting(url.replace('localhost', '127.0.0.1'))).outcome).toBe('up');
    expect((await trusting((await tlsServer(good)).replace('localhost', '127.0.0.1'))).outcome).toBe('tls_hostname');
  });

  it('12: the dot at the end of a name is neither indicated nor checked', async () => {
    let indicated: unknown;
    const url = await tlsServer(good, (socket) => {
      indicated = (socket as { servername?: unknown }).servername;
      answering(OK)(socket);
    });
    expect((await trusting(url.replace('localhost', 'localhost.'))).outcome).toBe('up');
    expect(indicated).toBe('localhost');
  });

  it('40: sessions are not resumed, so a certificate is looked at each time', async () => {
    const resumed: boolean[] = [];
    const url = await tlsServer(good, (socket) => {
      resumed.push((socket as unknown as { isSessionReused(): boolean }).isSessionReused());
      answering(OK)(socket);
    });
    const probe = { ca: authority.cert };
    for (let i = 0; i < 3; i++) await look(url, { probe });
    expect(resumed).toEqual([false, false, false]);
  });

  it('41: days left are judged, and plain HTTP has none to judge', async () => {
    const assertions: Assertion[] = [{ effect: 'degraded', subject: 'certificate', daysLeft: 14 }];
    const soon = await trusting(await tlsServer(await authority.issue({ validTo: daysFromNow(5.5) })), { assertions });
    expect(soon.judgement).toMatchObject({ verdict: 'degraded', failure: { code: 'certificate_expiring' } });
    expect(soon.judgement.failure?.message).toMatch(
      /^Expected a certificate valid for at least 14 days, found 5 days left, until 20..-..-.. ..:..:.. UTC\.$/,
    );
    const plain = await look(await tcpServer(answering(OK)), { assertions });
    expect(plain.judgement.findings[0]).toMatchObject({ outcome: 'unevaluable', found: 'an answer without TLS' });
  });
});

describe('handshakes', () => {
  it('32: a handshake that stalls is tls_timeout', async () => {
    const { outcome, tookMs } = await trusting(asTls(await tcpServer(() => {})), { timeoutMs: 300 });
    expect(outcome).toBe('tls_timeout');
    expect(tookMs).toBeLessThan(550);
  });

  it('37: a server that wants a certificate of ours is tls_client_certificate', async () => {
    const url = await tlsServer({ ...good, requestCert: true, rejectUnauthorized: true, minVersion: 'TLSv1.3' });
    expect((await trusting(url)).outcome).toBe('tls_client_certificate');
  });

  it('every phase of a secured look is timed', async () => {
    const { observation } = await trusting(await tlsServer(good));
    expect(Object.keys(observation.timings)).toEqual(['dns', 'connect', 'tls', 'firstByte', 'transfer', 'total']);
    const { total, ...phases } = observation.timings;
    for (const ms of Object.values(phases)) expect(ms).toBeGreaterThanOrEqual(0);
    expect(total).toBeGreaterThanOrEqual(phases.tls ?? 0);
  });

  it('sends a first message of less than 1,000 bytes', async () => {
    const bytes = await new Promise<number>((resolve, reject) => {
      void tcpServer((socket) => void socket.once('data', (hello) => resolve(hello.length)))
        .then((url) => trusting(asTls(url), { timeoutMs: 300 }))
        .catch(reject);
    });
    expect(bytes).toBeLessThan(1000);
  });
});
