import type { ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { tcpServer } from '../../lab/servers.ts';
import { accountServer, json, SESSION, TOKEN, usual } from './account-server.ts';
import { checkFlow, stepsOf } from './check-flow.ts';

const login = (url: string) => ({
  name: 'log in',
  http: { url: `${url}login`, method: 'POST', body: 'user=ada' },
  expect: { status: 201 },
  carry: { token: { json: '$.access_token' } },
});
const use = (url: string, http: object = {}) => ({
  name: 'use the token',
  http: { url: `${url}me?key=\${step:token}`, headers: { Authorization: 'Bearer ${step:token}' }, ...http },
});
const logout = (url: string) => ({
  name: 'log out',
  http: { url: `${url}logout`, method: 'POST', headers: { 'X-Token': '${step:token}' } },
});
const answerAfter = (ms: number) => async (_: unknown, response: ServerResponse) => {
  await wait(ms);
  response.end();
};
const account = (url: string) => ({ steps: [login(url), use(url)], finally: [logout(url)] });

describe('a flow', () => {
  it('logs in, uses what it was given, and logs out', async () => {
    const { url, asked } = await accountServer(usual());
    const check = await checkFlow(account(url));
    expect(check.result).toMatchObject({ verdict: 'up', totalMs: expect.any(Number) });
    expect(stepsOf(check)).toEqual([
      ['log in', 'up', 201],
      ['use the token', 'up', 200],
      ['log out', 'up', 204],
    ]);
    expect(asked.map(({ method, body }) => [method, body])).toEqual([
      ['POST', 'user=ada'],
      ['GET', ''],
      ['POST', ''],
    ]);
  });

  it('takes as long as its steps took, and not as long as what it does at the end', async () => {
    const slowly = {
      ...usual(),
      '/logout': answerAfter(300),
    };
    const { url } = await accountServer(slowly);
    const { observation } = await checkFlow(account(url));
    const [first, second, last] = (observation.steps ?? []).map((step) => step.observation.timings.total);
    expect(observation.timings.total).toBeCloseTo((first ?? 0) + (second ?? 0), 1);
    expect(last).toBeGreaterThan(250);
  });

  it('stops at the first step that fails, names it, and logs out all the same', async () => {
    const { url, asked } = await accountServer({ ...usual(), '/me': (_, response) => json(response, 401, {}) });
    const flow = account(url);
    const check = await checkFlow({ ...flow, steps: [...flow.steps, { name: 'never', http: `${url}never` }] });
    expect(check.result).toMatchObject({
      verdict: 'down',
      failure: {
        code: 'unexpected_status',
        message: 'Step 2 of 3, "use the token": expected status 200-299, got 401 Unauthorized.',
      },
    });
    expect(stepsOf(check).map(([name]) => name)).toEqual(['log in', 'use the token', 'log out']);
    expect(asked.map(({ url: path }) => path.split('?')[0])).toEqual(['/login', '/me', '/logout']);
  });

  it('is down when nobody listens, and does not log out who has not logged in', async () => {
    const check = await checkFlow(account('http://127.0.0.1:9/'));
    expect(check.result.failure?.message).toMatch(/^Step 1 of 2, "log in": the server refused the connection: /);
    expect(stepsOf(check)).toEqual([['log in', 'down', undefined]]);
  });

  it('is degraded when one of its steps is, and goes on', async () => {
    const { url } = await accountServer(usual());
    const [first, second] = [login(url), use(url)];
    const check = await checkFlow({
      steps: [
        { ...first, expect: { status: 201, headers: { 'x-version': { equals: '2', effect: 'degraded' } } } },
        second,
      ],
    });
    expect(check.result).toMatchObject({
      verdict: 'degraded',
      failure: {
        code: 'assertion_failed',
        message: expect.stringContaining('Step 1 of 2, "log in": expected header x-version'),
      },
    });
    expect(stepsOf(check).map(([, verdict]) => verdict)).toEqual(['degraded', 'up']);
  });

  it('is judged by the time of the whole', async () => {
    const slow = {
      ...usual(),
      '/me': answerAfter(150),
    };
    const { url } = await accountServer(slow);
    const flow = { steps: [login(url), use(url)] };
    expect((await checkFlow(flow, { expect: { responseTime: { degraded: '100ms' } } })).result.failure?.code).toBe(
      'too_slow',
    );
    expect((await checkFlow(flow, { expect: { responseTime: { degraded: '4s' } } })).result.verdict).toBe('up');
  });

  it('does not mind a step at the end, unless that is meant to decide', async () => {
    const { url } = await accountServer({ ...usual(), '/logout': (_, response) => json(response, 500, {}) });
    const flow = account(url);
    const check = await checkFlow(flow);
    expect(check.result.verdict).toBe('up');
    expect(stepsOf(check).at(-1)).toEqual(['log out', 'down', 500]);
    const decided = await checkFlow({ ...flow, finally: [{ ...logout(url), decides: true }] });
    expect(decided.result.failure?.message).toMatch(/^Final step, "log out": expected status 200-299, got 500 /);
  });

  it('never takes for done what was meant to decide and could not be asked', async () => {
    const { url } = await accountServer(usual('snow ☃'));
    const flow = { steps: [login(url)], finally: [{ ...logout(url), decides: true }] };
    const { verdict, failure } = (await checkFlow(flow)).result;
    expect({ verdict, code: failure?.code }).toEqual({ verdict: 'down', code: 'carry_failed' });
    expect(failure?.message).toMatch(/^Final step, "log out": /);
  });

  it('is unknown, not down, when a step cannot be asked as configured', async () => {
    const { url } = await accountServer(usual());
    const step = { name: 'elsewhere', http: { url: `${url}me` } };
    const check = await checkFlow({ steps: [step] }, { probe: { allowLoopback: false } });
    expect(check.result).toMatchObject({ verdict: 'unknown', failure: { code: 'denied_address' } });
    expect(check.result.failure?.message).toMatch(/^Step 1 of 1, "elsewhere": the target has a private or reserved/);
  });
});

describe('the one deadline of a flow', () => {
  const MARGIN_MS = 250;

  it('holds when the second step hangs, and counts the first', async () => {
    const { url } = await accountServer({ ...usual(), '/first': answerAfter(600), '/me': () => {} });
    const startedAt = performance.now();
    const steps = [
      { name: 'first', http: `${url}first` },
      { name: 'use the token', http: `${url}me` },
    ];
    const check = await checkFlow({ steps }, { timeout: '900ms' });
    expect(performance.now() - startedAt).toBeLessThan(900 + MARGIN_MS);
    expect(check.result).toMatchObject({ verdict: 'down', failure: { code: 'http_timeout' } });
    expect(check.result.failure?.message).toMatch(/^Step 2 of 2, "use the token": the server did not send its answer/);
  });

  it('leaves time to log out when a step hangs', async () => {
    const { url, asked } = await accountServer({ ...usual(), '/me': () => {} });
    const startedAt = performance.now();
    const check = await checkFlow(account(url), { timeout: '2s' });
    expect(performance.now() - startedAt).toBeLessThan(2000 + MARGIN_MS);
    expect(stepsOf(check).at(-1)).toEqual(['log out', 'up', 204]);
    expect(asked.at(-1)?.url).toBe('/logout');
  });

  it('holds when everything hangs, at the end too', async () => {
    const { url } = await accountServer({ ...usual(), '/me': () => {}, '/logout': () => {} });
    const startedAt = performance.now();
    await checkFlow(
      { ...account(url), finally: [logout(url), { name: 'again', http: `${url}logout` }] },
      { timeout: '800ms' },
    );
    expect(performance.now() - startedAt).toBeLessThan(800 + MARGIN_MS);
  });

  it('is shared by the steps at the end, so that one that hangs does not keep the others from their turn', async () => {
    const { url, asked } = await accountServer({ ...usual(), '/hang': () => {} });
    const hang = { name: 'hang', http: `${url}hang` };
    const check = await checkFlow({ steps: [login(url)], finally: [hang, logout(url)] }, { timeout: '1s' });
    expect(stepsOf(check).at(-1)).toEqual(['log out', 'up', 204]);
    expect(asked.map(({ url: path }) => path)).toEqual(['/login', '/hang', '/logout']);
  });

  it('ends with whoever stops the check, and nothing is taken at the end', async () => {
    const stop = new AbortController();
    const { url, asked } = await accountServer({ ...usual(), '/me': () => stop.abort() });
    const check = checkFlow(account(url), { signal: stop.signal });
    expect((await check).result).toMatchObject({ verdict: 'unknown', failure: { code: 'probe_error' } });
    expect(stepsOf(await check).map(([name]) => name)).toEqual(['log in', 'use the token']);
    expect(asked.map(({ url: path }) => path.split('?')[0])).toEqual(['/login', '/me']);
  });
});

describe('a carried value', () => {
  it('is encoded for the place where it goes', async () => {
    const { url, asked } = await accountServer(usual('a/b&c="d"'));
    const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
    const steps = [
      login(url),
      { name: 'query', http: `${url}me?key=\${step:token}` },
      { name: 'path', http: `${url}x/\${step:token}/y`, expect: { status: 404 } },
      { name: 'form', http: { url: `${url}me`, method: 'POST', headers: form, body: 'a=${step:token}&b=1' } },
      {
        name: 'json',
        http: {
          url: `${url}me`,
          method: 'POST',
          headers: { 'content-type': 'application/json; charset=utf-8' },
          body: '{"a":"${step:token}"}',
        },
      },
      { name: 'header', http: { url: `${url}me`, auth: { bearer: '${step:token}' } } },
    ];
    expect((await checkFlow({ steps })).result.verdict).toBe('up');
    const [, query, path, posted, object, header] = asked;
    expect(query?.url).toBe('/me?key=a%2Fb%26c%3D%22d%22');
    expect(path?.url).toBe('/x/a%2Fb%26c%3D%22d%22/y');
    expect(posted?.body).toBe('a=a%2Fb%26c%3D%22d%22&b=1');
    expect(JSON.parse(object?.body ?? '')).toEqual({ a: 'a/b&c="d"' });
    expect(header?.headers.authorization).toBe('Bearer a/b&c="d"');
  });

  it.each<[string, object, string]>([
    ['a header', { header: 'X-Order' }, '4711'],
    ['a part of a header', { header: 'location', matching: '/orders/([0-9]+)$' }, '17'],
    ['a cookie', { cookie: 'csrf' }, 'c5rf'],
    ['the body', { body: 'name="csrf" value="([^"]+)"' }, 'f0rm'],
    ['a number in JSON', { json: '$.id' }, '42'],
  ])('comes from %s', async (_, from, value) => {
    const { url, asked } = await accountServer({
      '/make': (_, response) =>
        json(
          response,
          201,
          { id: 42, html: 'x' },
          { location: '/orders/17', 'x-order': '4711', 'set-cookie': 'csrf=c5rf' },
        ),
      '/form': (_, response) => void response.end('<input name="csrf" value="f0rm">'),
      '/next': (_, response) => json(response, 200, {}),
    });
    const path = 'body' in from ? 'form' : 'make';
    const steps = [
      { name: 'first', http: `${url}${path}`, carry: { value: from } },
      { name: 'second', http: `${url}next?v=\${step:value}` },
    ];
    expect((await checkFlow({ steps })).result.verdict).toBe('up');
    expect(asked.at(-1)?.url).toBe(`/next?v=${value}`);
  });

  it.each<[string, object, string]>([
    ['a path that selects nothing', { json: '$.nowhere' }, '"v" is to come from $.nowhere, which selects nothing.'],
    ['a path that selects a list', { json: '$.list' }, '$.list, which selects neither text nor a number.'],
    ['a path that selects several', { json: '$.list[*]' }, '$.list[*], which selects 2 values.'],
    ['a header', { header: 'x-order' }, 'the header x-order, which is not there.'],
    ['a cookie', { cookie: 'session' }, 'the cookie session, which was not set.'],
    ['a pattern', { body: 'csrf=(\\d+)' }, 'the body, which has nothing that the pattern finds.'],
    ['an empty text', { json: '$.empty' }, '$.empty, which is empty.'],
    ['a text with a line break', { json: '$.lines' }, '$.lines, which holds control characters.'],
    ['half a character', { json: '$.half' }, '$.half, which is not well-formed Unicode.'],
  ])('that is missing makes the flow down: %s', async (_, from, message) => {
    const body = '{"list":["a","b"],"empty":"","lines":"a\\r\\nX-Admin: 1","half":"\\ud800"}';
    const { url, asked } = await accountServer({ '/make': (_, response) => void response.end(body) });
    const steps = [
      { name: 'first', http: `${url}make`, carry: { v: from } },
      { name: 'second', http: { url, headers: { 'X-V': '${step:v}' } } },
    ];
    const { failure, verdict } = (await checkFlow({ steps })).result;
    expect({ verdict, code: failure?.code }).toEqual({ verdict: 'down', code: 'carry_failed' });
    expect(failure?.message).toMatch(
      /^Step 1 of 2, "first": a value for a later step is missing or unusable: "v" is to/,
    );
    expect(failure?.message).toContain(message);
    expect(asked).toHaveLength(1);
  });

  it('is not carried by half, where a body is too long to be looked at as a whole', async () => {
    const { url } = await accountServer({
      '/long': (_, response) => void response.end(`token=${'x'.repeat(1_500_000)}`),
    });
    const step = { name: 'first', http: `${url}long`, carry: { v: { body: 'token=(x{0,3})' } } };
    expect((await checkFlow({ steps: [step] })).result.verdict).toBe('up');
    const greedy = { ...step, carry: { v: { body: 'token=(x+)' } } };
    expect((await checkFlow({ steps: [greedy] })).result.failure?.message).toContain(
      'has nothing that the pattern finds',
    );
  });

  it('is looked for in JSON only where there is JSON', async () => {
    const { url } = await accountServer({ '/make': (_, response) => void response.end('<html>') });
    const steps = [{ name: 'first', http: `${url}make`, carry: { v: { json: '$.a' } } }];
    expect((await checkFlow({ steps })).result.failure?.message).toContain(
      '$.a, which is looked for in a body that is not JSON.',
    );
  });

  it.each<[string, string, object, string]>([
    ['a header', 'snow ☃', { headers: { 'X-V': '${step:v}' } }, '"v" has characters that no header may hold'],
    ['a bearer token', 'snow ☃', { auth: { bearer: '${step:v}' } }, '"v" has characters that no header may hold'],
    ['the folder above', '..', { url: '${base}a/${step:v}/b' }, '"v" would lead the URL to another path'],
  ])('that does not fit where it is wanted makes the step fail (%s)', async (_, value, http, message) => {
    const { url, asked } = await accountServer({ '/make': (_, response) => json(response, 200, { v: value }) });
    const there = 'url' in http ? String(http.url).replace('${base}', url) : url;
    const steps = [
      { name: 'first', http: `${url}make`, carry: { v: { json: '$.v' } } },
      { name: 'second', http: { ...http, url: there } },
    ];
    const { failure } = (await checkFlow({ steps })).result;
    expect(failure).toMatchObject({ code: 'carry_failed', message: expect.stringContaining(message) });
    expect(failure?.message).toMatch(/^Step 2 of 2, "second": /);
    expect(asked).toHaveLength(1);
  });

  it('leads to no other server, though a secret of the file would let it', async () => {
    const { url, asked } = await accountServer({
      '/make': (_, response) => json(response, 200, { v: 'evil.example' }),
    });
    const steps = [
      { name: 'first', http: `${url}make`, carry: { v: { json: '$.v' } } },
      { name: 'second', http: '${env:SCHEME}//${step:v}/' },
    ];
    const { failure } = (await checkFlow({ steps }, { secrets: { 'env:SCHEME': 'http:' } })).result;
    expect(failure?.message).toContain(
      'Step 2 of 2, "second": a value for a later step is missing or unusable: it would lead',
    );
    expect(asked).toHaveLength(1);
  });

  it('is not looked into: what a server writes mentions nothing', async () => {
    const { url, asked } = await accountServer({
      '/make': (_, response) => json(response, 200, { v: '${env:ADMIN} ${step:w}', w: 'other' }),
      '/next': (_, response) => json(response, 200, {}),
    });
    const steps = [
      { name: 'first', http: `${url}make`, carry: { v: { json: '$.v' }, w: { json: '$.w' } } },
      { name: 'second', http: { url: `${url}next`, headers: { 'X-V': '${step:v}', 'X-W': '${step:w}' } } },
    ];
    await checkFlow({ steps }, { secrets: { 'env:ADMIN': 'hunter2' } });
    expect(asked.at(-1)?.headers['x-v']).toBe('${env:ADMIN} ${step:w}');
  });
});

describe('what comes out of a check of a flow', () => {
  it('holds no token, no session and no password, though the server repeats them all', async () => {
    const repeat = usual('CANARY-token-1');
    const { url } = await accountServer({
      ...repeat,
      '/me': ({ headers, url: path }, response) =>
        json(response, 401, { headers, path }, { 'x-echo': JSON.stringify(headers), 'x-path': path }),
    });
    const steps = [
      login(url),
      use(url, {
        headers: { 'X-Token': '${step:token}', 'X-Key': '${env:KEY}' },
        auth: { basic: { username: 'ada', password: '${env:KEY}' } },
      }),
    ];
    const expected = {
      status: 200,
      headers: { 'x-echo': 'nothing', 'x-path': 'nothing' },
      json: { '$.headers.cookie': 'nothing', '$.headers.authorization': 'nothing' },
      body: { contains: 'nothing' },
    };
    const flow = { steps: [steps[0], { ...steps[1], expect: expected }], finally: [logout(url)] };
    const out = JSON.stringify(await checkFlow(flow, { secrets: { 'env:KEY': 'CANARY-key' } }));
    expect(out).toContain('•••');
    expect(out).not.toContain('CANARY');
    expect(out).not.toContain(SESSION);
    expect(out).not.toContain(Buffer.from('ada:CANARY-key').toString('base64'));
  });

  it('holds no token that a failed step has given, nor one that comes back in another form', async () => {
    const token = `CANARY"it's"1`;
    const { url } = await accountServer({
      '/login': (_, response) =>
        json(response, 200, { access_token: token }, { 'set-cookie': 'a=CANARY-else; Domain=other.example' }),
      '/me': (asked, response) => json(response, 302, asked, { location: `/again${asked.url.slice(3)}` }),
    });
    const shown = {
      json: { '$.access_token': 'nothing', '$.url': 'nothing' },
      headers: { 'set-cookie': { exists: false } },
    };
    const failed = JSON.stringify(await checkFlow({ steps: [{ ...login(url), expect: { status: 201, ...shown } }] }));
    expect(failed).toContain('•••');
    expect(failed).not.toContain('CANARY');
    const steps = [
      { ...login(url), expect: { status: 200 } },
      { ...use(url), expect: shown },
    ];
    const out = JSON.stringify(await checkFlow({ steps }));
    expect(out).toContain('/again?key=•••');
    expect(out).not.toContain('CANARY');
  });

  it('names its steps as the file does, whatever a server gives', async () => {
    const { url } = await accountServer({ '/': (_, response) => json(response, 200, { v: 'open it' }) });
    const steps = [
      { name: 'open it', http: url, carry: { v: { json: '$.v' } } },
      { name: 'again', http: `${url}?v=\${step:v}` },
    ];
    expect(stepsOf(await checkFlow({ steps })).map(([name]) => name)).toEqual(['open it', 'again']);
  });

  it('keeps its words where a carried value is but a number', async () => {
    const { url } = await accountServer({
      '/make': (_, response) => json(response, 200, { v: 2 }),
    });
    const steps = [
      { name: 'first', http: `${url}make`, carry: { v: { json: '$.v' } } },
      { name: 'second', http: `${url}next?v=\${step:v}` },
    ];
    expect((await checkFlow({ steps })).result.failure?.message).toBe(
      'Step 2 of 2, "second": expected status 200-299, got 404 Not Found.',
    );
  });

  it('holds no body, and is small', async () => {
    const { url } = await accountServer({ ...usual(), '/me': (_, response) => void response.end('x'.repeat(500_000)) });
    const steps = [login(url), { ...use(url), expect: { body: { contains: 'x' } } }];
    expect(JSON.stringify(await checkFlow({ steps })).length).toBeLessThan(10_000);
  });
});

describe('steps that redirect', () => {
  it('follow with the cookies that the redirect has set, as a browser after its login', async () => {
    const { url, asked } = await accountServer({
      ...usual(),
      '/login': (_, response) =>
        void response
          .writeHead(302, { location: '/me', 'set-cookie': [`session=${SESSION}; Path=/`, 'theme=dark'] })
          .end(),
    });
    const check = await checkFlow({
      steps: [{ name: 'log in', http: { url: `${url}login`, method: 'POST', body: 'a' } }],
    });
    expect(check.result.verdict).toBe('down');
    expect(asked.at(-1)).toMatchObject({ method: 'GET', headers: { cookie: `session=${SESSION}; theme=dark` } });
  });

  it('may come back to where they were with a cookie that they had not', async () => {
    const { url } = await accountServer({
      '/': ({ headers }, response) =>
        headers.cookie
          ? void response.end('in')
          : void response.writeHead(302, { location: '/', 'set-cookie': 'seen=yes' }).end(),
    });
    expect((await checkFlow({ steps: [{ name: 'open', http: url }] })).result.verdict).toBe('up');
  });

  it('loop all the same where nothing changes', async () => {
    const { url } = await accountServer({
      '/': (_, response) => void response.writeHead(302, { location: '/', 'set-cookie': 'seen=yes' }).end(),
    });
    expect((await checkFlow({ steps: [{ name: 'open', http: url }] })).result.failure?.code).toBe('redirect_loop');
  });

  it('take no carried value and no cookie to another origin', async () => {
    const other = await accountServer({ '/': (_, response) => void response.end('other') });
    const { url } = await accountServer({
      ...usual(),
      '/me': (_, response) => void response.writeHead(302, { location: other.url }).end(),
    });
    expect((await checkFlow({ steps: [login(url), use(url)] })).result.verdict).toBe('up');
    const [only] = other.asked;
    expect(other.asked).toHaveLength(1);
    expect(JSON.stringify(only)).not.toContain(SESSION);
    expect(JSON.stringify(only?.headers)).not.toMatch(/authorization|cookie/);
    expect(decodeURIComponent(only?.url ?? '')).not.toContain(TOKEN);
  });

  it('keep to the rules for addresses, wherever a server sends them', async () => {
    const { url } = await accountServer({
      '/': (_, response) => void response.writeHead(302, { location: 'http://169.254.169.254/latest' }).end(),
    });
    expect((await checkFlow({ steps: [{ name: 'open', http: url }] })).result.failure?.code).toBe('redirect_denied');
  });
});

it('a server that sends no HTTP fails its step like any other', async () => {
  const url = await tcpServer((socket) => socket.end('nonsense'));
  expect((await checkFlow({ steps: [{ name: 'open', http: url }] })).result).toMatchObject({
    verdict: 'down',
    failure: {
      code: 'protocol_error',
      message: expect.stringMatching(/^Step 1 of 1, "open": the answer is not valid/),
    },
  });
});
