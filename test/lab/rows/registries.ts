/** The kind domain: registries that know, do not know, do not say, or talk about something else. */
import type { Assertion } from '../../../shared/domain/checks/assertion.ts';
import type { Target } from '../../../shared/domain/checks/target.ts';
import type { Lab } from '../lab.ts';
import { closedPort } from '../listening.ts';
import type { Family } from '../row.ts';

const DAY_MS = 86_400_000;
const THIRTY_DAYS: Assertion[] = [{ effect: 'down', subject: 'registration', daysLeft: 30 }];

const ending = (days: number) => ({
  eventAction: 'expiration',
  eventDate: new Date(Date.now() + days * DAY_MS).toISOString(),
});

const domain = (rdap: string): Target => ({ kind: 'domain', name: 'example.org', rdap });

const knowing =
  (answer: unknown, status = 200) =>
  async (lab: Lab): Promise<Target> =>
    domain(await lab.http((_request, response) => void response.writeHead(status).end(JSON.stringify(answer))));

export const registries: Family = {
  name: 'Registrations (kind domain)',
  rows: [
    {
      id: '390',
      does: 'is registered for a year',
      expected: 'up',
      target: knowing({ ldhName: 'EXAMPLE.ORG', events: [ending(365)] }),
      assertions: THIRTY_DAYS,
    },
    {
      id: '391',
      does: 'is registered for ten days more',
      expected: 'down registration_ending',
      target: knowing({ ldhName: 'example.org', events: [ending(10)] }),
      assertions: THIRTY_DAYS,
    },
    {
      id: '392',
      does: 'is not registered',
      expected: 'down domain_not_registered',
      target: knowing({ errorCode: 404 }, 404),
      assertions: THIRTY_DAYS,
    },
    {
      id: '393a',
      does: 'has a registry that does not publish when registrations end',
      expected: 'unknown registration_unpublished',
      target: knowing({ ldhName: 'example.org', events: [] }),
      assertions: THIRTY_DAYS,
    },
    {
      id: '393b',
      does: 'has such a registry, and need only be registered',
      expected: 'up',
      target: knowing({ ldhName: 'example.org', events: [] }),
    },
    {
      id: '394',
      does: 'has a registry that answers about another domain',
      expected: 'unknown registry_unavailable',
      target: knowing({ ldhName: 'example.com', events: [ending(365)] }),
      assertions: THIRTY_DAYS,
    },
    {
      id: '395a',
      does: 'has a registry that fails',
      expected: 'unknown registry_unavailable',
      target: knowing({}, 500),
      assertions: THIRTY_DAYS,
    },
    {
      id: '395b',
      does: 'has a registry that is asked too often',
      expected: 'unknown registry_unavailable',
      target: knowing({}, 429),
      assertions: THIRTY_DAYS,
    },
    {
      id: '395c',
      does: 'has a registry that is not there',
      expected: 'unknown registry_unavailable',
      target: async () => domain(`http://127.0.0.1:${await closedPort()}/`),
      assertions: THIRTY_DAYS,
    },
  ],
};
