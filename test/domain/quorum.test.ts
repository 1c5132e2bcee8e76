import { describe, expect, it } from 'vitest';
import type { Watch } from '../../shared/domain/quorum.ts';
import { advance, initialState, type MonitorState, openIncident } from '../../shared/domain/state.ts';
import { aMonitor, aResult, MINUTE, NOON } from './builders.ts';

const REGIONS = ['eu', 'us', 'ap'];
const monitor = aMonitor({ policy: { failureThreshold: 1, recoveryThreshold: 1 } });

/** `eu:d us:u` is two results; each word is a minute later, seen by those regions that `fresh` names. */
function fold(
  words: string,
  { quorum, fresh = REGIONS }: Partial<Watch> = {},
  from = initialState(NOON),
): MonitorState {
  return words.split(' ').reduce((state, word, minute) => {
    const [region = '', letter] = word.split(':');
    const watch = { region, regions: REGIONS, fresh, ...(quorum !== undefined && { quorum }) };
    const slot =
      Math.max(NOON, ...Object.values(state.vantages).map((each) => each.foldedUntil)) + (minute + 1) * MINUTE;
    return advance(state, aResult(letter === 'd' ? 'down' : 'up'), slot, monitor, watch);
  }, from);
}

describe('three regions', () => {
  it.each([
    ['nobody has looked', 'eu:u', 'pending'],
    ['two see it up', 'eu:u us:u', 'up'],
    ['one of three sees it down', 'eu:u us:u ap:u eu:d', 'suspect'],
    ['two of three see it down', 'eu:u us:u ap:u eu:d ap:d', 'down'],
    ['one of three sees it up again', 'eu:d us:d ap:d ap:u', 'down'],
    ['two of three see it up again', 'eu:d us:d ap:d ap:u eu:u', 'suspect'],
    ['all see it up again', 'eu:d us:d ap:d ap:u eu:u us:u', 'up'],
  ])('%s: %s is %s', (_rule, words, phase) => {
    expect(fold(words).phase).toBe(phase);
  });

  it('say in the incident who saw what', () => {
    expect(openIncident(fold('eu:u us:d ap:d'))?.regions).toEqual({ eu: 'up', us: 'down', ap: 'down' });
    expect(openIncident(fold('us:d ap:d', { fresh: ['us', 'ap'] }))?.regions).toEqual({
      eu: 'silent',
      us: 'down',
      ap: 'down',
    });
  });

  it('are asked for as many voices as the file wants', () => {
    expect(fold('eu:d us:d', { quorum: 3 }).phase).toBe('suspect');
    expect(fold('eu:d us:d ap:d', { quorum: 3 }).phase).toBe('down');
    expect(fold('eu:d', { quorum: 1 }).phase).toBe('down');
  });

  it('do without one that is silent', () => {
    const down = fold('eu:d us:d ap:u');
    // One of those that saw it down says nothing any more: that alone is no recovery.
    expect(openIncident(fold('ap:u', { fresh: ['us', 'ap'] }, down))).toBeDefined();
    expect(openIncident(fold('us:u', { fresh: ['us', 'ap'] }, down))).toBeUndefined();
    expect(fold('ap:d', { fresh: ['ap'] }).phase).toBe('down');
  });

  it('open nothing at a success, though the others fall silent at that moment', () => {
    const slow = aMonitor({ policy: { failureThreshold: 1, recoveryThreshold: 2 } });
    const regional = fold('eu:u us:u ap:d');
    const watch = { region: 'ap', regions: REGIONS, fresh: ['ap'] };
    const after = advance(regional, aResult('up'), NOON + 60 * MINUTE, slow, watch);
    expect(after).toMatchObject({ phase: 'suspect', incidents: [], vantages: { ap: { phase: 'recovering' } } });
    const again = advance(after, aResult('down'), NOON + 61 * MINUTE, slow, watch);
    expect(openIncident(again)?.openedAt).toBe(NOON + 61 * MINUTE);
  });

  it('cannot decide below a quorum that is given', () => {
    expect(fold('ap:d', { fresh: ['ap'], quorum: 2 }).phase).toBe('suspect');
    expect(openIncident(fold('ap:u', { fresh: ['ap'], quorum: 2 }, fold('eu:d us:d ap:u')))).toBeDefined();
  });

  it('open one incident however many of them see it', () => {
    const state = fold('eu:d us:d ap:d eu:d us:d ap:d');
    expect(state.incidents).toHaveLength(1);
  });
});

describe('two regions', () => {
  const pair: Partial<Watch> = { fresh: ['eu', 'us'] };

  it('end no incident before it began, though the one that decides is behind the others', () => {
    const down = fold('eu:d us:d ap:u');
    const opened = openIncident(down)?.openedAt ?? 0;
    const behind: Watch = { region: 'eu', regions: REGIONS, fresh: REGIONS };
    const slot = (down.vantages.eu?.foldedUntil ?? 0) + 1000;
    expect(slot).toBeLessThan(opened);
    const [incident] = advance(down, aResult('up'), slot, monitor, behind).incidents;
    expect(incident?.closing).toEqual({ reason: 'recovered', at: opened, upSince: opened });
  });

  it('open nothing that was decided long ago, though one that is behind sees it now', () => {
    const slot = NOON + 10 * MINUTE;
    const watch: Watch = { region: 'eu', regions: REGIONS, fresh: REGIONS, quorum: 1 };
    const down = advance(initialState(NOON), aResult('down'), slot, monitor, watch);
    const up = advance(down, aResult('up'), slot + MINUTE, monitor, watch);
    expect(up.incidents.map(({ closing }) => closing?.reason)).toEqual(['recovered']);
    const late = advance(up, aResult('down'), slot, monitor, { ...watch, region: 'us' });
    expect(late.incidents).toEqual(up.incidents);
    expect(late.phase).toBe('suspect');
    const now = advance(late, aResult('down'), slot + 2 * MINUTE, monitor, { ...watch, region: 'us' });
    expect(openIncident(now)?.openedAt).toBe(slot + 2 * MINUTE);
  });

  it('must agree', () => {
    expect(fold('eu:d us:u', pair).phase).toBe('suspect');
    expect(fold('eu:d us:d', pair).phase).toBe('down');
  });
});
