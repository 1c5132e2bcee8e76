import { describe, expect, it } from 'vitest';
import { parseFleet } from '../../../shared/config/index.ts';
import { referencesIn } from '../../../shared/domain/checks/references.ts';
import { targetText } from '../../../shared/domain/messages/target-text.ts';

const LOGIN = { name: 'log in', http: 'https://example.org/login', carry: { token: { json: '$.token' } } };
const USE = { name: 'use', http: { url: 'https://example.org/me', auth: { bearer: '${step:token}' } } };

const parse = (flow: object, more: object = {}, defaults: object = {}) =>
  parseFleet(JSON.stringify({ defaults, monitors: [{ id: 'account', flow, alert: { to: [] }, ...more }] }), {
    file: 'monitors.yaml',
  });

function monitorOf(flow: object, more?: object, defaults?: object) {
  const outcome = parse(flow, more, defaults);
  const [monitor] = outcome.ok ? outcome.fleet.monitors : [];
  if (monitor?.target.kind !== 'flow') throw new Error(JSON.stringify(outcome));
  return { ...monitor, target: monitor.target };
}

const warningsOf = (flow: object): string[] => {
  const outcome = parse(flow);
  return outcome.ok ? outcome.warnings.map(({ path, message }) => `${path}: ${message}`) : ['it is not valid'];
};

describe('a monitor of kind flow', () => {
  it('has steps that ask as a monitor of kind http does', () => {
    const { steps, finally: atEnd } = monitorOf({ steps: [LOGIN, USE] }).target;
    expect(steps[0]).toEqual({
      name: 'log in',
      http: {
        kind: 'http',
        url: 'https://example.org/login',
        method: 'GET',
        headers: {},
        maxRedirects: 5,
        allowDowngrade: false,
        allowPrivate: false,
      },
      assertions: [{ subject: 'status', effect: 'down', ranges: [{ from: 200, to: 299 }] }],
      carry: { token: { from: 'json', at: '$.token' } },
    });
    expect(steps[1]?.carry).toEqual({});
    expect(atEnd).toEqual([]);
  });

  it('expects of a step what the step says', () => {
    const [step] = monitorOf({ steps: [{ ...LOGIN, expect: { status: 201, body: { contains: 'a' } } }, USE] }).target
      .steps;
    expect(step?.assertions.map(({ subject }) => subject)).toEqual(['status', 'body']);
    expect(step?.assertions[0]).toMatchObject({ ranges: [{ from: 201, to: 201 }] });
  });

  it('knows four places where a value can be, and takes a part of it', () => {
    const carry = {
      a: { json: '$.a' },
      b: { header: 'Location', matching: '/([0-9]+)$' },
      c: { cookie: 'session' },
      d: { body: 'csrf=(\\w+)' },
    };
    expect(monitorOf({ steps: [{ ...LOGIN, carry }] }).target.steps[0]?.carry).toEqual({
      a: { from: 'json', at: '$.a' },
      b: { from: 'header', at: 'Location', pattern: '/([0-9]+)$' },
      c: { from: 'cookie', at: 'session' },
      d: { from: 'body', at: '', pattern: 'csrf=(\\w+)' },
    });
  });

  it('has steps at the end that do not decide unless they say so', () => {
    const { finally: atEnd } = monitorOf({
      steps: [LOGIN],
      finally: [
        { name: 'log out', http: 'https://example.org/logout?t=${step:token}' },
        { name: 'gone', http: 'https://example.org/me', expect: { status: 401 }, decides: true },
      ],
    }).target;
    expect(atEnd.map(({ name, decides }) => [name, decides])).toEqual([
      ['log out', false],
      ['gone', true],
    ]);
  });

  it('takes the limits of the defaults for the time of the whole, and nothing else of them', () => {
    const defaults = { expect: { responseTime: { degraded: '1s' }, status: 204, certificate: { days: 14 } } };
    const { assertions, target } = monitorOf({ steps: [LOGIN] }, {}, defaults);
    expect(assertions).toEqual([expect.objectContaining({ subject: 'responseTime', effect: 'degraded' })]);
    expect(target.steps[0]?.assertions).toHaveLength(1);
  });

  it('may mention what a step carries wherever something is sent', () => {
    const http = {
      url: '${env:BASE}/orders/${step:token}?again=${step:token}',
      method: 'POST',
      headers: { Cookie: 'session=${step:token}', 'X-Api-Key': '${step:token}' },
      body: '{"token": "${step:token}"}',
      auth: { basic: { username: '${step:token}', password: '${step:token}' } },
    };
    const { target } = monitorOf({ steps: [LOGIN, { name: 'use', http }] });
    expect(target.steps[1]?.http).toMatchObject(http);
  });

  it('has its secrets where everybody looks for them, and mentions are none', () => {
    const login = { ...LOGIN, http: { url: 'https://example.org/', auth: { bearer: '${env:KEY}' } } };
    const { target } = monitorOf({
      steps: [login, USE],
      finally: [{ name: 'out', http: 'https://example.org/?k=${ssm:/out}' }],
    });
    expect(referencesIn(JSON.stringify(target))).toEqual(['env:KEY', 'ssm:/out']);
  });

  it('is named by where it begins', () => {
    expect(targetText(monitorOf({ steps: [LOGIN, USE] }).target)).toBe('2 steps from https://example.org/login');
  });

  it('warns of a value that nobody uses, and of what is odd in a step', () => {
    expect(warningsOf({ steps: [LOGIN, USE] })).toEqual([]);
    expect(warningsOf({ steps: [LOGIN], finally: [{ ...USE, http: 'https://example.org/#top' }] })).toEqual([
      'monitors[0].flow.steps[0].carry.token: no later step mentions this value (monitor account)',
      'monitors[0].flow.finally[0].http: the part of a URL after # is never sent to a server (monitor account)',
    ]);
  });
});
