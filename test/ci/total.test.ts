/** The line that the whole of CI is judged by. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

interface Suite {
  readonly code: number;
  /** Passed, failed and skipped tests; absent when the runner wrote no report. */
  readonly counts?: readonly [number, number, number];
}

function totalOf(suites: Readonly<Record<string, Suite>>): { code: number | null; lastLine: string | undefined } {
  const folder = mkdtempSync(join(tmpdir(), 'nightjar-total-'));
  for (const [name, { code, counts }] of Object.entries(suites)) {
    writeFileSync(join(folder, `${name}.code`), `${code}\n`);
    if (!counts) continue;
    const [numPassedTests, numFailedTests, numPendingTests] = counts;
    writeFileSync(join(folder, `${name}.json`), JSON.stringify({ numPassedTests, numFailedTests, numPendingTests }));
  }
  const { status, stdout } = spawnSync(process.execPath, ['.ci/total.ts', folder], { encoding: 'utf8' });
  rmSync(folder, { recursive: true });
  return { code: status, lastLine: stdout.trimEnd().split('\n').at(-1) };
}

describe('the total of all suites', () => {
  it('adds up what passed', () => {
    const total = totalOf({ test: { code: 0, counts: [40, 0, 0] }, emulator: { code: 0, counts: [4, 0, 0] } });
    expect(total).toEqual({ code: 0, lastLine: '44 passed, 0 failed' });
  });

  it('fails with one failed test, and tells of what was skipped', () => {
    const total = totalOf({ test: { code: 1, counts: [40, 1, 2] }, emulator: { code: 0, counts: [4, 0, 0] } });
    expect(total).toEqual({ code: 1, lastLine: '44 passed, 1 failed, 2 skipped' });
  });

  it('counts a suite that failed without a test as one failure, such as a lint error', () => {
    expect(totalOf({ test: { code: 1 } })).toEqual({ code: 1, lastLine: '0 passed, 1 failed' });
    expect(totalOf({ test: { code: 1, counts: [40, 0, 0] } })).toEqual({ code: 1, lastLine: '40 passed, 1 failed' });
  });

  it('does not call it a success when nothing was run', () => {
    expect(totalOf({})).toEqual({ code: 1, lastLine: '0 passed, 0 failed' });
  });
});
