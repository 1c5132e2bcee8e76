import { Logger } from '@aws-lambda-powertools/logger';
import { describe, expect, it, vi } from 'vitest';
import { createPowertoolsLog } from '../../shared/log/powertools.ts';

function lineOf(write: (log: ReturnType<typeof createPowertoolsLog>) => void): Record<string, unknown> {
  const lines: string[] = [];
  const logger = new Logger({ serviceName: 'nightjar-test' });
  for (const level of ['info', 'warn', 'error'] as const) {
    vi.spyOn((logger as unknown as { console: Console }).console, level).mockImplementation((line) => lines.push(line));
  }
  write(createPowertoolsLog(logger));
  return JSON.parse(lines.join());
}

describe('the log of a function', () => {
  it('is one line of JSON with a constant sentence and its fields', () => {
    const line = lineOf((log) => log.info('A tick was folded', { slot: 1_795_348_800_000 }));
    expect(line).toMatchObject({ level: 'INFO', message: 'A tick was folded', slot: 1_795_348_800_000 });
  });

  it('tells of an error with its cause, under whatever name it is given', () => {
    const cause = new Error('outer', { cause: new Error('inner') });
    expect(lineOf((log) => log.warn('Something failed', { cause }))).toMatchObject({
      level: 'WARN',
      cause: { message: 'outer', cause: { message: 'inner' }, stack: expect.any(String) },
    });
  });
});
