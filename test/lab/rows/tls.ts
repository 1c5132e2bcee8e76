/** Certificates with every fault, and handshakes that come to nothing. */
import type { TlsOptions } from 'node:tls';
import tlsModule from 'node:tls';
import type { Assertion } from '../../../shared/domain/checks/assertion.ts';
import { answering, dripping, greeting, OK, type OnSocket, silent } from '../behaviours.ts';
import { createSelfSigned, type LeafOptions } from '../certificates.ts';
import type { Lab } from '../lab.ts';
import { type Family, HANGS_MS } from '../row.ts';

const DAY_MS = 86_400_000;
const daysFromNow = (days: number): number => Date.now() + days * DAY_MS;

const TWO_WEEKS_LEFT: Assertion = { effect: 'degraded', subject: 'certificate', daysLeft: 14 };

/** A healthy server with a leaf of the trusted authority. */
const holding =
  (leaf: LeafOptions, options: TlsOptions = {}, hostname = 'localhost') =>
  async (lab: Lab): Promise<string> =>
    (await lab.tls({ ...(await lab.authority.issue(leaf)), ...options })).replace('localhost', hostname);

/** A good certificate, and then this. */
const doing =
  (onSocket: OnSocket) =>
  async (lab: Lab): Promise<string> =>
    lab.tls(await lab.authority.issue(), onSocket);

/** What answers in place of a handshake. */
const instead =
  (onSocket: OnSocket) =>
  async (lab: Lab): Promise<string> =>
    (await lab.tcp(onSocket)).replace('http://127.0.0.1', 'https://localhost');

const alert = (description: number): Buffer => Buffer.from([21, 3, 3, 0, 2, 2, description]);

/** A leaf below an intermediate authority, sent with or without it. */
const chained =
  (isComplete: boolean) =>
  async (lab: Lab): Promise<string> => {
    const intermediate = await lab.authority.intermediate();
    const { cert, key } = await intermediate.issue();
    return lab.tls({ key, cert: isComplete ? `${cert}\n${intermediate.cert}` : cert });
  };

/** Valid for the first connection, expired for every later one that does not resume the session. */
async function expiringBetweenLooks(lab: Lab): Promise<string> {
  const good = await lab.authority.issue();
  const expired = tlsModule.createSecureContext(await lab.authority.issue({ validTo: daysFromNow(-0.5) }));
  const fresh = tlsModule.createSecureContext(good);
  let looks = 0;
  return lab.tls({
    ...good,
    SNICallback: (_name, done) => done(null, looks++ % 2 === 0 ? fresh : expired),
  });
}

/** The trusted authority's own certificate goes along, yet the leaf is of another one that only has its name. */
async function strangeRootInChain(lab: Lab): Promise<string> {
  const { cert, key } = await lab.stranger.issue();
  return lab.tls({ key, cert: `${cert}\n${lab.stranger.cert}` });
}

export const tls: Family = {
  name: 'TLS',
  rows: [
    {
      id: '23',
      does: 'has a certificate that has expired',
      expected: 'down tls_expired',
      serve: holding({ validFrom: daysFromNow(-9), validTo: daysFromNow(-1) }),
    },
    {
      id: '24',
      does: 'has a certificate of the future',
      expected: 'down tls_not_yet_valid',
      serve: holding({ validFrom: daysFromNow(1) }),
    },
    {
      id: '25',
      does: 'has a certificate that is signed by itself',
      expected: 'down tls_untrusted',
      serve: async (lab) => lab.tls(await createSelfSigned()),
    },
    {
      id: '26a',
      does: 'has a certificate of an unknown authority',
      expected: 'down tls_untrusted',
      serve: async (lab) => lab.tls(await lab.stranger.issue()),
    },
    {
      id: '26b',
      does: 'sends the certificate of its unknown authority along',
      expected: 'down tls_untrusted',
      serve: strangeRootInChain,
    },
    { id: '27a', does: 'sends an incomplete chain', expected: 'down tls_untrusted', serve: chained(false) },
    { id: '27b', does: 'sends a complete chain', expected: 'up', serve: chained(true) },
    {
      id: '28a',
      does: 'has a certificate for another name',
      expected: 'down tls_hostname',
      serve: holding({ names: ['other.example'] }),
    },
    {
      id: '28b',
      does: 'has a wildcard for its name',
      expected: 'up',
      serve: holding({ names: ['*.app.localhost'] }, {}, 'a.app.localhost'),
    },
    {
      id: '28c',
      does: 'has a wildcard for one label, and is two below it',
      expected: 'down tls_hostname',
      serve: holding({ names: ['*.app.localhost'] }, {}, 'b.a.app.localhost'),
    },
    {
      id: '28d',
      does: 'has its name in the subject and another one among the names',
      expected: 'down tls_hostname',
      serve: holding({ names: ['other.example'], commonName: 'localhost' }),
    },
    {
      id: '29a',
      does: 'has its name in the subject only',
      expected: 'degraded tls_no_san',
      serve: holding({ names: [], commonName: 'localhost' }),
    },
    {
      id: '29b',
      does: 'has its name in the subject and an address of email beside it',
      expected: 'degraded tls_no_san',
      serve: holding({ names: [], emails: ['a@example.org'], commonName: 'localhost' }),
    },
    {
      id: '29c',
      does: 'has another name in the subject and nothing beside it',
      expected: 'down tls_hostname',
      serve: holding({ names: [], commonName: 'other.example' }),
    },
    {
      id: '30a',
      does: 'has a key of 1,024 bits',
      expected: 'down tls_weak',
      serve: holding({ isWeak: true }, { ciphers: 'DEFAULT@SECLEVEL=0' }),
    },
    {
      id: '30b',
      does: 'has a certificate signed with SHA-1',
      expected: 'down tls_weak',
      serve: holding({ isSha1: true }, { ciphers: 'DEFAULT@SECLEVEL=0' }),
    },
    {
      id: '31',
      does: 'knows TLS 1.1 at best',
      expected: 'down tls_version',
      serve: instead(answering(alert(70))),
    },
    {
      id: '32',
      does: 'stalls in the handshake',
      expected: 'down tls_timeout',
      serve: instead(silent),
      timeoutMs: HANGS_MS,
    },
    {
      id: '33a',
      does: 'closes the connection after the first message of the handshake',
      expected: 'down tls_handshake',
      serve: instead((socket) => void socket.once('data', () => socket.end())),
    },
    {
      id: '33b',
      does: 'resets the connection after the first message of the handshake',
      expected: 'down tls_handshake',
      serve: instead((socket) => void socket.once('data', () => socket.resetAndDestroy())),
    },
    {
      id: '33c',
      does: 'does not know the name that is indicated',
      expected: 'down tls_handshake',
      serve: instead(answering(alert(112))),
    },
    {
      id: '34',
      does: 'sends the alert handshake_failure',
      expected: 'down tls_handshake',
      serve: instead(answering(alert(40))),
    },
    {
      id: '35',
      does: 'speaks plain HTTP on the port of TLS',
      expected: 'down tls_not_tls',
      serve: instead(answering('HTTP/1.1 400 Bad Request\r\n\r\n')),
    },
    {
      id: '36a',
      does: 'speaks SSH on the port of TLS',
      expected: 'down tls_not_tls',
      serve: instead(greeting('SSH-2.0-OpenSSH_9.9\r\n')),
    },
    {
      id: '36b',
      does: 'sends garbage on the port of TLS',
      expected: 'down tls_not_tls',
      serve: instead(answering(Buffer.alloc(64, 0xab))),
    },
    {
      id: '37',
      does: 'wants a certificate of ours, by TLS 1.3',
      expected: 'down tls_client_certificate',
      serve: holding({}, { requestCert: true, rejectUnauthorized: true, minVersion: 'TLSv1.3' }),
    },
    {
      id: '38',
      does: 'speaks HTTP/2 only',
      expected: 'down tls_alpn',
      serve: holding({}, { ALPNProtocols: ['h2'] }),
    },
    {
      id: '39a',
      does: 'is given by its address, and so is its certificate',
      expected: 'up',
      serve: holding({ addresses: ['127.0.0.1'] }, {}, '127.0.0.1'),
    },
    {
      id: '39b',
      does: 'is given by its address, and its certificate by a name',
      expected: 'down tls_hostname',
      serve: holding({}, {}, '127.0.0.1'),
    },
    {
      id: '40',
      does: 'has a certificate that expires between two looks, and resumes sessions',
      expected: ['up', 'down tls_expired'],
      serve: expiringBetweenLooks,
    },
    {
      id: '41a',
      does: 'has five days left',
      expected: 'degraded certificate_expiring',
      serve: holding({ validTo: daysFromNow(5.5) }),
      assertions: [TWO_WEEKS_LEFT],
    },
    {
      id: '41b',
      does: 'has a month left',
      expected: 'up',
      serve: holding({ validTo: daysFromNow(30) }),
      assertions: [TWO_WEEKS_LEFT],
    },
    {
      id: '43',
      does: 'has a certificate that was revoked (nobody is asked whether one was)',
      expected: 'up',
      serve: holding({}),
    },
    {
      id: '220',
      does: 'speaks TLS 1.2 only',
      expected: 'up',
      serve: holding({}, { maxVersion: 'TLSv1.2' }),
    },
    {
      id: '221',
      does: 'has a certificate for clients only',
      expected: 'down tls_untrusted',
      serve: holding({ isForClients: true }),
    },
    {
      id: '222',
      does: 'has a certificate with three hundred names, its own the last',
      expected: 'up',
      serve: holding({ names: [...Array.from({ length: 300 }, (_, i) => `n${i}.example`), 'localhost'] }),
    },
    {
      id: '223',
      does: 'has control characters and markup in its subject',
      expected: 'up',
      serve: holding({ names: ['localhost'], commonName: '<b>\u001b[31mred' }),
    },
    {
      id: '224',
      does: 'cuts off a secured body',
      expected: 'down body_truncated',
      serve: doing((socket) => {
        socket.once('data', () => {
          socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nok');
          setTimeout(() => socket.destroy(), 30);
        });
      }),
    },
    {
      id: '225',
      does: 'drips a secured body',
      expected: 'down body_timeout',
      serve: doing(dripping('HTTP/1.1 200 OK\r\n\r\n', 'x')),
      timeoutMs: HANGS_MS,
    },
    {
      id: '226',
      does: 'is silent after the handshake',
      expected: 'down http_timeout',
      serve: doing(silent),
      timeoutMs: HANGS_MS,
    },
    {
      id: '227',
      does: 'closes the connection right after the handshake',
      expected: 'down connection_closed',
      serve: doing((socket) => void socket.resume().end()),
    },
    {
      id: '228',
      does: 'has everything as it should be',
      expected: 'up',
      serve: doing(answering(OK)),
    },
  ],
};
