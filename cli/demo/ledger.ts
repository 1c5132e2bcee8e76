/** An API for many tenants, whose row-level security policies must all be there: one too few shows tenants each other's rows. */
import { type DemoService, json, notFound } from './service.ts';

export const ledger: DemoService = ({ path }, { isBroken, now }) => {
  const timestamp = new Date(now).toISOString();
  if (path === '/api/v1/health') {
    return json(isBroken ? 503 : 200, {
      status: isBroken ? 'unhealthy' : 'healthy',
      service: 'ledger-api',
      version: '2.14.1',
      timestamp,
    });
  }
  if (path === '/internal/rls/health') {
    return json(200, {
      status: isBroken ? 'degraded' : 'healthy',
      rls_enabled: true,
      total_policies: isBroken ? 11 : 15,
      tables_without_rls: isBroken ? ['invoices'] : [],
      timestamp,
    });
  }
  return notFound();
};
