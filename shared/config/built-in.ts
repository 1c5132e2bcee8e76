/** What holds where a file says nothing. */
import { STORM_SIZE } from '../domain/alerting/grouping.ts';

export const BUILT_IN = {
  interval: '5m',
  /** Or the interval, if that is shorter. */
  retryInterval: '1m',
  timeout: '10s',
  failureThreshold: 3,
  recoveryThreshold: 2,
  flapping: { incidents: 4, within: '1h', stableFor: '15m' },
  groupWait: '0s',
  storm: STORM_SIZE,
  severity: 'warning',
  metrics: 'fleet',
  /** Of three houses that do not depend on each other; each answers with next to nothing. */
  controls: [
    'https://www.google.com/generate_204',
    'https://cloudflare.com/cdn-cgi/trace',
    'https://checkip.amazonaws.com/',
  ],
  title: 'Service status',
} as const;
