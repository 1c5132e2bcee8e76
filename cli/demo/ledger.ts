/** An API for many tenants, whose row-level security policies must all be there: one too few shows tenants each other's rows. */
import { type DemoRequest, type DemoService, json, notFound, text } from './service.ts';

/** The demo's own, and worth nothing: whoever logs in is given it. */
const SESSION_TOKEN = 'demo-session-token';

export const ledger: DemoService = (request, { isBroken, now }) => {
  const { method, path } = request;
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
  if (path === '/api/v1/sessions' && method === 'POST') {
    return json(201, { access_token: SESSION_TOKEN, token_type: 'bearer', expires_in: 900 });
  }
  if (path === '/api/v1/sessions' || path === '/api/v1/invoices') {
    if (!isLoggedIn(request)) return json(401, { error: 'log in first' });
    if (method === 'DELETE') return text(204, '');
    return isBroken ? json(500, { error: 'internal' }) : json(200, { invoices: [{ id: 'INV-17', paid: false }] });
  }
  return notFound();
};

const isLoggedIn = ({ headers }: DemoRequest): boolean => headers.authorization === `Bearer ${SESSION_TOKEN}`;
