import { describe, expect, it } from 'vitest';
import { clinic } from '../../cli/demo/clinic.ts';
import { jobs } from '../../cli/demo/jobs.ts';
import { DEMO_ROOT_KEY, keys } from '../../cli/demo/keys.ts';
import { ledger } from '../../cli/demo/ledger.ts';
import { rota } from '../../cli/demo/rota.ts';
import type { DemoService } from '../../cli/demo/service.ts';
import { NOON } from '../domain/builders.ts';

const WELL = { isBroken: false, isSlow: false, now: NOON };
const BROKEN = { ...WELL, isBroken: true };

function ask(
  service: DemoService,
  path: string,
  condition = WELL,
  headers: Record<string, string> = {},
  method = 'GET',
) {
  const answer = service({ method, path, headers }, condition);
  const isJson = answer.headers['Content-Type'] === 'application/json';
  return { ...answer, json: isJson ? JSON.parse(answer.body) : undefined };
}

describe('the staff rota, a Django application', () => {
  it('says that its database answers', () => {
    expect(ask(rota, '/health/')).toMatchObject({
      status: 200,
      json: { status: 'ok', timestamp: '2026-11-22T12:00:00.000Z', checks: { database: 'ok' } },
    });
  });

  it('answers 503, and says why, when it does not', () => {
    expect(ask(rota, '/health/', BROKEN)).toMatchObject({ status: 503, json: { checks: { database: 'error' } } });
  });

  it('sends strangers from the dashboard to the login', () => {
    const answer = ask(rota, '/dashboard/');
    expect(answer.status).toBe(302);
    expect(answer.headers.Location).toBe('/accounts/login/?next=/dashboard/');
  });
});

describe('the ledger, an API for many tenants', () => {
  it('is healthy with all its row-level security policies', () => {
    expect(ask(ledger, '/api/v1/health').json).toMatchObject({ status: 'healthy' });
    expect(ask(ledger, '/internal/rls/health').json).toMatchObject({ total_policies: 15 });
  });

  it('answers 200 all the same when policies are missing: only the number tells', () => {
    const answer = ask(ledger, '/internal/rls/health', BROKEN);
    expect(answer.status).toBe(200);
    expect(answer.json.total_policies).toBeLessThan(15);
  });

  it('shows invoices to whoever has logged in, until they log out', () => {
    const { access_token: token } = ask(ledger, '/api/v1/sessions', WELL, {}, 'POST').json;
    const headers = { authorization: `Bearer ${token}` };
    expect(ask(ledger, '/api/v1/invoices').status).toBe(401);
    expect(ask(ledger, '/api/v1/invoices', WELL, headers)).toMatchObject({ status: 200, json: { invoices: [{}] } });
    expect(ask(ledger, '/api/v1/invoices', BROKEN, headers).status).toBe(500);
    expect(ask(ledger, '/api/v1/sessions', WELL, headers, 'DELETE').status).toBe(204);
  });
});

describe('the clinic, which watches its own parts', () => {
  it('tells how each part is and how long it took', () => {
    expect(ask(clinic, '/api/v1/monitoring/health').json.components.database).toEqual({
      status: 'healthy',
      response_time_ms: 3.8,
    });
  });

  it('tells a slow database from one that has failed', () => {
    expect(ask(clinic, '/api/v1/monitoring/health', { ...WELL, isSlow: true }).json.components.database).toEqual({
      status: 'healthy',
      response_time_ms: 430.2,
    });
    expect(ask(clinic, '/api/v1/monitoring/health', BROKEN)).toMatchObject({
      status: 503,
      json: { components: { database: { status: 'unhealthy' } } },
    });
  });
});

describe('the key service on Kubernetes', () => {
  it('stays alive without its database, but is not ready', () => {
    expect(ask(keys, '/health', BROKEN).status).toBe(200);
    expect(ask(keys, '/ready', BROKEN)).toMatchObject({ status: 503, json: { ready: false } });
    expect(ask(keys, '/ready')).toMatchObject({ status: 200, json: { ready: true } });
  });

  it.each([
    ['no key', {}, 403],
    ['a wrong key', { 'x-root-key': 'guess' }, 403],
    ['the root key', { 'x-root-key': DEMO_ROOT_KEY }, 200],
    ['the root key as a bearer token', { authorization: `Bearer ${DEMO_ROOT_KEY}` }, 200],
  ])('answers for its metrics, with %s, as it should', (_, headers, status) => {
    expect(ask(keys, '/metrics', WELL, headers).status).toBe(status);
  });
});

describe('the worker with metrics only', () => {
  it('shows its heartbeat, its queues and the age of its backup as Prometheus text', () => {
    const { body, headers } = ask(jobs, '/metrics');
    expect(headers['Content-Type']).toContain('version=0.0.4');
    expect(body).toContain('\nworker_up 1\n');
    expect(body).toContain(`\nworker_heartbeat_timestamp_seconds ${NOON / 1000}\n`);
    expect(body).toContain('\nqueue_depth{queue="mail"} 0\n');
    expect(body).toContain('\nbackup_age_seconds 14400\n');
  });

  it('has only lines that a Prometheus server can read', () => {
    const line = /^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{[a-z_]+="[^"]*"\})? -?\d+(\.\d+)?)$/;
    for (const text of ask(jobs, '/metrics').body.trimEnd().split('\n')) expect(text).toMatch(line);
  });
});

describe('every service', () => {
  it.each(Object.entries({ rota, ledger, clinic, keys, jobs }))('%s does not know every path', (_, service) => {
    expect(ask(service, '/nothing-here').status).toBe(404);
  });
});
