import { describe, expect, it } from 'vitest';
import { matches, planFor } from '../../../shared/domain/alerting/plan.ts';
import type { Route } from '../../../shared/domain/monitor.ts';
import { aMonitor, MINUTE } from '../builders.ts';

const aRoute = (route: Partial<Route> = {}): Route => ({ id: 'night', match: {}, to: ['hook'], ...route });
const monitor = aMonitor({ group: 'Staff', tags: ['payroll', 'internal'] });

describe('a route', () => {
  it.each<[string, Route['match'], boolean]>([
    ['everything', {}, true],
    ['its severity', { severity: ['critical'] }, true],
    ['one of several severities', { severity: ['info', 'critical'] }, true],
    ['another severity', { severity: ['warning'] }, false],
    ['its group', { group: ['Staff'] }, true],
    ['another group', { group: ['Finance'] }, false],
    ['one of its tags', { tag: ['payroll'] }, true],
    ['a tag that it has not', { tag: ['public'] }, false],
    ['its kind', { kind: ['http'] }, true],
    ['another kind', { kind: ['tcp'] }, false],
    ['its severity but another group', { severity: ['critical'], group: ['Finance'] }, false],
  ])('for %s: %o', (_what, match, expected) => {
    expect(matches(aRoute({ match }), monitor)).toBe(expected);
  });

  it('for a group does not match a monitor without one', () => {
    expect(matches(aRoute({ match: { group: ['Staff'] } }), aMonitor())).toBe(false);
  });
});

describe('the plan of a monitor', () => {
  it('is its own entry, then every route that matches, with what each says of time', () => {
    const escalate = [{ afterMs: 15 * MINUTE, to: ['boss'] }];
    const own = { ...monitor, alert: { ...monitor.alert, escalate, remindMs: 60 * MINUTE } };
    const routes = [aRoute(), aRoute({ id: 'other', match: { kind: ['dns'] } })];
    expect(planFor(own, routes)).toEqual([
      { contactId: 'oncall', via: 'monitor', afterMs: 0, remindMs: 60 * MINUTE },
      { contactId: 'boss', via: 'monitor', afterMs: 15 * MINUTE, remindMs: 60 * MINUTE },
      { contactId: 'hook', via: 'night', afterMs: 0 },
    ]);
  });
});
