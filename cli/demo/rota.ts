/** A Django application: a health view that asks its database, and pages behind a login. */
import { type DemoService, json, notFound, text } from './service.ts';

export const rota: DemoService = ({ path }, { isBroken, now }) => {
  if (path === '/health/') {
    const health = {
      status: isBroken ? 'error' : 'ok',
      timestamp: new Date(now).toISOString(),
      checks: { database: isBroken ? 'error' : 'ok' },
    };
    return json(isBroken ? 503 : 200, health);
  }
  if (path === '/dashboard/') return text(302, '', { Location: '/accounts/login/?next=/dashboard/' });
  if (path === '/accounts/login/') return text(200, '<title>Log in</title>\n', { 'Content-Type': 'text/html' });
  return notFound();
};
