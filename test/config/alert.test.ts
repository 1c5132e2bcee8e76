import { describe, expect, it } from 'vitest';
import { parseFleet } from '../../shared/config/index.ts';
import type { Fleet } from '../../shared/domain/monitor.ts';

const CONTACTS = 'contacts: [{ id: oncall, email: a@example.org }, { id: boss, email: b@example.org }]';

function fleetOf(...lines: string[]): Fleet {
  const outcome = parseFleet([CONTACTS, ...lines].join('\n'), { file: 'monitors.yaml' });
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
  return outcome.fleet;
}

const monitorOf = (line: string, defaults = '') =>
  fleetOf(`defaults: { ${defaults} }`, `monitors: [{ id: rota, http: https://example.org/, ${line} }]`).monitors[0];

describe('a threshold', () => {
  it.each([
    ['failureThreshold: 4', { failureThreshold: 4 }],
    ['failureThreshold: 3 of 5', { failureThreshold: 3, failureWindow: 5 }],
    ['failureThreshold: 3 of 3', { failureThreshold: 3 }],
  ])('%s', (line, expected) => {
    const { failureThreshold, failureWindow } = monitorOf(line)?.policy ?? {};
    expect({ failureThreshold, failureWindow }).toEqual({ failureWindow: undefined, ...expected });
  });

  it('of the defaults holds where a monitor has none', () => {
    expect(monitorOf('timeout: 5s', 'failureThreshold: 2 of 4')?.policy).toMatchObject({
      failureThreshold: 2,
      failureWindow: 4,
    });
  });
});

describe('flapping', () => {
  it('is looked for unless the file says otherwise', () => {
    expect(monitorOf('timeout: 5s')?.policy.flapping).toEqual({ openings: 4, windowMs: 3_600_000, stableMs: 900_000 });
    expect(monitorOf('flapping: { incidents: 2 }')?.policy.flapping?.openings).toBe(2);
    expect(monitorOf('flapping: false')?.policy.flapping).toBeUndefined();
    expect(monitorOf('timeout: 5s', 'flapping: false')?.policy.flapping).toBeUndefined();
  });
});

describe('who is told', () => {
  it('is said by a monitor key by key, over the defaults', () => {
    const alert = 'alert: { to: oncall, severity: critical, remind: 4h }';
    expect(monitorOf('alert: { to: [boss, boss], class: high }', alert)?.alert).toEqual({
      to: ['boss'],
      severity: 'critical',
      class: 'high',
      remindMs: 14_400_000,
    });
    expect(monitorOf('alert: { escalate: { after: 15m, to: boss } }', alert)?.alert).toMatchObject({
      to: ['oncall'],
      escalate: [{ afterMs: 900_000, to: ['boss'] }],
    });
  });

  it('is said by routes with all that belongs to them', () => {
    const fleet = fleetOf(
      'routes:',
      '  - { id: all, to: oncall }',
      '  - id: office',
      '    match: { severity: warning, group: [Staff, Finance], tag: payroll, kind: [tls, http] }',
      '    to: [boss]',
      '    hours: { days: mon, from: "09:00", to: "17:00" }',
      '    digest: { at: "08:00", zone: Europe/London }',
      'alerting: { groupWait: 30s, fallback: boss }',
      'regions: [eu-west-1, us-east-1]',
      'quorum: 1',
      'monitors: [{ id: rota, http: https://example.org/, dependsOn: site, tags: [payroll] }, { id: site, http: https://example.org/ }]',
    );
    expect(fleet.routes).toEqual([
      { id: 'all', match: {}, to: ['oncall'] },
      {
        id: 'office',
        match: { severity: ['warning'], group: ['Staff', 'Finance'], tag: ['payroll'], kind: ['tls', 'http'] },
        to: ['boss'],
        hours: [{ days: ['mon'], from: '09:00', to: '17:00', zone: 'UTC' }],
        digest: { at: '08:00', zone: 'Europe/London' },
      },
    ]);
    expect(fleet.alerting).toEqual({ groupWaitMs: 30_000, stormSize: 10, fallback: ['boss'] });
    expect(fleet).toMatchObject({ regions: ['eu-west-1', 'us-east-1'], quorum: 1 });
    expect(fleet.monitors[0]).toMatchObject({ dependsOn: ['site'], tags: ['payroll'] });
  });
});
