import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Result, Verdict } from '../../shared/domain/checks/result.ts';
import type { Monitor } from '../../shared/domain/monitor.ts';
import { loneWatch } from '../../shared/domain/quorum.ts';
import {
  advance,
  initialState,
  isConfirming,
  type MonitorState,
  openIncident,
  reconfigure,
  settle,
} from '../../shared/domain/state.ts';
import { countOf } from '../../shared/domain/vantage.ts';
import { aMonitor, aResult, MINUTE, NOON } from './builders.ts';

const VERDICTS: Record<string, Verdict> = { u: 'up', g: 'degraded', d: 'down', '?': 'unknown' };

/** Folds one verdict a minute from noon; a dot is a minute without a result. */
function fold(verdicts: string, monitor: Monitor = aMonitor(), from: MonitorState = initialState(NOON)): MonitorState {
  return [...verdicts].reduce((state, letter, minute) => {
    const verdict = VERDICTS[letter];
    return verdict ? advance(state, aResult(verdict), NOON + minute * MINUTE, monitor, loneWatch('test')) : state;
  }, from);
}

describe('the fold of results into a state', () => {
  it.each([
    ['nothing yet', '', 'pending'],
    ['one success', 'u', 'up'],
    ['a degraded answer counts as a success', 'g', 'up'],
    ['one failure is only a suspicion', 'ud', 'suspect'],
    ['one failure less than the threshold', 'udd', 'suspect'],
    ['the threshold reached', 'uddd', 'down'],
    ['the threshold reached with no success ever', 'ddd', 'down'],
    ['failures that do not follow each other', 'uddudd', 'suspect'],
    ['a success after a suspicion', 'uddu', 'up'],
    ['an unknown does not interrupt the failures', 'ud?dd', 'down'],
    ['an unknown does not add to the failures', 'ud?d', 'suspect'],
    ['unknowns alone say nothing', '???', 'pending'],
    ['one success after an outage is not yet enough', 'udddu', 'recovering'],
    ['enough successes after an outage', 'uddduu', 'up'],
    ['a failure while recovering', 'udddud', 'down'],
    ['an interrupted recovery starts again', 'udddudu', 'recovering'],
    ['a degraded answer recovers too', 'udddgg', 'up'],
    ['a gap of three intervals keeps the count', 'udd..d', 'down'],
    ['a gap of more than three intervals forgets the count', 'udd...d', 'suspect'],
  ])('%s: %s is %s', (_rule, verdicts, phase) => {
    expect(fold(verdicts).phase).toBe(phase);
  });

  it('remembers when the outage began, how many checks failed and why', () => {
    expect(openIncident(fold('uddd'))).toEqual({
      id: 'rota-20261122T120300Z',
      monitorId: 'rota',
      monitorName: 'Staff rota',
      severity: 'critical',
      severityClass: 'critical',
      since: NOON + MINUTE,
      openedAt: NOON + 3 * MINUTE,
      checks: 3,
      failure: expect.objectContaining({ code: 'unexpected_status', found: '503' }),
    });
  });

  it('ends the outage at the first success, though the second one confirms it', () => {
    const [incident] = fold('uddduu').incidents;
    expect(incident?.closing).toEqual({ reason: 'recovered', at: NOON + 5 * MINUTE, upSince: NOON + 4 * MINUTE });
  });

  it('dates a phase from the first result that led to it', () => {
    expect(fold('udd').since).toBe(NOON + MINUTE);
    expect(fold('uddduu').since).toBe(NOON + 4 * MINUTE);
  });

  it('opens at once with a threshold of one', () => {
    expect(fold('ud', aMonitor({ policy: { failureThreshold: 1 } })).phase).toBe('down');
  });

  it('closes at once with a recovery threshold of one', () => {
    expect(fold('udddu', aMonitor({ policy: { recoveryThreshold: 1 } })).phase).toBe('up');
  });

  it('returns the very same object when nothing changes, so that nothing is written', () => {
    const up = fold('u');
    expect(fold('.uu?g', aMonitor(), up)).toBe(up);
    const down = fold('uddd');
    expect(fold('....dd?', aMonitor(), down)).toBe(down);
  });

  it('keeps an incident that nobody has dealt with beside the next one', () => {
    const { incidents } = fold('dddudduuddd');
    expect(incidents.map((incident) => incident.closing?.reason)).toEqual(['recovered', undefined]);
  });

  it('is confirming while its condition is in question', () => {
    expect(['', 'u', 'ud', 'uddd', 'udddu'].map((verdicts) => isConfirming(fold(verdicts)))).toEqual([
      true,
      false,
      true,
      false,
      true,
    ]);
  });

  it('may be repeated from any point without another effect', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('u', 'd', '?', '.', 'g'), maxLength: 40 }),
        fc.nat(40),
        (log, n) => {
          const once = fold(log);
          // A crash between the rows and the cursor: the same results are folded over the state that they led to.
          expect(fold('.'.repeat(Math.min(n, log.length)) + log.slice(n), aMonitor(), once)).toEqual(once);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('never has an incident without as many failures in a row as the threshold', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom<Verdict>('up', 'down', 'unknown', 'degraded'), { maxLength: 60 }),
        fc.integer({ min: 1, max: 4 }),
        (verdicts, failureThreshold) => {
          const monitor = aMonitor({ policy: { failureThreshold } });
          let state = initialState(NOON);
          let failures = 0;
          let lastFailure = 0;
          verdicts.forEach((verdict, minute) => {
            if (verdict === 'down') {
              failures = minute - lastFailure > 3 ? 1 : failures + 1;
              lastFailure = minute;
            }
            if (verdict === 'up' || verdict === 'degraded') failures = 0;
            const before = state.incidents.length;
            state = advance(state, aResult(verdict), NOON + minute * MINUTE, monitor, loneWatch('test'));
            if (state.incidents.length > before) expect(failures).toBe(failureThreshold);
          });
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('a change of the configuration', () => {
  const later = NOON + 10 * MINUTE;
  const paused = aMonitor({ policy: { paused: true } });

  it('leaves a monitor alone that is configured as before', () => {
    const state = fold('udd');
    expect(reconfigure(state, aMonitor(), later)).toBe(state);
  });

  it('closes the incident of a monitor that is paused, and ignores what is still seen of it', () => {
    const state = reconfigure(fold('uddd'), paused, later);
    expect(state.phase).toBe('paused');
    expect(state.incidents[0]?.closing).toEqual({ reason: 'paused', at: later, upSince: later });
    expect(advance(state, aResult('down'), later + MINUTE, aMonitor(), loneWatch('test'))).toBe(state);
    expect(reconfigure(state, paused, later + MINUTE)).toBe(state);
  });

  it('starts anew when it is no longer paused, with the result of that very slot', () => {
    const state = reconfigure(reconfigure(fold('uddd'), paused, later), aMonitor(), later + MINUTE);
    expect(state.phase).toBe('pending');
    expect(advance(state, aResult('up'), later + MINUTE, aMonitor(), loneWatch('test')).phase).toBe('up');
  });

  it('closes the incident of a monitor that is removed, once', () => {
    const state = reconfigure(fold('uddd'), undefined, later);
    expect(state.incidents[0]?.closing?.reason).toBe('removed');
    expect(reconfigure(state, undefined, later + MINUTE)).toBe(state);
  });

  it('lets a removed monitor come back as one that was never seen', () => {
    const state = reconfigure(fold('uddd'), undefined, later);
    expect(reconfigure(state, aMonitor(), later + MINUTE)).toBe(state);
    expect(advance(state, aResult('down'), later + MINUTE, aMonitor(), loneWatch('test')).phase).toBe('suspect');
  });

  it('counts by the threshold that is configured when the result is folded', () => {
    const suspect = fold('udd', aMonitor({ policy: { failureThreshold: 5 } }));
    expect(advance(suspect, aResult('down'), NOON + 3 * MINUTE, aMonitor(), loneWatch('test')).phase).toBe('down');
  });

  it('keeps the name and severity that an incident opened with', () => {
    const renamed = aMonitor({ name: 'Rota of the staff' });
    const [incident] = fold('....uu', renamed, fold('uddd')).incidents;
    expect(incident?.monitorName).toBe('Staff rota');
  });
});

describe('settling', () => {
  it('drops closed incidents that have been dealt with, and never an open one', () => {
    const state = fold('dddudduuddd');
    const ids = new Set(state.incidents.map((incident) => incident.id));
    expect(settle(state, ids).incidents.map((incident) => incident.closing)).toEqual([undefined]);
    expect(settle(state, new Set())).toBe(state);
  });
});

describe('a target that says it is asked too often', () => {
  const limited: Result = {
    monitorId: 'rota',
    verdict: 'down',
    failure: { code: 'rate_limited', message: 'Expected status 200-299, got 429.' },
  };
  const afterOneLimit = advance(fold('u'), limited, NOON + MINUTE, aMonitor(), loneWatch('test'));

  it('is not looked at more often for it, though the failure counts', () => {
    expect(afterOneLimit).toMatchObject({ phase: 'suspect', vantages: { test: { trial: { isRateLimited: true } } } });
    expect(isConfirming(afterOneLimit)).toBe(false);
  });

  it('is down when it says so as often as any failure has to be seen', () => {
    const again = advance(afterOneLimit, limited, NOON + 2 * MINUTE, aMonitor(), loneWatch('test'));
    expect(isConfirming(again)).toBe(false);
    expect(advance(again, limited, NOON + 3 * MINUTE, aMonitor(), loneWatch('test')).phase).toBe('down');
  });

  it('is looked at more often as soon as it fails in another way', () => {
    const broken = advance(afterOneLimit, aResult('down'), NOON + 2 * MINUTE, aMonitor(), loneWatch('test'));
    expect(broken.phase).toBe('suspect');
    expect(Object.values(broken.vantages).map(countOf)).toEqual([2]);
    expect(isConfirming(broken)).toBe(true);
  });

  it('is remembered by the stored state alone', () => {
    expect(isConfirming(JSON.parse(JSON.stringify(afterOneLimit)))).toBe(false);
  });
});
