/** The kind flow: a login, what it opens, and a logout; and what can go wrong on the way. */
import type { RequestListener, ServerResponse } from 'node:http';
import type { Assertion } from '../../../shared/domain/checks/assertion.ts';
import type { FlowStep, Target } from '../../../shared/domain/checks/target.ts';
import { aTarget, STATUS_2XX } from '../builders.ts';
import type { Lab } from '../lab.ts';
import { type Family, HANGS_MS } from '../row.ts';

type Answer = (response: ServerResponse, authorization: string | undefined) => void;
type Answers = Readonly<Record<string, Answer>>;

const SLOWLY: Assertion = { effect: 'degraded', subject: 'responseTime', atMostMs: 20 };
const TOKEN = 'lab-token-7f3a';

const json = (response: ServerResponse, status: number, body: unknown): void =>
  void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

/** Gives a token, lets in whoever has it, and forgets it. */
const USUAL: Answers = {
  '/login': (response) => json(response, 201, { token: TOKEN }),
  '/me': (response, authorization) =>
    authorization === `Bearer ${TOKEN}` ? json(response, 200, { name: 'Ada' }) : json(response, 401, {}),
  '/logout': (response) => void response.writeHead(204).end(),
};

const serving =
  (answers: Answers): RequestListener =>
  (request, response) => {
    request.resume();
    const answer = answers[request.url ?? ''];
    if (answer) answer(response, request.headers.authorization);
    else response.writeHead(404).end();
  };

/** Logs in, looks at an account with the token, and logs out whatever came of it. */
const visiting =
  (answers: Answers, assertions: readonly Assertion[] = [STATUS_2XX], decides = false) =>
  async (lab: Lab): Promise<Target> => {
    const url = await lab.http(serving({ ...USUAL, ...answers }));
    const step = (name: string, method: string, more: Partial<FlowStep> = {}): FlowStep => ({
      name,
      http: aTarget(`${url}${name}`, { method, headers: { authorization: 'Bearer ${step:token}' } }),
      assertions: [STATUS_2XX],
      carry: {},
      ...more,
    });
    const login = {
      http: aTarget(`${url}login`, { method: 'POST' }),
      carry: { token: { from: 'json', at: '$.token' } },
    } as const;
    return {
      kind: 'flow',
      steps: [step('login', 'POST', login), step('me', 'GET', { assertions })],
      finally: [{ ...step('logout', 'POST'), decides }],
    };
  };

export const flows: Family = {
  name: 'Several steps (kind flow)',
  rows: [
    { id: '410', does: 'lets in whoever has logged in', expected: 'up', target: visiting({}) },
    {
      id: '411',
      does: 'is slow in its second step',
      expected: 'degraded too_slow',
      target: visiting({ '/me': (response) => void setTimeout(() => json(response, 200, {}), 80) }, [
        STATUS_2XX,
        SLOWLY,
      ]),
    },
    {
      id: '412',
      does: 'lets nobody log in',
      expected: 'down unexpected_status',
      target: visiting({ '/login': (response) => json(response, 503, {}) }),
    },
    {
      id: '413',
      does: 'gives no token, though it says that it is well',
      expected: 'down carry_failed',
      target: visiting({ '/login': (response) => json(response, 200, { ok: true }) }),
    },
    {
      id: '414',
      does: 'gives a token that opens nothing',
      expected: 'down unexpected_status',
      target: visiting({ '/login': (response) => json(response, 201, { token: 'another-token' }) }),
    },
    {
      id: '415',
      does: 'is silent in its second step',
      expected: 'down http_timeout',
      target: visiting({ '/me': () => {} }),
      timeoutMs: HANGS_MS,
    },
    {
      id: '416a',
      does: 'lets nobody log out, which is not asked for',
      expected: 'up',
      target: visiting({ '/logout': (response) => json(response, 500, {}) }),
    },
    {
      id: '416b',
      does: 'lets nobody log out, which is asked for',
      expected: 'down unexpected_status',
      target: visiting({ '/logout': (response) => json(response, 500, {}) }, [STATUS_2XX], true),
    },
    {
      id: '417',
      does: 'leads from its login to the credentials of a cloud',
      expected: 'down redirect_denied',
      target: visiting({
        '/login': (response) => void response.writeHead(302, { location: 'http://169.254.169.254/' }).end(),
      }),
    },
  ],
};
