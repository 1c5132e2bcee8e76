/**
 * A dialogue step by step: each step says its line once the step before has had its answer. An answer is a line that is what
 * the step expects; lines before it are passed over, and one deadline holds for all steps together.
 */
import type { Socket } from 'node:net';
import type { RE2JS } from 're2js';
import type { FailureCode } from '../../domain/checks/failure.ts';
import type { DialogueStep } from '../../domain/checks/target.ts';
import { plainText } from '../../domain/messages/plain-text.ts';
import { failureOf } from '../net/failure-of.ts';
import type { Look } from '../net/look.ts';
import { ProbeFailed } from '../net/probe-failed.ts';
import type { Run } from '../net/run.ts';
import { charactersFor } from '../patterns.ts';
import { Dialogue } from './dialogue.ts';
import { say } from './say.ts';

const QUOTED_CODE_POINTS = 80;

/** The engine of patterns, where some step has one. */
export type Engine = Pick<typeof RE2JS, 'compile'> | undefined;

/** Loaded only here: it would cost every function's start-up, and most monitors need none. */
export const engineFor = async (steps: readonly DialogueStep[]): Promise<Engine> =>
  steps.some(({ expect }) => expect && 'matches' in expect) ? (await import('re2js')).RE2JS : undefined;

/** Rejects with a failure that names the step. All that the server has said is noted, also where that was not enough. */
export async function takeSteps(
  { run, seen }: Look,
  socket: Socket,
  steps: readonly DialogueStep[],
  engine: Engine,
): Promise<void> {
  const talk = new Dialogue(run, socket, { endless: 'assertion_failed' });
  run.enter('reply');
  try {
    for (const [index, { send, expect }] of steps.entries()) {
      const place = `step ${index + 1} of ${steps.length}`;
      if (send !== undefined) await tell(run, socket, send, expect ? undefined : place);
      if (expect) await answer(run, talk, expect, place, engine);
    }
  } finally {
    run.whenOutOfTime = undefined;
    seen.body = talk.body;
    talk.end();
  }
}

/** Where an answer is expected, one that closes the connection may have said why, and that is read first. */
async function tell(run: Run, socket: Socket, line: string, place: string | undefined): Promise<void> {
  run.whenOutOfTime = undefined;
  try {
    await say(run, socket, [line]);
  } catch (error) {
    if (run.stopped || error instanceof ProbeFailed) throw error;
    if (place !== undefined) throw new ProbeFailed('connection_closed', `${place} could not be said`, { cause: error });
  }
}

type Expected = NonNullable<DialogueStep['expect']>;

async function answer(run: Run, talk: Dialogue, expect: Expected, step: string, engine: Engine): Promise<void> {
  const isAnswer = test(expect, engine);
  const wanted = `${step} expected ${expectedText(expect)}`;
  let last: string | undefined;
  const failed = (code: FailureCode, detail: string | undefined): ProbeFailed => {
    const found = last ?? talk.unfinished;
    if (code === 'assertion_failed' || found === '')
      return new ProbeFailed(code, wanted + (detail ? `; ${detail}` : ''));
    return new ProbeFailed('assertion_failed', `${wanted}, found "${plainText(found, QUOTED_CODE_POINTS)}"`);
  };
  run.whenOutOfTime = (detail) => failed('reply_timeout', detail);
  try {
    do {
      last = await talk.line();
      if (run.phase === 'reply') run.enter('body');
    } while (!isAnswer(last));
  } catch (error) {
    if (run.stopped) throw error;
    if (error instanceof ProbeFailed) throw failed(error.code, error.detail);
    throw failed(failureOf(error, run.phase).code, undefined);
  }
}

/** Whether a line is what is expected. A pattern sees no more text than it can be tried on in time. */
function test(expect: Expected, engine: Engine): (line: string) => boolean {
  if ('contains' in expect) return (line) => line.includes(expect.contains);
  const pattern = compiled(expect.matches, engine);
  let charactersLeft = charactersFor(pattern);
  return (line) => {
    charactersLeft -= line.length;
    if (charactersLeft < 0) throw new ProbeFailed('assertion_failed', 'it says too much for the pattern');
    return pattern.test(line);
  };
}

function compiled(pattern: string, engine: Engine): RE2JS {
  try {
    if (!engine) throw new Error('the engine was not loaded');
    return engine.compile(pattern);
  } catch (cause) {
    throw new ProbeFailed('invalid_target', `/${plainText(pattern, QUOTED_CODE_POINTS)}/ is not a pattern`, { cause });
  }
}

function expectedText(expect: Expected): string {
  if ('matches' in expect) return `a line that matches /${shown(expect.matches)}/`;
  return `"${shown(expect.contains)}"`;
}

/** A space at the end is what tells the last line of an answer from the others, so it is shown. */
const shown = (text: string): string => {
  const [before, after] = [text.startsWith(' ') ? ' ' : '', text.endsWith(' ') ? ' ' : ''];
  return before + plainText(text, QUOTED_CODE_POINTS) + after;
};
