/** Dialogues: each line is said when the one before has its answer, and a failure names the step. */
import net from 'node:net';
import { describe, expect, it } from 'vitest';
import type { DialogueStep } from '../../../shared/domain/checks/target.ts';
import { createAuthority } from '../../lab/certificates.ts';
import { bodyContains } from '../../lab/look.ts';
import { aTcpTarget, type LookAtOptions, lookAt } from '../../lab/look-at.ts';
import { listen, type OnSocket, tlsServer } from '../../lab/servers.ts';

/** Greets, and answers each line that begins like one of these; it hangs up on anything that comes too early. */
function mailServer(answers: Readonly<Record<string, string>>, heard: string[] = [], greeting = '220 ready\r\n') {
  const onSocket: OnSocket = (socket) => {
    let isBusy = true;
    const speak = (text: string): void => {
      setTimeout(() => {
        isBusy = false;
        socket.write(text);
      }, 20);
    };
    speak(greeting);
    socket.on('data', (chunk) => {
      if (isBusy) return socket.destroy();
      isBusy = true;
      heard.push(chunk.toString());
      const [, answer] = Object.entries(answers).find(([line]) => chunk.toString().startsWith(line)) ?? [];
      if (answer !== undefined) speak(answer);
    });
  };
  return onSocket;
}

const serve = (onSocket: OnSocket): Promise<number> => listen(net.createServer(onSocket));

const converse = async (onSocket: OnSocket, dialogue: readonly DialogueStep[], options: LookAtOptions = {}) =>
  lookAt(aTcpTarget(await serve(onSocket), { dialogue }), { timeoutMs: 3000, ...options });

const GREETED: DialogueStep = { expect: { contains: '220 ' } };
const EHLO: DialogueStep = { send: 'EHLO example.org', expect: { matches: '^250 ' } };
const QUIT: DialogueStep = { send: 'QUIT', expect: { contains: '221 ' } };

const SMTP = { EHLO: '250-PIPELINING\r\n250-SIZE 1000\r\n250 HELP\r\n', QUIT: '221 bye\r\n' };

describe('a dialogue', () => {
  it('is taken step by step: nothing is said before the answer to what was said last', async () => {
    const heard: string[] = [];
    const { outcome, observation } = await converse(mailServer(SMTP, heard), [GREETED, EHLO, QUIT]);
    expect(outcome).toBe('up');
    expect(heard).toEqual(['EHLO example.org\r\n', 'QUIT\r\n']);
    expect(observation.body?.text).toBe('220 ready\r\n250-PIPELINING\r\n250-SIZE 1000\r\n250 HELP\r\n221 bye\r\n');
    expect(observation.timings.firstByte).toBeGreaterThan(0);
  });

  it('is judged as a whole by what is expected of the body', async () => {
    const on = (text: string): LookAtOptions => ({ assertions: [bodyContains(text)] });
    expect((await converse(mailServer(SMTP), [GREETED, EHLO], on('PIPELINING'))).outcome).toBe('up');
    expect((await converse(mailServer(SMTP), [GREETED, EHLO], on('STARTTLS'))).outcome).toBe('assertion_failed');
  });

  it('may end with a line that nobody answers', async () => {
    const heard: string[] = [];
    expect((await converse(mailServer(SMTP, heard), [GREETED, { send: 'QUIT' }])).outcome).toBe('up');
  });

  it('takes an answer that comes byte by byte, or with the one before', async () => {
    const drip: OnSocket = async (socket) => {
      for (const byte of Buffer.from('220 ä ready\r\n')) {
        socket.write(Buffer.from([byte]));
        await new Promise((resolve) => setImmediate(resolve));
      }
    };
    expect((await converse(drip, [{ expect: { contains: '220 ä' } }])).outcome).toBe('up');
    const both: OnSocket = (socket) => void socket.write('220 one\r\n220 two\r\n');
    expect((await converse(both, [GREETED, { expect: { matches: '^220 two$' } }])).outcome).toBe('up');
  });

  it('of twenty steps leaves nothing behind that Node warns of', async () => {
    const warnings: Error[] = [];
    const onWarning = (warning: Error): void => void warnings.push(warning);
    process.on('warning', onWarning);
    const echo: OnSocket = (socket) => void socket.on('data', () => socket.write('ok\r\n'));
    const step: DialogueStep = { send: 'NOOP', expect: { contains: 'ok' } };
    expect((await converse(echo, Array(20).fill(step))).outcome).toBe('up');
    await new Promise((resolve) => setImmediate(resolve));
    process.off('warning', onWarning);
    expect(warnings).toEqual([]);
  });

  it('is held over TLS', async () => {
    const authority = await createAuthority();
    const port = Number(new URL(await tlsServer(await authority.issue(), mailServer(SMTP))).port);
    const target = aTcpTarget(port, { tls: true, dialogue: [GREETED, EHLO, QUIT] });
    expect((await lookAt(target, { probe: { ca: authority.cert } })).outcome).toBe('up');
  });
});

describe('a failure names the step', () => {
  const steps = [GREETED, EHLO, QUIT];
  const refusing = { ...SMTP, EHLO: '550 5.7.1 go\u001b[31m away\r\n' };

  it.each<[string, OnSocket, string, string]>([
    [
      'another answer',
      mailServer(refusing),
      'assertion_failed',
      'step 2 of 3 expected a line that matches /^250 /, found "550 5.7.1 go',
    ],
    [
      'no answer',
      mailServer({ QUIT: '' }),
      'reply_timeout',
      'step 2 of 3 expected a line that matches /^250 /; gave up',
    ],
    ['no greeting', () => {}, 'reply_timeout', 'step 1 of 3 expected "220 "; gave up after 0.4 s'],
    ['an unfinished line', mailServer({}, [], '22'), 'assertion_failed', 'step 1 of 3 expected "220 ", found "22"'],
    ['the end', (socket) => void socket.end(), 'connection_closed', 'step 1 of 3 expected "220 "'],
    [
      'a refusal and the end',
      (socket) => void socket.end('554 no service\r\n'),
      'assertion_failed',
      'step 1 of 3 expected "220 ", found "554 no service"',
    ],
    ['a reset', (socket) => void setTimeout(() => socket.resetAndDestroy(), 50), 'tcp_reset', 'step 1 of 3 expected'],
    [
      'lines without end',
      (socket) => void socket.write('220-more\r\n'.repeat(300)),
      'assertion_failed',
      'step 1 of 3 expected "220 "; it talks without end',
    ],
    [
      'a line without end',
      (socket) => void socket.write('x'.repeat(40_000)),
      'assertion_failed',
      'step 1 of 3 expected "220 "; it talks without end',
    ],
  ])('%s', async (_what, onSocket, code, sentence) => {
    const { judgement, tookMs } = await converse(onSocket, steps, { timeoutMs: 400 });
    expect(judgement).toMatchObject({ verdict: 'down', failure: { code } });
    expect(judgement.failure?.message).toContain(sentence);
    expect(judgement.failure?.message).not.toMatch(/\p{Cc}/u);
    expect(tookMs).toBeLessThan(2400);
  });

  it.each<[string, OnSocket, readonly DialogueStep[], string, string]>([
    ['greets and closes', (socket) => void socket.end('220 ready\r\n'), steps, 'connection_closed', 'step 2 of 3'],
    [
      'greets, says why, and closes',
      (socket) => void socket.end('220 ready\r\n421 too many of you\r\n'),
      steps,
      'assertion_failed',
      'step 2 of 3 expected a line that matches /^250 /, found "421 too many of you"',
    ],
  ])('of a server that %s', async (_what, onSocket, dialogue, code, sentence) => {
    const { judgement } = await converse(onSocket, dialogue, { timeoutMs: 400 });
    expect(judgement).toMatchObject({ verdict: 'down', failure: { code } });
    expect(judgement.failure?.message).toContain(sentence);
  });

  it('one deadline holds for all steps together', async () => {
    const slow: OnSocket = (socket) => {
      const timer = setInterval(() => socket.write('ok\r\n'), 150);
      socket.once('close', () => clearInterval(timer));
    };
    const ok: DialogueStep = { expect: { contains: 'ok' } };
    const { judgement, tookMs } = await converse(slow, [ok, ok, ok, ok, ok], { timeoutMs: 400 });
    expect(judgement.failure?.message).toContain('step 3 of 5');
    expect(tookMs).toBeLessThan(2400);
  });

  it('a pattern sees no more text than it can be tried on in time', async () => {
    const wall: OnSocket = (socket) => void socket.write(`${'a'.repeat(9000)}\r\n`.repeat(3));
    const { judgement, tookMs } = await converse(wall, [{ expect: { matches: '(a{1,30}){10}b' } }]);
    expect(judgement.failure?.message).toContain('it says too much for the pattern');
    expect(tookMs).toBeLessThan(2500);
  });

  it('a line to say that holds a line break, as a secret might, is not said', async () => {
    const heard: string[] = [];
    const { judgement } = await converse(mailServer(SMTP, heard), [GREETED, { send: 'NOOP\r\nRSET' }]);
    expect(judgement).toMatchObject({ verdict: 'unknown', failure: { code: 'invalid_target' } });
    expect(heard).toEqual([]);
  });
});
