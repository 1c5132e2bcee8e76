/** A service that watches its own parts and says how long each took to answer. */
import { type DemoService, json, notFound } from './service.ts';

export const clinic: DemoService = ({ path }, { isBroken, isSlow, now }) => {
  if (path !== '/api/v1/monitoring/health') return notFound();
  const status = isBroken ? 'unhealthy' : isSlow ? 'degraded' : 'healthy';
  return json(isBroken ? 503 : 200, {
    status,
    timestamp: new Date(now).toISOString(),
    uptime_seconds: Math.floor(now / 1000) % 1_000_000,
    components: {
      database: { status: isBroken ? 'unhealthy' : 'healthy', response_time_ms: isSlow ? 430.2 : 3.8 },
      cache: { status: 'healthy', response_time_ms: 0.6 },
      queue: { status: 'healthy', response_time_ms: 2.1, depth: isBroken ? 2300 : 4 },
    },
  });
};
