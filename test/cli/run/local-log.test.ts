import { describe, expect, it } from 'vitest';
import { createLocalLog } from '../../../cli/run/local-log.ts';
import { NOON } from '../../domain/builders.ts';

function log(isVerbose = false) {
  const notes: string[] = [];
  const clock = { current: NOON };
  return {
    notes,
    clock,
    ...createLocalLog(
      (text) => notes.push(text),
      () => clock.current,
      isVerbose,
    ),
  };
}

describe('the log of a local run', () => {
  it('mentions a trouble in one line, with what belongs to it', () => {
    const { notes, warn } = log();
    warn('A message was not sent; it is tried again', { contactId: 'hook', cause: new Error('it answered 503') });
    expect(notes).toEqual([
      'warning: A message was not sent; it is tried again (contactId=hook, cause=it answered 503)',
    ]);
  });

  it('mentions the same trouble once a minute at most', () => {
    const { notes, clock, error } = log();
    for (let second = 0; second <= 60; second++) {
      error('The disk is full');
      clock.current += 1000;
    }
    expect(notes).toHaveLength(2);
  });

  it('mentions what goes well only when asked to', () => {
    const quiet = log();
    quiet.info('A message was sent');
    expect(quiet.notes).toEqual([]);
    const verbose = log(true);
    verbose.info('A message was sent', { kind: 'down', retryAt: undefined });
    expect(verbose.notes).toEqual(['info: A message was sent (kind=down)']);
  });
});
