/** The kind heartbeat: jobs that have reported by their token over HTTP, too late, or that they have failed. */
import type { HeartbeatTarget, Target } from '../../../shared/domain/checks/target.ts';
import type { Report } from '../jobs.ts';
import type { Lab } from '../lab.ts';
import type { Family } from '../row.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const reporting =
  (reports: readonly Report[], target: Partial<HeartbeatTarget> = {}) =>
  (lab: Lab): Promise<Target> =>
    lab.job(target, ...reports);

export const jobs: Family = {
  name: 'Jobs (kind heartbeat, every hour with ten minutes of grace)',
  rows: [
    {
      id: '400',
      does: 'was well half an hour ago',
      expected: 'up',
      target: reporting([{ path: '', agoMs: HOUR / 2 }]),
    },
    {
      id: '401',
      does: 'was well an hour and five minutes ago, which is within its grace',
      expected: 'up',
      target: reporting([{ path: '', agoMs: HOUR + 5 * MINUTE }]),
    },
    {
      id: '402',
      does: 'was well two hours ago',
      expected: 'down heartbeat_late',
      target: reporting([{ path: '', agoMs: 2 * HOUR }]),
    },
    { id: '403', does: 'has never reported', expected: 'unknown heartbeat_awaited', target: reporting([]) },
    {
      id: '404a',
      does: 'has failed since it was well',
      expected: 'down heartbeat_failed',
      target: reporting([
        { path: '', agoMs: HOUR / 2 },
        { path: '/fail', agoMs: MINUTE },
      ]),
    },
    {
      id: '404b',
      does: 'has ended with exit code 3',
      expected: 'down heartbeat_failed',
      target: reporting([{ path: '/3', agoMs: MINUTE }]),
    },
    {
      id: '404c',
      does: 'has failed, and was well after that',
      expected: 'up',
      target: reporting([
        { path: '/fail', agoMs: HOUR / 2 },
        { path: '/0', agoMs: MINUTE },
      ]),
    },
    {
      id: '405a',
      does: 'has begun, and runs for longer than it may',
      expected: 'down heartbeat_overran',
      target: reporting([{ path: '/start', agoMs: 20 * MINUTE }], { maxDurationMs: 15 * MINUTE }),
    },
    {
      id: '405b',
      does: 'has begun, and may still run',
      expected: 'up',
      target: reporting([{ path: '/start', agoMs: 5 * MINUTE }], { maxDurationMs: 15 * MINUTE }),
    },
    {
      id: '406',
      does: 'reports what nobody understands',
      expected: 'down heartbeat_late',
      target: reporting([
        { path: '', agoMs: 2 * HOUR },
        { path: '/nonsense', agoMs: MINUTE },
      ]),
    },
  ],
};
