/** A service on Kubernetes: alive, ready to take traffic, and with metrics that only the holder of the root key may read. */
import { type DemoRequest, type DemoService, json, notFound, text } from './service.ts';

/** The demo's own, and worth nothing. */
export const DEMO_ROOT_KEY = 'demo-root-key';

const METRICS = `# HELP keys_verified_total Keys verified since the start.
# TYPE keys_verified_total counter
keys_verified_total{outcome="valid"} 18231
keys_verified_total{outcome="expired"} 12
`;

export const keys: DemoService = (request, { isBroken }) => {
  if (request.path === '/health') return json(200, { status: 'ok' });
  if (request.path === '/ready') {
    const checks = { database: isBroken ? 'unreachable' : 'ok', cache: 'ok' };
    return json(isBroken ? 503 : 200, { ready: !isBroken, checks });
  }
  if (request.path === '/metrics') {
    return mayRead(request)
      ? text(200, METRICS)
      : json(403, { error: { code: 'FORBIDDEN', message: 'root key required' } });
  }
  return notFound();
};

const mayRead = ({ headers }: DemoRequest): boolean =>
  headers['x-root-key'] === DEMO_ROOT_KEY || headers.authorization === `Bearer ${DEMO_ROOT_KEY}`;
