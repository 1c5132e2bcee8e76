import { describe, expect, it } from 'vitest';
import { missingSecrets } from '../../../cli/run/missing-secrets.ts';
import type { Monitor } from '../../../shared/domain/monitor.ts';
import { aFleet, aMonitor } from '../../domain/builders.ts';

const needing = (id: string, bearer: string): Monitor => {
  const monitor = aMonitor({ id });
  return { ...monitor, target: { ...monitor.target, auth: { bearer } } as Monitor['target'] };
};
const hook = {
  kind: 'webhook',
  id: 'hook',
  url: 'https://hooks.example.org/',
  secret: '${env:KEY}',
  allowPrivate: false,
} as const;

describe('secrets that a local run lacks', () => {
  it('are named once, with everybody who needs them', () => {
    const fleet = aFleet({ contacts: [hook], monitors: [needing('a', '${env:KEY}'), needing('b', '${ssm:/b}')] });
    expect(missingSecrets(fleet, {})).toEqual([
      '${env:KEY} is not set (for example: KEY=... npm start). Needed by contact hook, monitor a.',
      '${ssm:/b} is not readable on this machine, which reads ${env:NAME} only. Needed by monitor b.',
    ]);
  });

  it('are none where all are set, and an empty one counts as missing', () => {
    const fleet = aFleet({ monitors: [needing('a', '${env:KEY}')] });
    expect(missingSecrets(fleet, { KEY: 'value' })).toEqual([]);
    expect(missingSecrets(fleet, { KEY: '' })).toHaveLength(1);
  });
});
