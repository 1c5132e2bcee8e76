import { describe, expect, it } from 'vitest';
import { parseFleet } from '../../../shared/config/index.ts';
import type { Monitor } from '../../../shared/domain/monitor.ts';

const HASH = `sha256:${'ab'.repeat(32)}`;
const DEFAULTS = 'interval: 10m, retryInterval: 5m, timeout: 3s, failureThreshold: 5, recoveryThreshold: 4';

function monitorOf(heartbeat: string, rest = ''): Monitor {
  const text = `defaults: { ${DEFAULTS}, expect: { status: 200 }, alert: { to: [] } }
monitors:
  - id: backup
    heartbeat: ${heartbeat.replace('HASH', HASH)}
${rest}`;
  const outcome = parseFleet(text, { file: 'monitors.yaml' });
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
  const [monitor] = outcome.fleet.monitors;
  if (!monitor) throw new Error('no monitor');
  return monitor;
}

describe('a heartbeat', () => {
  it('has a period, or a cron expression with its zone', () => {
    expect(monitorOf('{ period: 1h, grace: 10m, maxDuration: 2h, tokenHash: HASH }').target).toEqual({
      kind: 'heartbeat',
      monitorId: 'backup',
      schedule: { periodMs: 3_600_000 },
      graceMs: 600_000,
      maxDurationMs: 7_200_000,
      tokenHash: HASH,
    });
    expect(monitorOf('{ cron: "0 3 * * *", zone: Europe/London, tokenHash: HASH }').target).toEqual({
      kind: 'heartbeat',
      monitorId: 'backup',
      schedule: { cron: '0 3 * * *', zone: 'Europe/London' },
      graceMs: 300_000,
      tokenHash: HASH,
    });
    expect(monitorOf('{ cron: "0 3 * * *", tokenHash: HASH }').target).toMatchObject({ schedule: { zone: 'UTC' } });
  });

  it('is judged every minute, and at once, whatever the defaults say of checks', () => {
    const { policy, assertions } = monitorOf('{ period: 1h, tokenHash: HASH }');
    expect(assertions).toEqual([]);
    expect(policy).toMatchObject({
      intervalMs: 60_000,
      retryIntervalMs: 60_000,
      failureThreshold: 1,
      recoveryThreshold: 1,
    });
  });

  it('takes what it says itself', () => {
    const { policy } = monitorOf(
      '{ period: 1h, tokenHash: HASH }',
      '    interval: 30s\n    failureThreshold: 2\n    recoveryThreshold: 3\n',
    );
    expect(policy).toMatchObject({
      intervalMs: 30_000,
      retryIntervalMs: 30_000,
      failureThreshold: 2,
      recoveryThreshold: 3,
    });
  });

  it('is not warned of for an interval of the defaults that it does not take', () => {
    const text = `defaults: { interval: 5s, alert: { to: [] } }
monitors: [{ id: backup, heartbeat: { period: 1h, tokenHash: "${HASH}" } }]`;
    expect(parseFleet(text, { file: 'monitors.yaml' }).warnings).toEqual([]);
  });
});
