/** The kind `domain`, against RDAP servers on loopback. */
import http from 'node:http';
import { describe, expect, it } from 'vitest';
import type { Assertion } from '../../../shared/domain/checks/assertion.ts';
import type { DomainTarget } from '../../../shared/domain/checks/target.ts';
import { failureOf } from '../../../shared/probes/domain/probe.ts';
import { countSockets } from '../../lab/look.ts';
import { type LookAtOptions, lookAt } from '../../lab/look-at.ts';
import { answering, dripping, httpServer, tcpServer } from '../../lab/servers.ts';

const DAY_MS = 86_400_000;
const THIRTY_DAYS: Assertion = { effect: 'down', subject: 'registration', daysLeft: 30 };

const inDays = (days: number): string => new Date(Date.now() + days * DAY_MS).toISOString();
const ending = (eventDate: unknown) => ({ eventAction: 'expiration', eventDate });
const registered = { eventAction: 'registration', eventDate: '1995-08-31T04:00:00Z' };

const ask = (rdap: string, name = 'example.org', options: LookAtOptions = {}) =>
  lookAt({ kind: 'domain', name, rdap }, { assertions: [THIRTY_DAYS], ...options });

/** Answers every question with this, as RDAP servers do. */
const rdapServer = (answer: unknown, status = 200) =>
  httpServer((_request, response) => {
    response.writeHead(status, { 'content-type': 'application/rdap+json' });
    response.end(typeof answer === 'string' ? answer : JSON.stringify(answer));
  });

const domainWith = (...events: object[]) => ({ objectClassName: 'domain', ldhName: 'EXAMPLE.ORG', events });

describe('a domain', () => {
  it('is up while its registration lasts long enough', async () => {
    const { outcome, observation } = await ask(
      await rdapServer(domainWith(registered, ending('2999-08-30T04:00:00Z'))),
    );
    expect(outcome).toBe('up');
    expect(observation.registration).toEqual({ endsAt: Date.UTC(2999, 7, 30, 4) });
    expect(observation).toMatchObject({ http: { status: 200 }, address: '127.0.0.1' });
    expect(observation.body).toBeUndefined();
  });

  it('is down when it ends soon, and when it has ended', async () => {
    const soon = await ask(await rdapServer(domainWith(ending(inDays(10.5)))));
    expect(soon.judgement).toMatchObject({ verdict: 'down', failure: { code: 'registration_ending' } });
    expect(soon.judgement.failure?.message).toMatch(
      /^Expected a registration for at least 30 days, found 10 days left, until 2/,
    );
    const over = await ask(await rdapServer(domainWith(ending('2020-01-01T00:00:00Z'))));
    expect(over.judgement.failure?.message).toContain('found one that has ended, until 2020-01-01');
  });

  it('is judged by the earliest end, and not by that of its registrar or of its contacts', async () => {
    const answer = {
      ...domainWith(ending('2999-01-01T00:00:00Z'), ending(inDays(5))),
      entities: [{ events: [ending('2000-01-01T00:00:00Z')] }],
    };
    expect((await ask(await rdapServer(answer))).outcome).toBe('registration_ending');
    const registrars = domainWith(ending('2999-01-01T00:00:00Z'), {
      eventAction: 'registrar expiration',
      eventDate: inDays(5),
    });
    expect((await ask(await rdapServer(registrars))).outcome).toBe('up');
  });

  it('is down when it is not registered', async () => {
    const { judgement } = await ask(await rdapServer({ errorCode: 404 }, 404));
    expect(judgement).toMatchObject({ verdict: 'down', failure: { code: 'domain_not_registered' } });
    expect(judgement.failure?.message).toContain('example.org');
  });

  it('is asked for by its plain name, in lower case', async () => {
    const paths: (string | undefined)[] = [];
    const rdap = await httpServer((request, response) => {
      paths.push(request.url);
      expect(request.headers.accept).toContain('application/rdap+json');
      const ldhName = request.url?.split('/').at(-1);
      response.end(JSON.stringify({ ...domainWith(ending('2999-01-01T00:00:00Z')), ldhName }));
    });
    for (const name of ['Example.ORG', 'example.org.', 'bücher.example']) await ask(rdap, name);
    await ask(`${rdap}base/v1`);
    expect(paths).toEqual([
      '/domain/example.org',
      '/domain/example.org',
      '/domain/xn--bcher-kva.example',
      '/base/v1/domain/example.org',
    ]);
  });
});

describe('a registry that does not publish when registrations end', () => {
  it.each<[string, unknown]>([
    ['no events', domainWith()],
    ['other events', domainWith(registered)],
    ['events that are no list', { ...domainWith(), events: 7 }],
    ['an event that is no object', { ...domainWith(), events: [null, 'expiration', 3] }],
  ])('makes the check unknown and says what to do: %s', async (_name, answer) => {
    const { judgement } = await ask(await rdapServer(answer));
    expect(judgement).toMatchObject({ verdict: 'unknown', failure: { code: 'registration_unpublished' } });
    expect(judgement.failure?.message).toContain('expect "registration: { exists: true }"');
  });

  it('will do where only the being there of the domain is expected', async () => {
    const rdap = await rdapServer(domainWith(registered));
    expect((await ask(rdap, 'example.org', { assertions: [] })).outcome).toBe('up');
    const gone = await rdapServer({ errorCode: 404 }, 404);
    expect((await ask(gone, 'example.org', { assertions: [] })).outcome).toBe('domain_not_registered');
  });
});

describe('an answer about something else is none', () => {
  const about = (names: object) => ({ ...names, events: [ending('2999-01-01T00:00:00Z')] });

  it.each<[string, string, object]>([
    ['example.org', 'in capitals, with a dot at its end', { ldhName: 'EXAMPLE.ORG.' }],
    ['bücher.example', 'as it is encoded', { ldhName: 'xn--bcher-kva.example' }],
    ['xn--bcher-kva.example', 'as people write it', { unicodeName: 'Bücher.example' }],
  ])('%s may be named %s', async (name, _how, names) => {
    expect((await ask(await rdapServer(about(names)), name)).outcome).toBe('up');
  });

  it.each<[object, string]>([
    [{ ldhName: 'example.com' }, 'it answers about example.com'],
    [{ ldhName: 'www.example.org' }, 'it answers about www.example.org'],
    [{ ldhName: 'example.com', unicodeName: 'example.org' }, 'it answers about example.com'],
    [{ ldhName: 'a\u001b[2Jb\u202e.example' }, 'it answers about a'],
    [{ ldhName: 7 }, 'does not say which domain'],
    [{ ldhName: '' }, 'it answers about'],
    [{}, 'does not say which domain'],
  ])('%j', async (names, sentence) => {
    const { judgement } = await ask(await rdapServer(about(names)));
    expect(judgement).toMatchObject({ verdict: 'unknown', failure: { code: 'registry_unavailable' } });
    expect(judgement.failure?.message).toContain(sentence);
    expect(judgement.failure?.message).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
});

describe('what cannot be read never passes, and never blames the domain', () => {
  it.each<[string, unknown, string]>([
    ['a date that is none', domainWith(ending('soon')), 'what is no date'],
    ['a date without a time', domainWith(ending('2999-01-01')), 'what is no date'],
    ['a date that does not exist', domainWith(ending('2999-99-99T00:00:00Z')), 'what is no date'],
    ['a number', domainWith(ending(32_000_000_000)), 'what is no date'],
    ['one date and one that is none', domainWith(ending('2999-01-01T00:00:00Z'), ending('')), 'what is no date'],
    ['malformed JSON', '{"events": [', 'a body that is not JSON'],
    ['a web page', '<html>', 'a body that is not JSON'],
    ['nothing', '', 'an empty body'],
    ['two megabytes', `"${'x'.repeat(2_000_000)}"`, 'a body too large to be read as JSON'],
    ['a list', [], 'does not say which domain'],
    ['null', 'null', 'does not say which domain'],
  ])('%s', async (_name, answer, sentence) => {
    const { judgement } = await ask(await rdapServer(answer));
    expect(judgement).toMatchObject({ verdict: 'unknown', failure: { code: 'registry_unavailable' } });
    expect(judgement.failure?.message).toContain(sentence);
  });
});

describe('a registry in trouble says nothing about the domain', () => {
  it.each([400, 403, 429, 500, 503, 204])('it answers %d', async (status) => {
    const { judgement } = await ask(await rdapServer('', status));
    expect(judgement).toMatchObject({ verdict: 'unknown', failure: { code: 'registry_unavailable' } });
    expect(judgement.failure?.message).toContain(String(status));
  });

  it('it is not there, is silent, or never ends', async () => {
    const options = { timeoutMs: 300 };
    for (const rdap of [
      'http://127.0.0.1:1/',
      await tcpServer(() => {}),
      await tcpServer(answering('SSH-2.0-OpenSSH\r\n')),
      await tcpServer(dripping('HTTP/1.1 200 OK\r\n\r\n{', ' ')),
    ]) {
      const { judgement, tookMs } = await ask(rdap, 'example.org', options);
      expect(judgement).toMatchObject({ verdict: 'unknown', failure: { code: 'registry_unavailable' } });
      expect(tookMs).toBeLessThan(550);
    }
  });

  it('where no registry is known, the server that knows all of them answers by itself', () => {
    const seen = { redirects: [], http: { version: '1.1', status: 404, headers: {} } };
    const byDefault: DomainTarget = { kind: 'domain', name: 'example.zz' };
    expect(failureOf(seen, byDefault)?.code).toBe('registry_unavailable');
    expect(failureOf({ ...seen, redirects: ['https://rdap.example/'] }, byDefault)?.code).toBe('domain_not_registered');
    expect(failureOf(seen, { ...byDefault, rdap: 'https://rdap.example/' })?.code).toBe('domain_not_registered');
  });
});

describe('redirects', () => {
  const redirecting = (to: string) =>
    httpServer((request, response) => response.writeHead(302, { location: new URL(request.url ?? '', to).href }).end());

  it('lead to the registry that knows', async () => {
    const registry = await rdapServer(domainWith(ending(inDays(3))));
    const { outcome, observation } = await ask(await redirecting(registry));
    expect(outcome).toBe('registration_ending');
    expect(observation.redirects).toEqual([`${registry}domain/example.org`]);
  });

  it('to an address that may not be probed are not followed', async () => {
    const denied = await redirecting('http://169.254.169.254/');
    const sockets = countSockets();
    const { judgement } = await ask(denied);
    expect(judgement).toMatchObject({ verdict: 'unknown', failure: { code: 'registry_unavailable' } });
    expect(judgement.failure?.message).toContain('169.254.169.254');
    expect(sockets()).toBe(1);
  });

  it('without end are given up', async () => {
    const loop: string = await httpServer((request, response) =>
      response.writeHead(302, { location: `${request.url}x` }).end(),
    );
    expect((await ask(loop)).outcome).toBe('registry_unavailable');
  });
});

it.each(['http://127.0.0.1:9/', 'http://localhost:9/', 'http://10.0.0.1/', 'http://[::1]/', 'http://169.254.169.254/'])(
  'no socket is opened to %s unless that is allowed',
  async (rdap) => {
    const sockets = countSockets();
    const { judgement } = await ask(rdap, 'example.org', { probe: { allowLoopback: false } });
    expect([judgement.failure?.code, sockets()]).toEqual(['denied_address', 0]);
  },
);

it('every connection is closed when it is over', async () => {
  const server = http.createServer((_request, response) => response.end('{}'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await ask(`http://127.0.0.1:${port}/`);
  await new Promise((resolve) => server.close(resolve));
});
