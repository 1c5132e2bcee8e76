/** What holds where a file says nothing. */
export const BUILT_IN = {
  interval: '5m',
  /** Or the interval, if that is shorter. */
  retryInterval: '1m',
  timeout: '10s',
  failureThreshold: 3,
  recoveryThreshold: 2,
  severity: 'warning',
  metrics: 'fleet',
  title: 'Service status',
} as const;
