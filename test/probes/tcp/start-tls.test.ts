/** STARTTLS in three protocols: the dialogue before it, its refusal, and what somebody slips in between. */
import type net from 'node:net';
import { createServer } from 'node:net';
import tls from 'node:tls';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Assertion } from '../../../shared/domain/checks/assertion.ts';
import type { StartTls } from '../../../shared/domain/checks/target.ts';
import { type Authority, createAuthority, type Identity } from '../../lab/certificates.ts';
import { bodyContains } from '../../lab/look.ts';
import { aTcpTarget, type LookAtOptions, lookAt } from '../../lab/look-at.ts';
import { listen } from '../../lab/servers.ts';

let authority: Authority;
let good: Identity;

beforeAll(async () => {
  authority = await createAuthority();
  good = await authority.issue();
});

interface Script {
  readonly greeting: string;
  /** By the line that the client says, in upper case. */
  readonly replies: Readonly<Record<string, string>>;
  /** The line after whose reply TLS begins. */
  readonly trigger: string;
  /** Consents and then says nothing. */
  readonly isDeaf?: boolean;
}

const SCRIPTS: Readonly<Record<StartTls, Script>> = {
  smtp: {
    greeting: '220-mail.example.org\r\n220 ESMTP ready\r\n',
    replies: {
      'EHLO [127.0.0.1]': '250-mail.example.org\r\n250-STARTTLS\r\n250 SIZE 1000\r\n',
      STARTTLS: '220 go ahead\r\n',
    },
    trigger: 'STARTTLS',
  },
  imap: {
    greeting: '* OK IMAP4rev1 ready\r\n',
    replies: { 'A1 STARTTLS': '* CAPABILITY IMAP4rev1\r\na1 OK begin\r\n' },
    trigger: 'A1 STARTTLS',
  },
  pop3: { greeting: '+OK ready\r\n', replies: { STLS: '+OK begin\r\n' }, trigger: 'STLS' },
};

/** Follows the script, then TLS, over which it answers each line with `secure: ` and the line. */
function mailServer(script: Script, identity: Identity): Promise<number> {
  return listen(
    createServer((socket) => {
      socket.write(script.greeting);
      const onLine = (chunk: Buffer): void => {
        const line = chunk.toString().trim().toUpperCase();
        socket.write(script.replies[line] ?? '500 what?\r\n');
        if (line !== script.trigger) return;
        socket.off('data', onLine);
        if (!script.isDeaf) answerSecurely(socket, identity);
      };
      socket.on('data', onLine);
    }),
  );
}

function answerSecurely(socket: net.Socket, identity: Identity): void {
  const secured = new tls.TLSSocket(socket, { isServer: true, ...identity });
  secured.on('error', () => socket.destroy());
  secured.on('data', (chunk) => secured.write(`secure: ${chunk}`));
}

const PROTOCOLS = ['smtp', 'imap', 'pop3'] as const;

async function lookWith(startTls: StartTls, script: Partial<Script>, options: LookAtOptions = {}, send: string[] = []) {
  const port = await mailServer({ ...SCRIPTS[startTls], ...script }, good);
  return lookAt(aTcpTarget(port, { startTls, send }), { probe: { ca: authority.cert }, timeoutMs: 1000, ...options });
}

describe.each(PROTOCOLS)('%s', (protocol) => {
  it('is asked for TLS in its own words, and its certificate is noted', async () => {
    const assertions: Assertion[] = [{ effect: 'down', subject: 'certificate', daysLeft: 14 }];
    const { outcome, observation } = await lookWith(protocol, {}, { assertions });
    expect(outcome).toBe('up');
    expect(observation).toMatchObject({ tlsVersion: '1.3', certificate: { subject: 'CN=localhost' } });
    expect(Object.keys(observation.timings)).toEqual(expect.arrayContaining(['connect', 'tls', 'firstByte']));
  });

  it('lines are sent over TLS only', async () => {
    const { outcome, observation } = await lookWith(protocol, {}, { assertions: [bodyContains('secure: noop')] }, [
      'noop',
    ]);
    expect([outcome, observation.body?.text]).toEqual(['up', 'secure: noop\r\n']);
  });

  it('a refusal is starttls_failed, with the words of the server', async () => {
    const { trigger } = SCRIPTS[protocol];
    const no = { smtp: '454 not now\r\n', imap: 'a1 NO not now\r\n', pop3: '-ERR not now\r\n' }[protocol];
    const { judgement } = await lookWith(protocol, {
      replies: { ...SCRIPTS[protocol].replies, [trigger]: no },
      trigger: 'never',
    });
    expect(judgement.failure?.code).toBe('starttls_failed');
    expect(judgement.failure?.message).toContain(`found "${no.trim()}"`);
  });

  it('what is slipped in behind the consent is never taken as said under TLS', async () => {
    const { trigger, replies } = SCRIPTS[protocol];
    const injected = { ...replies, [trigger]: `${replies[trigger]}+PONG injected\r\n` };
    const assertions = [bodyContains('injected')];
    const { outcome, observation } = await lookWith(protocol, { replies: injected }, { assertions, timeoutMs: 400 });
    expect(outcome).toBe('reply_timeout');
    expect(observation.body).toBeUndefined();
    const { outcome: honest } = await lookWith(
      protocol,
      { replies: injected },
      { assertions: [bodyContains('noop')] },
      ['noop'],
    );
    expect(honest).toBe('up');
  });

  it('a server that greets with something else is starttls_failed', async () => {
    expect((await lookWith(protocol, { greeting: 'SSH-2.0-OpenSSH_9.9\r\n' })).outcome).toBe('starttls_failed');
  });

  it('a silent server is reply_timeout', async () => {
    expect((await lookWith(protocol, { greeting: '' }, { timeoutMs: 300 })).outcome).toBe('reply_timeout');
  });

  it('a consent without a handshake is tls_timeout', async () => {
    expect((await lookWith(protocol, { isDeaf: true }, { timeoutMs: 300 })).outcome).toBe('tls_timeout');
  });
});

it('a mail server that does not offer STARTTLS is told so, and is not asked for it', async () => {
  const { judgement } = await lookWith('smtp', {
    replies: { 'EHLO [127.0.0.1]': '250-mail.example.org\r\n250 SIZE 1000\r\n' },
  });
  expect(judgement.failure).toEqual({
    code: 'starttls_failed',
    message: 'The server did not begin TLS when it was asked to: STARTTLS is not among the extensions that it offers.',
  });
});

it('an IMAP server that lets everybody in without TLS (PREAUTH) is starttls_failed', async () => {
  expect((await lookWith('imap', { greeting: '* PREAUTH welcome\r\n' })).outcome).toBe('starttls_failed');
});

it('a wrong certificate is told as it is with any other TLS', async () => {
  const other = await authority.issue({ names: ['other.example'] });
  const port = await mailServer(SCRIPTS.smtp, other);
  expect((await lookAt(aTcpTarget(port, { startTls: 'smtp' }), { probe: { ca: authority.cert } })).outcome).toBe(
    'tls_hostname',
  );
});

it.each<[string, string]>([
  ['one line without end', 'x'.repeat(40_000)],
  ['lines without end', '220-more\r\n'.repeat(2000)],
])('%s before TLS is starttls_failed, and does not fill the memory', async (_what, greeting) => {
  expect((await lookWith('smtp', { greeting })).outcome).toBe('starttls_failed');
});

it('a server that closes in the middle of the dialogue is connection_closed', async () => {
  const port = await listen(createServer((socket) => void socket.end('220 ready\r\n')));
  expect((await lookAt(aTcpTarget(port, { startTls: 'smtp' }), { timeoutMs: 1000 })).outcome).toBe('connection_closed');
});

it('a dialogue that drips ends with the deadline', async () => {
  const port = await listen(
    createServer((socket) => {
      const timer = setInterval(() => socket.write('2'), 10);
      socket.once('close', () => clearInterval(timer));
    }),
  );
  const { outcome, tookMs } = await lookAt(aTcpTarget(port, { startTls: 'smtp' }), { timeoutMs: 300 });
  expect(outcome).toBe('reply_timeout');
  expect(tookMs).toBeLessThan(550);
});
