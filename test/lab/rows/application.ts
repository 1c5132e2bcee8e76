/** Servers that speak flawless HTTP and have bad news. */
import type { Assertion } from '../../../shared/domain/checks/assertion.ts';
import { answering, okWith } from '../behaviours.ts';
import { bodyContains, STATUS_2XX } from '../builders.ts';
import type { Lab } from '../lab.ts';
import type { Family, Row } from '../row.ts';

const saying =
  (status: number, body = '', headers: Readonly<Record<string, string>> = {}) =>
  (lab: Lab): Promise<string> =>
    lab.http((_request, response) => void response.writeHead(status, headers).end(body));

const expecting = (...statuses: readonly number[]): Assertion => ({
  effect: 'down',
  subject: 'status',
  ranges: statuses.map((status) => ({ from: status, to: status })),
});

const without = (text: string): Assertion => ({ effect: 'down', subject: 'body', op: 'notContains', text });

const CHALLENGE = '<title>Just a moment...</title><p>Checking your browser before you go on.</p>';
const HEALTH = '{"status":"degraded","checks":{"database":"ok","queue":{"depth":5210}}}';

const statusRow = (id: Row['id'], status: number, does: string): Row => ({
  id,
  does: `says ${status}: ${does}`,
  expected: 'down unexpected_status',
  serve: saying(status),
});

export const application: Family = {
  name: 'Applications',
  rows: [
    statusRow('116a', 401, 'it wants to know who asks'),
    statusRow('116b', 403, 'it forbids the look'),
    statusRow('116c', 404, 'there is no such page'),
    statusRow('116d', 410, 'there is no such page any more'),
    statusRow('116e', 500, 'it has failed'),
    statusRow('116f', 502, 'what stands behind it has failed'),
    statusRow('116g', 504, 'what stands behind it is silent'),
    {
      id: '116h',
      does: 'says 403 without the key, as it should',
      expected: 'up',
      serve: saying(403),
      assertions: [expecting(401, 403)],
    },
    {
      id: '116i',
      does: 'says 200 without the key, though it should not',
      expected: 'down unexpected_status',
      serve: saying(200),
      assertions: [expecting(401, 403)],
    },
    {
      id: '117a',
      does: 'says 429, and how long to wait',
      expected: 'down rate_limited',
      serve: saying(429, '', { 'retry-after': '120' }),
    },
    {
      id: '117b',
      does: 'says 429, and to wait until the end of the world',
      expected: 'down rate_limited',
      serve: saying(429, '', { 'retry-after': 'Fri, 31 Dec 9999 23:59:59 GMT' }),
    },
    {
      id: '118a',
      does: 'says 503, and how long to wait',
      expected: 'down unexpected_status',
      serve: saying(503, '', { 'retry-after': '120' }),
    },
    {
      id: '118b',
      does: 'shows a page about planned maintenance with 200',
      expected: 'down assertion_failed',
      serve: saying(200, '<h1>We will be back soon</h1>'),
      assertions: [STATUS_2XX, bodyContains('Sign in')],
    },
    {
      id: '119a',
      does: 'challenges robots with 200',
      expected: 'down assertion_failed',
      serve: saying(200, CHALLENGE),
      assertions: [STATUS_2XX, bodyContains('Sign in')],
    },
    {
      id: '119b',
      does: 'challenges robots with 403',
      expected: 'down unexpected_status',
      serve: saying(403, CHALLENGE),
      assertions: [STATUS_2XX, bodyContains('Sign in')],
    },
    {
      id: '120a',
      does: 'says 200 and that its database is gone',
      expected: 'down assertion_failed',
      serve: saying(200, 'Error establishing a database connection'),
      assertions: [STATUS_2XX, without('database connection')],
    },
    {
      id: '120b',
      does: 'says 200 and in its JSON that it is not well',
      expected: 'degraded assertion_failed',
      serve: saying(200, HEALTH, { 'content-type': 'application/json' }),
      assertions: [
        STATUS_2XX,
        { effect: 'degraded', subject: 'json', path: '$.status', comparison: { op: 'equals', value: 'ok' } },
      ],
    },
    {
      id: '120c',
      does: 'says 200 and in its JSON that its queue is long',
      expected: 'down assertion_failed',
      serve: saying(200, HEALTH),
      assertions: [
        { effect: 'down', subject: 'json', path: '$.checks.queue.depth', comparison: { op: 'lessThan', value: 1000 } },
      ],
    },
    {
      id: '120d',
      does: 'says 200 and lacks a header that matters',
      expected: 'down assertion_failed',
      serve: saying(200, 'ok'),
      assertions: [
        {
          effect: 'down',
          subject: 'header',
          name: 'strict-transport-security',
          comparison: { op: 'exists', value: true },
        },
      ],
    },
    {
      id: '121',
      does: 'is closed to the country that we look from (what other regions see, a probe cannot say)',
      expected: 'down unexpected_status',
      serve: saying(451, 'Not available in your region'),
    },
    {
      id: '122',
      does: 'flaps at every look',
      expected: ['up', 'down unexpected_status', 'up', 'down unexpected_status'],
      serve: (lab) => {
        let looks = 0;
        return lab.http((_request, response) => void response.writeHead(looks++ % 2 === 0 ? 200 : 500).end());
      },
    },
    {
      id: '270',
      does: 'writes orders for a terminal, a chat and a spreadsheet into its body',
      expected: 'down assertion_failed',
      serve: (lab) => lab.tcp(answering(okWith('\u001b[2J<!channel> =HYPERLINK("x") \u202Eevil\u200B'))),
      assertions: [bodyContains('ok')],
    },
    { id: '271', does: 'says 204 and nothing else', expected: 'up', serve: saying(204) },
    { id: '272', does: 'says 206 to whom asked for all', expected: 'up', serve: saying(206, 'part') },
    { id: '273', does: 'says 304 to whom has nothing', expected: 'down unexpected_status', serve: saying(304) },
  ],
};
