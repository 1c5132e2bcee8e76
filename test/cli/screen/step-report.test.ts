import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { unpainted } from '../../../cli/screen/paint.ts';
import { renderSteps, worstLook } from '../../../cli/screen/step-report.ts';
import type { StepLook } from '../../../shared/domain/checks/flow.ts';
import type { Verdict } from '../../../shared/domain/checks/result.ts';
import type { FinalStep, FlowTarget } from '../../../shared/domain/checks/target.ts';
import { anHttpTarget } from '../../domain/builders.ts';

const aStep = (name: string): FinalStep => ({ name, http: anHttpTarget(), assertions: [], carry: {}, decides: false });
const target: FlowTarget = { kind: 'flow', steps: [aStep('log in'), aStep('使う')], finally: [aStep('log out')] };

const aLook = (step: string, total: number, verdict: Verdict = 'up'): StepLook => ({
  step,
  observation: { timings: { total }, redirects: [], at: 0, http: { version: '1.1', status: 200, headers: {} } },
  judgement: { verdict, findings: [] },
});

const bar = (line: string): string => line.slice(line.indexOf(' 200 ') + 5, -11);
const render = (looks: readonly StepLook[], columns = 100) =>
  renderSteps(
    target,
    looks,
    looks.slice(0, 2).reduce((sum, { observation }) => sum + observation.timings.total, 0),
    columns,
    unpainted,
  );

describe('the waterfall of steps', () => {
  it('begins each step where the one before it ended, and those at the end beyond the total', () => {
    const [first = '', second = '', last = '', total = ''] = render([
      aLook('log in', 30),
      aLook('使う', 20),
      aLook('log out', 10),
    ]);
    const ends = [first, second, last].map((line) => bar(line).trimEnd().length);
    expect(bar(first).search(/\S/)).toBeLessThan(bar(last).search(/\S/));
    expect(ends[0]).toBeLessThan(ends[1] ?? 0);
    expect(total).toMatch(/^total .* 50 ms$/);
    expect(total.indexOf('─'.repeat(10))).toBeGreaterThan(0);
    expect(total.lastIndexOf('─')).toBeLessThan(last.indexOf('█') + 2);
  });

  it('says which steps were not reached, and which were not needed', () => {
    expect(render([aLook('log in', 30, 'down')])).toMatchObject([
      expect.stringMatching(/^1 log in .* 30 ms$/),
      expect.stringMatching(/^2 使う +not reached$/),
      expect.stringMatching(/^ {2}log out +not needed$/),
      expect.stringMatching(/^total .* 30 ms$/),
    ]);
  });

  it.each([40, 80, 200])('fits a terminal of %i columns', (columns) => {
    for (const line of render([aLook('log in', 30), aLook('使う', 20), aLook('log out', 10)], columns)) {
      expect(stringWidth(line)).toBeLessThanOrEqual(columns);
    }
  });
});

it('the step worth looking at is the first of the gravest', () => {
  const looks = [aLook('a', 1, 'degraded'), aLook('b', 1, 'unknown'), aLook('c', 1, 'down')];
  expect(worstLook(looks)?.step).toBe('b');
  expect(worstLook(looks.slice(0, 1))?.step).toBe('a');
  expect(worstLook([aLook('a', 1)])).toBeUndefined();
});
