/** The page behind the link of an alert, over real HTTP, on the real store. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type HttpServer, serveHttp } from '../../cli/run/http-server.ts';
import { makeHandler } from '../../functions/acknowledge/handler.ts';
import { ACKNOWLEDGE_PATH } from '../../shared/domain/alerting/acknowledge-link.ts';
import type { Incident } from '../../shared/domain/incident.ts';
import { acknowledgeUrl, readAcknowledgeToken } from '../../shared/senders/acknowledge-link.ts';
import { anIncident, MINUTE, NOON } from '../domain/builders.ts';
import { desk } from '../logbook/desk.ts';

const KEY = '5c'.repeat(32);
const DAY = 24 * 60 * MINUTE;
const LATER = NOON + 14 * MINUTE;
const open = anIncident();
const closing = { reason: 'recovered', at: NOON + 9 * MINUTE, upSince: NOON + 8 * MINUTE } as const;

const at = desk();
const logged: string[] = [];
let server: HttpServer;
let isStoreGone = false;

beforeAll(async () => {
  const write = (message: string, fields: unknown) => void logged.push(`${message} ${JSON.stringify(fields)}`);
  const readLink = async (token: string, now: number) => {
    if (isStoreGone) throw new Error('no route to the table');
    return readAcknowledgeToken(KEY, token, now);
  };
  const handler = (event: Parameters<ReturnType<typeof makeHandler>>[0], context: object) =>
    makeHandler({ ...at(), log: { info: write, warn: write, error: write }, readLink })(event, context);
  server = await serveHttp(handler, { port: 0, wantsBody: () => true });
});
afterAll(() => server.close());
beforeEach(async () => {
  logged.length = 0;
  isStoreGone = false;
  at().clock.now = () => LATER;
  await at().watched('rota', open);
});

const linkOf = (incident: Incident = open, madeAt = LATER) => acknowledgeUrl(server.url, KEY, incident.id, madeAt);
const get = (url = linkOf(), method = 'GET') => fetch(url, { method, redirect: 'manual' });
const read = async (url = linkOf()) => (await get(url)).text();
const post = (fields: Record<string, string> = {}, url = linkOf()) =>
  fetch(url, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });
const remarks = () => at().logbook.readRemarks(open.id);

describe('to follow the link', () => {
  it('shows what is down, since when and why, and a form', async () => {
    const answer = await get();
    const body = await answer.text();
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(body).toContain('<title>DOWN: Staff rota</title>');
    expect(body).toContain('<h1>Staff rota</h1>');
    expect(body).toContain('<p>Expected status 200-299, got 503.</p>');
    expect(body).toContain('<dt>Down for</dt><dd>14 min</dd>');
    expect(body).toContain(
      '<dt>Since</dt><dd><time datetime="2026-11-22T12:00:00Z">2026-11-22 12:00:00 UTC</time></dd>',
    );
    expect(body).toContain('<form method="post">');
    expect(body).toContain('I am on it');
  });

  it('changes nothing, however often and by whichever scanner it is done', async () => {
    for (const method of ['GET', 'HEAD', 'GET', 'HEAD', 'GET']) expect((await get(linkOf(), method)).status).toBe(200);
    expect(await (await get(linkOf(), 'HEAD')).text()).toBe('');
    expect(await remarks()).toEqual([]);
    expect(await at().logbook.readAudit(0)).toEqual([]);
  });

  it('tells nobody the address, runs nothing and is kept nowhere', async () => {
    const { headers } = await get();
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-robots-tag')).toBe('noindex');
    expect(headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'sha256-[\w+/]{43}='; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/,
    );
    const body = await read();
    expect(body).not.toMatch(/<script|<link|<img|@import|url\(|\son\w+=|\sstyle=|https?:/i);
  });

  it('shows names and reasons as text, whatever is in them', async () => {
    const nasty = '</title><script>alert("1")</script>&amp;\u202e';
    const failure = { code: 'unexpected_status', message: `<b onclick='x'>${nasty}` } as const;
    await at().watched('rota', { ...open, monitorName: nasty, failure });
    const body = await read();
    expect(body).not.toContain('<script');
    expect(body).not.toContain('<b onclick');
    expect(body).not.toContain('\u202e');
    expect(body).toContain('&#60;script&#62;alert(&#34;1&#34;)&#60;/script&#62;&#38;amp;');
  });

  it.each([
    ['recovered', 'RECOVERED'],
    ['paused', 'PAUSED'],
    ['removed', 'REMOVED'],
  ] as const)('of what was %s says so and offers no form', async (reason, word) => {
    await at().watched('rota', { ...open, closing: { ...closing, reason } });
    const body = await read();
    expect(body).toContain(`<p class="word">${word}</p>`);
    expect(body).toContain('<dt>Was down for</dt><dd>8 min</dd>');
    expect(body).toContain('<dt>Until</dt><dd><time datetime="2026-11-22T12:08:00Z">');
    expect(body).toContain('It was over before anybody acknowledged it.');
    expect(body).not.toContain('<form');
  });
});

describe('the story of an incident', () => {
  const said = (kind: 'acknowledged' | 'note' | 'postmortem', minute: number, text: string) =>
    at().logbook.addRemark({ incidentId: open.id, kind, at: NOON + minute * MINUTE, by: 'Ada', text });
  const story = async () =>
    [...(await read()).matchAll(/<li>(.*?)<br>.*?datetime="[^T]*T([^"]*)Z"/g)].map(
      ([, text, time]) => `${time} ${text}`,
    );

  it('is told in its order, from the first failed check to what was learnt', async () => {
    await said('acknowledged', 4, 'disk full');
    await said('note', 5, '<b>cleared</b>');
    await said('postmortem', 60, 'https://wiki.example.org/42?a="b"');
    await at().watched('rota', { ...open, closing });
    expect(await story()).toEqual([
      '12:00:00 the first check that failed',
      '12:02:00 confirmed by 3 failed checks: Expected status 200-299, got 503',
      '12:04:00 Ada is on it: disk full',
      '12:05:00 Ada: &#60;b&#62;cleared&#60;/b&#62;',
      '12:08:00 the first check that succeeded again',
      '12:09:00 up again; it was down for 8 min',
      '13:00:00 Ada: <a href="https://wiki.example.org/42?a=%22b%22">the post-mortem</a>',
    ]);
  });

  it('does not say who was told: whoever has the link is not one of those who run Nightjar', async () => {
    const told = [{ contactId: 'secret-oncall', topic: 'down', attempts: 1, sentAt: NOON + 3 * MINUTE }];
    await at().store.putIncident({ ...open, told, closing }, 9);
    await at().store.deleteState('rota', 1);
    const body = await read();
    expect(body).toContain('the first check that failed');
    expect(body).not.toContain('secret-oncall');
  });

  it('links nowhere but to the web', async () => {
    await said('postmortem', 60, 'javascript:alert(1)');
    expect(await read()).not.toMatch(/href|javascript/);
  });
});

describe('to say "I am on it"', () => {
  it('is noted with name and note, and leads back to the page, which says so', async () => {
    const answer = await post({ name: ' Anna\tB. ', note: 'Platte voll – räume auf <b>' });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, new URL(linkOf()).pathname]);
    expect(await remarks()).toEqual([
      {
        incidentId: open.id,
        kind: 'acknowledged',
        at: LATER,
        by: 'Anna B. (by link)',
        text: 'Platte voll – räume auf <b>',
      },
    ]);
    const body = await read();
    expect(body).toContain('<strong>Anna B. (by link)</strong> is on it, since <time datetime="2026-11-22T12:14:00Z">');
    expect(body).toContain('<p>Platte voll – räume auf &#60;b&#62;</p>');
    expect(body).not.toContain('<form');
    expect(await at().logbook.readAudit(0)).toMatchObject([{ by: 'Anna B. (by link)', action: 'acknowledge' }]);
  });

  it('needs no name, no note and no browser', async () => {
    expect((await get(linkOf(), 'POST')).status).toBe(303);
    expect(await remarks()).toMatchObject([{ kind: 'acknowledged', by: 'Somebody with the link' }]);
  });

  it('twice is once, and a second person is shown who was first', async () => {
    await post({ name: 'Anna' });
    at().clock.now = () => LATER + MINUTE;
    await post({ name: 'Anna' });
    expect(await remarks()).toHaveLength(1);
    const { status } = await post({ name: 'Ben', note: 'on my way <too>' });
    expect(status).toBe(303);
    const body = await read();
    expect(body).toContain('<strong>Anna (by link)</strong> is on it');
    expect(body).toContain('<li>Ben (by link): on my way &#60;too&#62;<br><span class="quiet"><time ');
    expect((await remarks()).map(({ kind }) => kind)).toEqual(['acknowledged', 'note']);
  });

  it('comes too late when it is over', async () => {
    await at().watched('rota', { ...open, closing });
    expect((await post({ name: 'Anna' })).status).toBe(303);
    expect(await remarks()).toEqual([]);
    expect(await read()).toContain('RECOVERED');
  });

  it('is understood as Lambda hands it over, in base64', async () => {
    const { pathname } = new URL(linkOf());
    const event = {
      rawPath: pathname,
      requestContext: { http: { method: 'POST' } },
      body: Buffer.from('name=Zo%C3%AB+B').toString('base64'),
      isBase64Encoded: true,
    } as never;
    const log = { info: () => {}, warn: () => {}, error: () => {} };
    const readLink = async (token: string, now: number) => readAcknowledgeToken(KEY, token, now);
    expect(await makeHandler({ ...at(), log, readLink })(event, {})).toMatchObject({ statusCode: 303 });
    expect(await remarks()).toMatchObject([{ by: 'Zoë B (by link)' }]);
  });

  it('with more than any form holds is refused and changes nothing', async () => {
    expect((await post({ note: 'x'.repeat(70_000) })).status).toBe(413);
    expect(await remarks()).toEqual([]);
  });
});

describe('a link that does not work', () => {
  it('says that it has expired, and nothing of the incident', async () => {
    const old = linkOf(open, LATER - DAY);
    for (const answer of [await get(old), await post({ name: 'Anna' }, old)]) {
      const body = await answer.text();
      expect(answer.status).toBe(410);
      expect(body).toContain('This link has expired');
      expect(body).not.toMatch(/rota|12:00|incident-/i);
    }
    expect(await remarks()).toEqual([]);
  });

  it('that was tampered with, cut off or made up is answered alike, and so is one of an incident that is gone', async () => {
    const { origin, pathname } = new URL(linkOf());
    const token = pathname.slice(ACKNOWLEDGE_PATH.length);
    const bad = [
      `${origin}${pathname.slice(0, -1)}`,
      `${origin}${pathname.replace('rota', 'ledger')}`,
      `${origin}${pathname}/`,
      `${origin}${ACKNOWLEDGE_PATH}`,
      `${origin}${ACKNOWLEDGE_PATH}%00${token}`,
      `${origin}/elsewhere/${token}`,
      linkOf(anIncident({ id: 'shop-20261122T120000Z' })),
      acknowledgeUrl(origin, 'another key', open.id, LATER),
    ];
    const answers = await Promise.all(bad.flatMap((url) => [get(url), post({}, url)]));
    const texts = await Promise.all(answers.map((answer) => answer.text()));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([404]));
    expect(new Set(texts).size).toBe(1);
    expect(texts[0]).toContain('This link is not valid');
    expect(await at().logbook.readAudit(0)).toEqual([]);
  });

  it('takes no other method', async () => {
    const answer = await get(linkOf(), 'DELETE');
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST']);
  });

  it('because the table cannot be reached asks for patience, and no log repeats the link', async () => {
    isStoreGone = true;
    const answer = await post({ name: 'Anna' });
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '10']);
    expect(await answer.text()).toContain('try again');
    expect(logged).toHaveLength(1);
    expect(logged.join()).not.toContain(new URL(linkOf()).pathname.slice(ACKNOWLEDGE_PATH.length));
  });
});
