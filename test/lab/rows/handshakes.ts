/** The kind tls: certificates that expire, strangers, and servers that want to know who asks. */
import net from 'node:net';
import type { TlsOptions } from 'node:tls';
import type { Assertion } from '../../../shared/domain/checks/assertion.ts';
import type { Target, TlsTarget } from '../../../shared/domain/checks/target.ts';
import { greeting, type OnSocket, silent } from '../behaviours.ts';
import { type Authority, createSelfSigned, type LeafOptions } from '../certificates.ts';
import type { Lab } from '../lab.ts';
import { aTlsTarget } from '../look-at.ts';
import { type Family, HANGS_MS } from '../row.ts';

const DAY_MS = 86_400_000;
const daysFromNow = (days: number): number => Date.now() + days * DAY_MS;

const TWO_WEEKS: Assertion = { effect: 'degraded', subject: 'certificate', daysLeft: 14 };
const TLS_1_3: Assertion = { effect: 'down', subject: 'tlsVersion', atLeast: '1.3' };
const OF_WWW: Assertion = { effect: 'down', subject: 'certificateNames', names: ['www.lab.example'] };
const FROM_US: Assertion = {
  effect: 'down',
  subject: 'certificateIssuer',
  comparison: { op: 'contains', value: "O=Let's Encrypt" },
};

const portOf = (url: string): number => Number(new URL(url).port);

const holding =
  (leaf: LeafOptions, options: TlsOptions = {}) =>
  async (lab: Lab): Promise<Target> =>
    aTlsTarget(portOf(await lab.tls({ ...(await lab.authority.issue(leaf)), ...options }, silent)));

const instead =
  (onSocket: OnSocket) =>
  async (lab: Lab): Promise<Target> =>
    aTlsTarget(await lab.listen(net.createServer(onSocket)));

/** A server that takes clients of the trusted authority only, and a probe that comes as this one says. */
const asking =
  (version: 'TLSv1.2' | 'TLSv1.3', shownBy?: (lab: Lab) => Authority) =>
  async (lab: Lab): Promise<Target> => {
    const rules = { ca: lab.authority.cert, requestCert: true, rejectUnauthorized: true };
    const target = await holding({}, { ...rules, minVersion: version, maxVersion: version })(lab);
    if (!shownBy) return target;
    const { cert, key } = await shownBy(lab).issue({ names: ['nightjar'] });
    return { ...(target as TlsTarget), clientCertificate: { certificate: cert, key } };
  };

export const handshakes: Family = {
  name: 'Handshakes (kind tls)',
  rows: [
    {
      id: '320',
      does: 'has a good certificate',
      expected: 'up',
      target: holding({}),
      assertions: [TWO_WEEKS, TLS_1_3],
    },
    {
      id: '321',
      does: 'has ten days left',
      expected: 'degraded certificate_expiring',
      target: holding({ validTo: daysFromNow(10) }),
      assertions: [TWO_WEEKS],
    },
    {
      id: '322',
      does: 'has a certificate that has expired',
      expected: 'down tls_expired',
      target: holding({ validFrom: daysFromNow(-9), validTo: daysFromNow(-1) }),
    },
    {
      id: '323',
      does: 'has a certificate of the future',
      expected: 'down tls_not_yet_valid',
      target: holding({ validFrom: daysFromNow(1) }),
    },
    {
      id: '324',
      does: 'has a certificate for another name',
      expected: 'down tls_hostname',
      target: holding({ names: ['other.lab.example'] }),
    },
    {
      id: '325',
      does: 'is named in the subject of its certificate only',
      expected: 'degraded tls_no_san',
      target: holding({ names: [], commonName: 'localhost' }),
    },
    {
      id: '326',
      does: 'has signed its certificate itself',
      expected: 'down tls_untrusted',
      target: async (lab) => aTlsTarget(portOf(await lab.tls(await createSelfSigned()))),
    },
    {
      id: '327',
      does: 'has a certificate of an authority that only its own monitor trusts',
      expected: 'up',
      target: async (lab) =>
        aTlsTarget(portOf(await lab.tls(await lab.stranger.issue(), silent)), { ca: lab.stranger.cert }),
    },
    {
      id: '328',
      does: 'does not cover a name that it should',
      expected: 'down assertion_failed',
      target: holding({}),
      assertions: [OF_WWW],
    },
    {
      id: '329',
      does: 'has a certificate of another authority than was expected',
      expected: 'down assertion_failed',
      target: holding({}),
      assertions: [FROM_US],
    },
    {
      id: '330',
      does: 'speaks TLS 1.2 where 1.3 was expected',
      expected: 'down assertion_failed',
      target: holding({}, { maxVersion: 'TLSv1.2' }),
      assertions: [TLS_1_3],
    },
    { id: '331a', does: 'wants a client certificate and gets it', expected: 'up', target: asking('TLSv1.3', trusted) },
    {
      id: '331b',
      does: 'wants another client certificate, and closes without a word (TLS 1.3)',
      expected: 'down connection_closed',
      target: asking('TLSv1.3', strange),
    },
    {
      id: '331c',
      does: 'wants another client certificate, and closes without a word (TLS 1.2)',
      expected: 'down tls_handshake',
      target: asking('TLSv1.2', strange),
    },
    {
      id: '331d',
      does: 'wants a client certificate of whoever wants more than its own',
      expected: 'up',
      target: asking('TLSv1.3'),
    },
    { id: '332', does: 'talks plainly', expected: 'down tls_not_tls', target: instead(greeting('220 ready\r\n')) },
    {
      id: '333',
      does: 'is silent',
      expected: 'down tls_timeout',
      target: instead(silent),
      timeoutMs: HANGS_MS,
    },
    {
      id: '334',
      does: 'closes when the handshake begins',
      expected: 'down tls_handshake',
      target: instead((socket) => void socket.once('data', () => socket.end())),
    },
  ],
};

function trusted(lab: Lab): Authority {
  return lab.authority;
}

function strange(lab: Lab): Authority {
  return lab.stranger;
}
