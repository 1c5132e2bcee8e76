/** Rows 92 to 103 of the lab: where redirects lead, and what goes along. */
import type { IncomingMessage } from 'node:http';
import https from 'node:https';
import { describe, expect, it } from 'vitest';
import type { Assertion } from '../../../shared/domain/checks/assertion.ts';
import { createAuthority } from '../../lab/certificates.ts';
import { countSockets, look, STATUS_2XX } from '../../lab/look.ts';
import { httpServer, listen } from '../../lab/servers.ts';

/** Redirects every path in the table, and answers any other with 200. */
const redirecting = (table: Record<string, [status: number, location?: string]>): Promise<string> =>
  httpServer((request, response) => {
    const [status, location] = table[request.url ?? ''] ?? [200];
    response.writeHead(status, location === undefined ? {} : { location }).end('x');
  });

/** Remembers what arrived. */
async function recorder(): Promise<{
  url: string;
  seen: { method?: string; headers: IncomingMessage['headers']; body: string }[];
}> {
  const seen: { method?: string; headers: IncomingMessage['headers']; body: string }[] = [];
  const url = await httpServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString();
    seen.push({ ...(request.method ? { method: request.method } : {}), headers: request.headers, body });
    response.end('ok');
  });
  return { url, seen };
}

describe('redirects', () => {
  it.each([301, 302, 303, 307, 308])('follows a %i, and tells where it led', async (status) => {
    const url = await redirecting({ '/': [status, '/a'], '/a': [status, 'b?c=d#e'] });
    const { outcome, observation } = await look(url);
    expect(outcome).toBe('up');
    expect(observation.redirects).toEqual([`${url}a`, `${url}b?c=d`]);
  });

  it('94: one that never repeats itself is too_many_redirects', async () => {
    const url = await httpServer((request, response) => {
      response
        .writeHead(302, { location: `/?n=${Number(new URL(request.url ?? '', 'http://x').searchParams.get('n')) + 1}` })
        .end();
    });
    const { judgement } = await look(url, { target: { maxRedirects: 3 } });
    expect(judgement.failure?.message).toBe('The server redirects too many times: more than 3.');
  });

  it('as many as are allowed are followed', async () => {
    const url = await redirecting({ '/': [302, '/a'], '/a': [302, '/b'] });
    expect((await look(url, { target: { maxRedirects: 2 } })).outcome).toBe('up');
    expect((await look(url, { target: { maxRedirects: 1 } })).outcome).toBe('too_many_redirects');
  });

  it('none is followed when none is allowed, or when a redirect is what is expected', async () => {
    const url = await redirecting({ '/': [302, '/login'] });
    const expecting302: Assertion = { effect: 'down', subject: 'status', ranges: [{ from: 302, to: 302 }] };
    expect((await look(url, { target: { maxRedirects: 0 } })).outcome).toBe('unexpected_status');
    expect((await look(url, { assertions: [expecting302] })).outcome).toBe('up');
    const either: Assertion = { effect: 'down', subject: 'status', ranges: [{ from: 200, to: 399 }] };
    expect((await look(url, { assertions: [either] })).observation.http?.status).toBe(200);
  });

  it.each(['http://169.254.169.254/latest/', 'http://[::ffff:127.0.0.1]/', 'http://0/', 'http://10.0.0.1/'])(
    '100: one to %s is redirect_denied, and no socket is opened to it',
    async (location) => {
      const url = await redirecting({ '/': [302, location] });
      const sockets = countSockets();
      expect((await look(url)).outcome).toBe('redirect_denied');
      expect(sockets()).toBe(1);
    },
  );

  it('102: one from https to http is redirect_downgrade, unless it is allowed', async () => {
    const authority = await createAuthority();
    const plain = await recorder();
    const server = https.createServer(await authority.issue(), (_request, response) => {
      response.writeHead(302, { location: plain.url }).end();
    });
    const url = `https://localhost:${await listen(server)}/`;
    const probe = { ca: authority.cert };
    expect((await look(url, { probe })).outcome).toBe('redirect_downgrade');
    expect(plain.seen).toEqual([]);
    const allowed = await look(url, { probe, target: { allowDowngrade: true, headers: { 'x-api-key': 'k' } } });
    expect(allowed.outcome).toBe('up');
    expect(plain.seen[0]?.headers).not.toHaveProperty('x-api-key');
    expect(allowed.observation.certificate).toBeUndefined();
  });
});

describe('what goes along with a redirect', () => {
  const target = {
    method: 'POST',
    headers: { 'X-Api-Key': 'k', 'Content-Type': 'text/plain', 'User-Agent': 'mine', Cookie: 'c=d' },
    auth: { bearer: 'token' },
    body: 'payload',
  };

  it('everything on the same origin, when the method is kept', async () => {
    const seen: { method: string | undefined; headers: IncomingMessage['headers']; body: string }[] = [];
    const url = await httpServer(async (request, response) => {
      const body = Buffer.concat(await request.toArray()).toString();
      seen.push({ method: request.method, headers: request.headers, body });
      response.writeHead(request.url === '/' ? 307 : 200, { location: '/there' }).end();
    });
    expect((await look(url, { target })).outcome).toBe('up');
    expect(seen[1]).toMatchObject({
      method: 'POST',
      body: 'payload',
      headers: { 'x-api-key': 'k', authorization: 'Bearer token', 'content-type': 'text/plain', 'user-agent': 'mine' },
    });
  });

  it.each<[number, string, string]>([
    [301, 'POST', 'GET'],
    [302, 'POST', 'GET'],
    [303, 'POST', 'GET'],
    [303, 'PUT', 'GET'],
    [303, 'HEAD', 'HEAD'],
    [302, 'PUT', 'PUT'],
    [308, 'POST', 'POST'],
  ])('a %i makes of %s a %s', async (status, method, next) => {
    const there = await recorder();
    const url = await httpServer((request, response) => {
      response.writeHead(request.url === '/' ? status : 200, { location: '/there' }).end();
      there.seen.push({ ...(request.method ? { method: request.method } : {}), headers: request.headers, body: '' });
    });
    await look(url, { target: { ...target, method, ...(method === 'HEAD' ? { body: '' } : {}) } });
    const sent = there.seen[1];
    expect(sent?.method).toBe(next);
    expect(sent?.headers['x-api-key']).toBe('k');
    if (next === 'GET') expect(sent?.headers).not.toHaveProperty('content-type');
  });

  it.each([302, 307])('nothing that was configured, once a %i leads to another origin', async (status) => {
    const there = await recorder();
    const url = await redirecting({ '/': [status, there.url] });
    expect((await look(url, { target })).outcome).toBe('up');
    expect(there.seen).toHaveLength(1);
    expect(there.seen[0]?.body).toBe('');
    const sent = there.seen[0]?.headers ?? {};
    expect(
      Object.keys(sent)
        .filter((name) => !['host', 'connection', 'content-length'].includes(name))
        .sort(),
    ).toEqual(['accept', 'accept-encoding', 'user-agent']);
    expect(sent['user-agent']).toMatch(/^Nightjar\/\d+\.\d+\.\d+ \(uptime check\)$/);
  });

  it('nor does any of it come back on the way home', async () => {
    const home: IncomingMessage['headers'][] = [];
    let away = '';
    const url = await httpServer((request, response) => {
      home.push(request.headers);
      if (request.url === '/') response.writeHead(302, { location: away }).end();
      else response.end();
    });
    away = await redirecting({ '/': [302, `${url}back`] });
    expect((await look(url, { target: { headers: { 'x-api-key': 'k' } } })).outcome).toBe('up');
    expect(home.map((headers) => headers['x-api-key'])).toEqual(['k', undefined]);
  });

  it('basic authentication is sent as it should be, and wins over a header', async () => {
    const there = await recorder();
    const auth = { basic: { username: 'ünï', password: 'pass:word' } };
    await look(there.url, { target: { auth, headers: { Authorization: 'x' } }, assertions: [STATUS_2XX] });
    const expected = `Basic ${Buffer.from('ünï:pass:word').toString('base64')}`;
    expect(there.seen[0]?.headers.authorization).toBe(expected);
  });
});
