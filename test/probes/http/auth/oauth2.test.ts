/** Access tokens by client credentials, with a real token endpoint on loopback. */
import type http from 'node:http';
import net from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { judge } from '../../../../shared/domain/checks/judgement.ts';
import type { OAuth2 } from '../../../../shared/domain/checks/target.ts';
import { createProbe, createResolver, type ProbeOptions } from '../../../../shared/probes/index.ts';
import { dnsServer } from '../../../lab/dns-server.ts';
import { aTarget, countSockets, look, STATUS_2XX } from '../../../lab/look.ts';
import { httpServer, listen, tcpServer } from '../../../lab/servers.ts';

interface Asked {
  readonly authorization: string | undefined;
  readonly form: URLSearchParams;
}

type Answer = (asked: Asked, count: number) => { status?: number; body?: unknown; headers?: Record<string, string> };

/** A token endpoint, and what it was asked so far. */
async function tokenEndpoint(answer: Answer): Promise<{ url: string; asked: Asked[] }> {
  const asked: Asked[] = [];
  const url = await httpServer(async (request, response) => {
    asked.push({ authorization: request.headers.authorization, form: new URLSearchParams(await text(request)) });
    const { status = 200, body, headers } = answer(asked.at(-1) as Asked, asked.length);
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body ?? {}));
  });
  return { url: `${url}token`, asked };
}

const granting = (lifetimeS: number | undefined = 3600): Answer => {
  return (_, count) => ({ body: { access_token: `token-${count}`, token_type: 'Bearer', expires_in: lifetimeS } });
};

/** A target that lets these tokens in and nobody else, and what it was shown. */
async function target(...accepted: string[]): Promise<{ url: string; shown: (string | undefined)[] }> {
  const shown: (string | undefined)[] = [];
  const url = await httpServer((request: http.IncomingMessage, response) => {
    shown.push(request.headers.authorization);
    response.statusCode = accepted.some((token) => request.headers.authorization === `Bearer ${token}`) ? 200 : 401;
    response.end('ok');
  });
  return { url, shown };
}

const client = (tokenUrl: string, more: Partial<OAuth2> = {}) => ({
  auth: {
    oauth2: { tokenUrl, clientId: 'night jar', clientSecret: 's3cret&', style: 'header' as const, ...more },
  },
});

/** Looks again and again with one probe, as a tick does. */
function looker(options: ProbeOptions = {}) {
  const probe = createProbe({ allowLoopback: true, ...options });
  return async (url: string, more: ReturnType<typeof client>, timeoutMs = 5000) => {
    const observation = await probe(aTarget(url, more), [STATUS_2XX], { timeoutMs });
    const { failure, verdict } = judge(observation, [STATUS_2XX]);
    return failure?.code ?? verdict;
  };
}

afterEach(() => void vi.useRealTimers());

describe('a token', () => {
  it('is asked for with the credentials in a header, and shown to the target', async () => {
    const endpoint = await tokenEndpoint(granting());
    const { url, shown } = await target('token-1');
    const { outcome } = await look(url, { target: client(endpoint.url, { scope: 'a b', audience: 'https://x/' }) });
    expect(outcome).toBe('up');
    expect(shown).toEqual(['Bearer token-1']);
    const [asked] = endpoint.asked;
    expect(asked?.authorization).toBe(`Basic ${Buffer.from('night+jar:s3cret%26').toString('base64')}`);
    expect(Object.fromEntries(asked?.form ?? [])).toEqual({
      grant_type: 'client_credentials',
      scope: 'a b',
      audience: 'https://x/',
    });
  });

  it('is asked for with the credentials in the form where the endpoint wants them there', async () => {
    const endpoint = await tokenEndpoint(granting());
    const { url } = await target('token-1');
    expect((await look(url, { target: client(endpoint.url, { style: 'body' }) })).outcome).toBe('up');
    expect(endpoint.asked[0]?.authorization).toBeUndefined();
    expect(Object.fromEntries(endpoint.asked[0]?.form ?? [])).toEqual({
      grant_type: 'client_credentials',
      client_id: 'night jar',
      client_secret: 's3cret&',
    });
  });

  it('is kept until shortly before it expires', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 0, 1) });
    const endpoint = await tokenEndpoint(granting(600));
    const { url } = await target('token-1', 'token-2');
    const again = looker();
    const at = async (second: number): Promise<number> => {
      vi.setSystemTime(Date.UTC(2026, 0, 1) + second * 1000);
      expect(await again(url, client(endpoint.url))).toBe('up');
      return endpoint.asked.length;
    };
    expect([await at(0), await at(569), await at(571), await at(600)]).toEqual([1, 1, 2, 2]);
  });

  it('that lives for no time is fetched for each look', async () => {
    const endpoint = await tokenEndpoint(granting(0));
    const { url } = await target('token-1', 'token-2');
    const again = looker();
    await again(url, client(endpoint.url));
    await again(url, client(endpoint.url));
    expect(endpoint.asked).toHaveLength(2);
  });

  it('is fetched once for many monitors that look at the same moment', async () => {
    const endpoint = await tokenEndpoint(granting());
    const { url } = await target('token-1');
    const again = looker();
    const all = await Promise.all(Array.from({ length: 20 }, () => again(url, client(endpoint.url))));
    expect(new Set(all)).toEqual(new Set(['up']));
    expect(endpoint.asked).toHaveLength(1);
  });

  it.each<[string, Partial<OAuth2>]>([
    ['client', { clientId: 'another' }],
    ['secret', { clientSecret: 'another' }],
    ['scope', { scope: 'another' }],
    ['audience', { audience: 'another' }],
  ])('is not shared with another %s', async (_, difference) => {
    const endpoint = await tokenEndpoint(granting());
    const { url } = await target('token-1', 'token-2');
    const again = looker();
    await again(url, client(endpoint.url));
    await again(url, client(endpoint.url, difference));
    expect(endpoint.asked).toHaveLength(2);
  });

  it('that was revoked is replaced within the same look', async () => {
    const endpoint = await tokenEndpoint(granting());
    const accepted = ['token-1'];
    const url = await httpServer((request, response) => {
      response.statusCode = request.headers.authorization === `Bearer ${accepted[0]}` ? 200 : 401;
      response.end();
    });
    const again = looker();
    expect(await again(url, client(endpoint.url))).toBe('up');
    accepted[0] = 'token-2';
    expect(await again(url, client(endpoint.url))).toBe('up');
    expect(endpoint.asked).toHaveLength(2);
  });

  it('that is refused though it is new is not asked for twice', async () => {
    const endpoint = await tokenEndpoint(granting());
    const { url, shown } = await target();
    expect((await look(url, { target: client(endpoint.url) })).outcome).toBe('unexpected_status');
    expect([endpoint.asked.length, shown.length]).toEqual([1, 1]);
  });

  it('is not shown to another origin that the target redirects to', async () => {
    const endpoint = await tokenEndpoint(granting());
    const elsewhere = await target();
    const url = await httpServer((request, response) => {
      const isHome = request.url === '/';
      response.writeHead(302, { location: isHome ? '/next' : elsewhere.url }).end();
    });
    await look(url, { target: client(endpoint.url) });
    expect(elsewhere.shown).toEqual([undefined]);
  });

  it('takes no time of the target', async () => {
    const endpoint = await tokenEndpoint(granting());
    const slow = await httpServer(
      (request, response) =>
        void setTimeout(async () => {
          const body = await (await fetch(endpoint.url, { method: 'POST', body: await text(request) })).text();
          response.writeHead(200, { 'content-type': 'application/json' }).end(body);
        }, 400),
    );
    const { url } = await target('token-1');
    const { observation, outcome, tookMs } = await look(url, { target: client(slow) });
    expect(outcome).toBe('up');
    expect(tookMs).toBeGreaterThan(390);
    expect(observation.timings.total).toBeLessThan(350);
  });
});

describe('a token endpoint', () => {
  const outcomeOf = async (answer: Answer) => {
    const endpoint = await tokenEndpoint(answer);
    const { url, shown } = await target();
    const { judgement } = await look(url, { target: client(endpoint.url) });
    expect(shown).toEqual([]);
    return [judgement.verdict, judgement.failure?.code, judgement.failure?.message];
  };
  const NOTHING = 'The token endpoint gave no access token';

  it.each<[string, Answer, string[]]>([
    [
      'refuses the client',
      () => ({ status: 401, body: { error: 'invalid_client', error_description: 'hunter2' } }),
      ['unknown', 'auth_refused', 'The token endpoint refused the credentials: it answered 401 (invalid_client).'],
    ],
    [
      'refuses the scope',
      () => ({ status: 400, body: { error: 'invalid_scope' } }),
      ['unknown', 'auth_refused', 'The token endpoint refused the credentials: it answered 400 (invalid_scope).'],
    ],
    [
      'forbids it',
      () => ({ status: 403, body: { error: '<b>hunter2</b>' } }),
      ['unknown', 'auth_refused', 'The token endpoint refused the credentials: it answered 403.'],
    ],
    ['breaks', () => ({ status: 503 }), ['down', 'auth_failed', `${NOTHING}: it answered 503.`]],
    ['is not there', () => ({ status: 404 }), ['down', 'auth_failed', `${NOTHING}: it answered 404.`]],
    [
      'redirects, to wherever',
      () => ({ status: 302, headers: { location: 'http://169.254.169.254/' } }),
      ['down', 'auth_failed', `${NOTHING}: it answered 302.`],
    ],
    [
      'is asked too often',
      () => ({ status: 429 }),
      ['down', 'rate_limited', 'The server says that it is asked too often: the token endpoint answered 429.'],
    ],
    [
      'shows a page',
      () => ({ body: '<html>', headers: { 'content-type': 'text/html' } }),
      ['down', 'auth_failed', `${NOTHING}: its answer of text/html holds no usable access_token.`],
    ],
    [
      'gives a token that would break the header',
      () => ({ body: { access_token: 'a\r\nx-evil: 1' } }),
      ['down', 'auth_failed', `${NOTHING}: its answer of application/json holds no usable access_token.`],
    ],
    [
      'gives a token of another type',
      () => ({ body: { access_token: 'abc', token_type: 'mac' } }),
      ['down', 'auth_failed', `${NOTHING}: its token is no bearer token.`],
    ],
  ])('that %s', async (_, answer, expected) => {
    expect(await outcomeOf(answer)).toEqual(expected);
  });

  it('that nobody listens at makes the target down, and says where', async () => {
    const server = net.createServer();
    const port = await listen(server);
    await new Promise((resolve) => server.close(resolve));
    const { url } = await target();
    const { judgement } = await look(url, { target: client(`http://127.0.0.1:${port}/`) });
    expect(judgement).toMatchObject({
      verdict: 'down',
      failure: {
        code: 'auth_failed',
        message: `The token endpoint gave no access token: 127.0.0.1: The server refused the connection: 127.0.0.1:${port}.`,
      },
    });
  });

  it('that hangs leaves the target half of the time, and the deadline holds', async () => {
    const hanging = await tcpServer(() => {});
    const { url } = await target();
    const { judgement, tookMs } = await look(url, { target: client(hanging), timeoutMs: 600 });
    expect(judgement.failure).toMatchObject({
      code: 'auth_failed',
      message: 'The token endpoint gave no access token: gave up after 0.3 s.',
    });
    expect(tookMs).toBeLessThan(850);
  });

  it('and a target that both take their time end at the deadline', async () => {
    const slow = await httpServer(
      (_, response) =>
        void setTimeout(() => {
          response.writeHead(200, { 'content-type': 'application/json' }).end('{"access_token":"abc"}');
        }, 200),
    );
    const hanging = await tcpServer(() => {});
    const { outcome, tookMs } = await look(hanging, { target: client(slow), timeoutMs: 700 });
    expect(outcome).toBe('http_timeout');
    expect(tookMs).toBeLessThan(950);
  });

  it('is not waited for by one monitor longer than it may, even if another one asked', async () => {
    const hanging = await tcpServer(() => {});
    const { url } = await target();
    const again = looker();
    const patient = again(url, client(hanging), 1600);
    const startedAt = performance.now();
    expect(await again(url, client(hanging), 400)).toBe('auth_failed');
    expect(performance.now() - startedAt).toBeLessThan(650);
    expect(await patient).toBe('auth_failed');
  });
});

describe('the rules for addresses', () => {
  it.each(['http://127.0.0.1:9/', 'http://169.254.169.254/token', 'http://10.0.0.1/', 'http://[::ffff:127.0.0.1]/'])(
    'hold for the token endpoint %s',
    async (tokenUrl) => {
      const sockets = countSockets();
      const { judgement } = await look('https://example.org/', {
        target: client(tokenUrl),
        probe: { allowLoopback: false },
      });
      expect(judgement).toMatchObject({ verdict: 'unknown', failure: { code: 'denied_address' } });
      expect(sockets()).toBe(0);
    },
  );

  it('hold for a name that the DNS leads astray', async () => {
    const servers = [await dnsServer(() => ['203.0.113.9', '169.254.169.254'])];
    const sockets = countSockets();
    const { outcome } = await look('https://example.org/', {
      target: client('http://login.example.org/'),
      probe: { allowLoopback: false, resolver: createResolver({ servers }) },
    });
    expect(outcome).toBe('denied_address');
    expect(sockets()).toBe(0);
  });
});
