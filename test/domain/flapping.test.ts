import { describe, expect, it } from 'vitest';
import { loneWatch } from '../../shared/domain/quorum.ts';
import { advance, initialState, openIncident } from '../../shared/domain/state.ts';
import { aMonitor, aResult, MINUTE, NOON } from './builders.ts';

const flapping = { openings: 3, windowMs: 60 * MINUTE, stableMs: 10 * MINUTE };
const monitor = aMonitor({ policy: { failureThreshold: 1, recoveryThreshold: 1, flapping } });

const fold = (verdicts: string, from = initialState(NOON), start = 0) =>
  [...verdicts].reduce(
    (state, letter, minute) =>
      advance(
        state,
        aResult(letter === 'd' ? 'down' : 'up'),
        NOON + (start + minute) * MINUTE,
        monitor,
        loneWatch('test'),
      ),
    from,
  );

describe('a monitor that goes down again and again', () => {
  it('has an incident for each outage as long as these are few', () => {
    expect(fold('dudu').incidents).toHaveLength(2);
    expect(openIncident(fold('dud'))?.flapping).toBeUndefined();
  });

  it('keeps the third one within the hour open while it goes on flapping', () => {
    const state = fold('dududududududud');
    expect(state.incidents).toHaveLength(3);
    expect(openIncident(state)?.flapping).toEqual({ openings: 3, windowMs: 60 * MINUTE });
  });

  it('recovers when it has been up for as long as the policy says', () => {
    const flapped = fold('dududud');
    expect(fold('u'.repeat(10), flapped, 7).phase).toBe('recovering');
    const recovered = fold('u'.repeat(11), flapped, 7);
    expect(recovered.phase).toBe('up');
    expect(recovered.incidents.at(-1)?.closing).toEqual({
      reason: 'recovered',
      at: NOON + 17 * MINUTE,
      upSince: NOON + 7 * MINUTE,
    });
  });

  it('starts to count again with a failure in between', () => {
    const flapped = fold('dududuuuuuud');
    expect(fold('u'.repeat(9), flapped, 12).phase).toBe('recovering');
  });

  it('is not called flapping for outages that lie far apart', () => {
    const spread = ['du', 'du', 'd'].reduce((state, turn, index) => fold(turn, state, index * 31), initialState(NOON));
    expect(openIncident(spread)?.flapping).toBeUndefined();
  });
});
