import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { BUILT_IN } from '../../shared/config/built-in.ts';
import { formatProblem, jsonSchema, type Problem, parseFleet } from '../../shared/config/index.ts';
import type { Fleet, Monitor } from '../../shared/domain/monitor.ts';

const good = (name: string): string => readFileSync(new URL(`./good/${name}`, import.meta.url), 'utf8');
const FILE = { file: 'monitors.yaml' };

function fleetOf(text: string): Fleet {
  const outcome = parseFleet(text, FILE);
  if (!outcome.ok) throw new Error(outcome.problems.map((problem) => formatProblem(FILE.file, problem)).join('\n'));
  return outcome.fleet;
}

const problemsOf = (text: string): readonly Problem[] => {
  const outcome = parseFleet(text, FILE);
  return outcome.ok ? [] : outcome.problems;
};

const warningsOf = (text: string): string[] =>
  parseFleet(text, FILE).warnings.map(
    (warning) => `${warning.line}:${warning.column} ${warning.path}: ${warning.message}`,
  );

/** A monitor with these lines, in a file of its own. */
const monitorOf = (...lines: string[]): Monitor => {
  const [monitor] = fleetOf(fileWith(...lines)).monitors;
  if (!monitor) throw new Error('the file has no monitor');
  return monitor;
};
const fileWith = (...lines: string[]): string =>
  ['monitors:', '  - id: site', '    http: https://example.org/', ...lines.map((line) => `    ${line}`), ''].join('\n');

describe('parseFleet', () => {
  it('reads the example as it is meant', () => {
    const [rota] = fleetOf(good('example.yaml')).monitors;
    expect(rota).toStrictEqual({
      id: 'rota',
      name: 'Staff rota',
      target: {
        kind: 'http',
        url: 'https://rota.example.org/health/',
        method: 'GET',
        headers: {},
        maxRedirects: 5,
        allowDowngrade: false,
        allowPrivate: false,
      },
      assertions: [
        { effect: 'down', subject: 'status', ranges: [{ from: 200, to: 200 }] },
        { effect: 'down', subject: 'json', path: '$.status', comparison: { op: 'equals', value: 'ok' } },
        { effect: 'down', subject: 'json', path: '$.checks.database', comparison: { op: 'equals', value: 'ok' } },
        { effect: 'degraded', subject: 'responseTime', atMostMs: 800 },
        { effect: 'down', subject: 'responseTime', atMostMs: 5000 },
        { effect: 'degraded', subject: 'certificate', daysLeft: 14 },
      ],
      policy: {
        intervalMs: 300_000,
        retryIntervalMs: 60_000,
        timeoutMs: 10_000,
        failureThreshold: 3,
        flapping: { openings: 4, windowMs: 3_600_000, stableMs: 900_000 },
        recoveryThreshold: 2,
        paused: false,
      },
      alert: { to: ['oncall'], severity: 'critical' },
    });
    expect(parseFleet(good('example.yaml'), FILE).warnings).toEqual([]);
  });

  it('fills in every default of the smallest file', () => {
    const fleet = fleetOf(good('minimal.yaml'));
    expect(fleet.monitors[0]).toMatchObject({
      name: 'site',
      assertions: [{ effect: 'down', subject: 'status', ranges: [{ from: 200, to: 299 }] }],
      alert: { to: [], severity: 'warning' },
    });
    expect({ ...fleet, monitors: [] }).toStrictEqual({
      monitors: [],
      contacts: [],
      metrics: 'fleet',
      controls: [...BUILT_IN.controls],
      statusPage: { title: 'Service status' },
      demo: false,
    });
  });

  it('reads a file that uses everything', () => {
    expect(fleetOf(good('everything.yaml'))).toStrictEqual(JSON.parse(good('everything.json')));
  });

  it.each(['minimal', 'example', 'everything', 'anchors'])('gives a fleet that survives JSON unchanged: %s', (name) => {
    const fleet = fleetOf(good(`${name}.yaml`));
    expect(JSON.parse(JSON.stringify(fleet))).toStrictEqual(fleet);
  });

  it('lets anchors and merges say a thing once', () => {
    const [site, shop, blog] = fleetOf(good('anchors.yaml')).monitors;
    expect(shop?.policy).toEqual(site?.policy);
    expect(shop?.target).toMatchObject({ url: 'https://shop.example.org/' });
    expect(blog?.assertions).toEqual(site?.assertions);
  });
});

describe('defaults', () => {
  it('shorten the retry interval to the interval, and do not call that a mistake', () => {
    expect(monitorOf('interval: 20s').policy.retryIntervalMs).toBe(20_000);
    expect(fleetOf(`defaults: { retryInterval: 2m }\n${fileWith('interval: 1m')}`).monitors[0]?.policy).toMatchObject({
      intervalMs: 60_000,
      retryIntervalMs: 60_000,
    });
  });

  it('are overruled key by key', () => {
    const defaults =
      'defaults: { alert: { to: [], severity: info }, expect: { status: 204, certificate: { days: 7 } } }';
    const [monitor] = fleetOf(
      `${defaults}\n${fileWith('alert: { severity: critical }', 'expect: { status: 200 }')}`,
    ).monitors;
    expect(monitor?.alert).toEqual({ to: [], severity: 'critical' });
    expect(monitor?.assertions).toEqual([
      { effect: 'down', subject: 'status', ranges: [{ from: 200, to: 200 }] },
      { effect: 'degraded', subject: 'certificate', daysLeft: 7 },
    ]);
  });

  it('expect no certificate of plain http', () => {
    const text =
      'defaults: { expect: { certificate: { days: 7 } } }\nmonitors: [{ id: a, http: "http://example.org/" }]';
    expect(fleetOf(text).monitors[0]?.assertions.map(({ subject }) => subject)).toEqual(['status']);
  });
});

describe('public', () => {
  it.each([
    ['public: true', { name: 'Site', group: 'Web' }],
    ['public: { name: Shop }', { name: 'Shop' }],
    ['public: { group: All }', { name: 'Site', group: 'All' }],
    ['public: {}', { name: 'Site' }],
    ['public: false', undefined],
    ['paused: false', undefined],
  ])('%s', (line, shown) => {
    expect(monitorOf('name: Site', 'group: Web', line).public).toEqual(shown);
  });

  it('may be the default, and be refused by a monitor', () => {
    const text =
      'defaults: { public: true }\nmonitors: [{ id: a, http: "https://a.org" }, { id: b, http: "https://b.org", public: false }]';
    expect(fleetOf(text).monitors.map((monitor) => monitor.public)).toEqual([{ name: 'a' }, undefined]);
  });
});

describe('targets that are allowed', () => {
  it.each([
    'http://127.0.0.1:8080/health',
    'http://[::1]/',
    'http://localhost:8787/',
    'https://bücher.example/',
    'https://example.org./',
    'https://${env:HOST}/health',
    'https://example.org:${env:PORT}/',
    '${env:WHOLE_URL}',
    '${env:BASE}/health?token=${ssm:/token}',
    'https://example.org/?page=1&token=&key=${env:KEY}',
    'HTTPS://EXAMPLE.ORG/',
    'https://example.org/@user',
    'https://8.8.8.8/',
  ])('%s', (url) => {
    expect(problemsOf(`monitors: [{ id: a, http: ${JSON.stringify(url)} }]`)).toEqual([]);
  });
});

describe('control targets', () => {
  const withControls = (controls: string): string => `${fileWith()}controls: ${controls}\n`;

  it('are three well-known ones unless others are named', () => {
    expect(fleetOf(fileWith()).controls).toHaveLength(3);
    expect(fleetOf(withControls('[]')).controls).toEqual([]);
    expect(
      fleetOf(withControls('[https://a.example.org, https://b.example.com, https://c.example.net]')),
    ).toMatchObject({
      controls: ['https://a.example.org', 'https://b.example.com', 'https://c.example.net'],
    });
  });

  it('are no majority if there are fewer than three', () => {
    expect(problemsOf(withControls('[https://a.example.org, https://b.example.com]'))).toEqual([
      expect.objectContaining({
        path: 'controls',
        message: 'two URLs have no majority',
        expected: 'at least 3 URLs and at most 10, or [] to ask nobody',
      }),
    ]);
  });

  it('keep the name of the checker’s own network from monitors', () => {
    expect(problemsOf('monitors: [{ id: nightjar-egress, http: "https://example.org" }]')).toEqual([
      expect.objectContaining({
        path: 'monitors[0].id',
        message: 'the id "nightjar-egress" means the checker\'s own network',
      }),
    ]);
  });
});

describe('warnings', () => {
  it('name a monitor that nobody hears, unless that is said or it is paused', () => {
    expect(warningsOf(fileWith())).toEqual([
      '2:5 monitors[0]: nobody is told when this monitor is down (monitor site)',
    ]);
    expect(warningsOf(fileWith('alert: { to: [] }'))).toEqual([]);
    expect(warningsOf(fileWith('paused: true'))).toEqual([]);
  });

  it('name a contact that nobody tells', () => {
    const text = `contacts: [{ id: spare, email: spare@example.org }]\n${fileWith('alert: { to: [] }')}`;
    expect(warningsOf(text)).toEqual(['1:12 contacts[0]: no monitor tells this contact (contact spare)']);
  });

  it('know whom a monitor tells later, whom a route tells, and who is told where others fail', () => {
    const contacts = ['soon', 'later', 'routed', 'last', 'spare'].map(
      (id) => `{ id: ${id}, email: ${id}@example.org }`,
    );
    const text = [
      `contacts: [${contacts}]`,
      'routes: [{ id: grave, match: { severity: critical }, to: [routed] }, { id: none, match: { tag: x }, to: [spare] }]',
      'alerting: { fallback: [last] }',
      'defaults: { interval: 1m }',
      'monitors:',
      '  - { id: a, http: "https://example.org", alert: { to: [soon], escalate: { after: 5m, to: [later] } } }',
      '  - { id: b, http: "https://example.org", alert: { severity: critical } }',
      '  - { id: c, http: "https://example.org" }',
    ].join('\n');
    expect(warningsOf(text).map((line) => line.replace(/^\S+ /, ''))).toEqual([
      'contacts[4]: no monitor tells this contact (contact spare)',
      'monitors[2]: nobody is told when this monitor is down (monitor c)',
    ]);
  });

  it('say once for all which short intervals AWS rounds up', () => {
    const monitors = Array.from(
      { length: 7 },
      (_, i) => `  - { id: m${i}, http: "https://example.org", interval: 5s }`,
    );
    const text = `defaults: { alert: { to: [] } }\nmonitors:\n${monitors.join('\n')}\n`;
    expect(warningsOf(text)).toEqual([
      '3:54 monitors[0].interval: AWS rounds intervals below one minute up to 10s, 15s, 20s, 30s or 1m; a local run keeps them (m0, m1, m2, m3, m4 and 2 more) (monitor m0)',
    ]);
  });

  it.each(['10s', '15s', '20s', '30s', '1m', '90s'])(
    'say nothing of an interval of %s, which AWS keeps',
    (interval) => {
      expect(warningsOf(fileWith(`interval: ${interval}`, 'alert: { to: [] }'))).toEqual([]);
    },
  );

  it('look at the retry interval too', () => {
    const [warning] = warningsOf(fileWith('retryInterval: 7s', 'alert: { to: [] }'));
    expect(warning).toContain('monitors[0].retryInterval: AWS rounds intervals below one minute');
  });

  it('tell what is never sent and never seen', () => {
    const text =
      'monitors: [{ id: a, http: "http://example.org/#top", alert: { to: [] }, expect: { certificate: { days: 7 } } }]';
    expect(warningsOf(text)).toEqual([
      '1:27 monitors[0].http: the part of a URL after # is never sent to a server (monitor a)',
      '1:96 monitors[0].expect.certificate: a plain http URL shows a certificate only if it redirects to https (monitor a)',
    ]);
  });
});

describe('whatever the text', () => {
  it('parseFleet does not throw', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        parseFleet(text, FILE);
      }),
      { numRuns: 500 },
    );
  });

  it('parseFleet does not throw at scraps of YAML, and each problem has a place in the text', () => {
    const scrap = fc.constantFrom(
      ...[
        'monitors',
        'contacts',
        'http',
        'id',
        'expect',
        'json',
        '<<',
        '__proto__',
        'constructor',
        ': ',
        ':',
        '- ',
        '\n',
        '\n  ',
      ],
      ...[
        '&a ',
        '*a',
        '!t ',
        '{',
        '}',
        '[',
        ']',
        ', ',
        '"',
        "'",
        '|\n',
        '? ',
        '# ',
        '${env:A}',
        '1e999',
        '.nan',
        '~',
        '---\n',
        '%YAML 1.1\n',
      ],
    );
    fc.assert(
      fc.property(fc.array(scrap, { maxLength: 40 }), (scraps) => {
        const text = scraps.join('');
        for (const { line, column } of problemsOf(text)) {
          expect(line).toBeLessThanOrEqual(text.split('\n').length);
          expect(Math.min(line, column)).toBeGreaterThanOrEqual(1);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['deep', '['.repeat(50_000)],
    ['deep maps', `${'{a: '.repeat(20_000)}`],
    ['huge', `# ${'x'.repeat(1_000_001)}`],
    ['an alias inside its own anchor', 'monitors: &m [*m]'],
    ['a merge into itself', 'monitors: &m { <<: *m }'],
    ['a merge of a list', 'a: &a [1]\nmonitors: { <<: *a }'],
  ])('parseFleet refuses what is %s', (_, text) => {
    expect(problemsOf(text).length).toBeGreaterThan(0);
  });

  it('tells problems in the order of the file', () => {
    const places = problemsOf('monitors:\n  - http: 1\n    id: A\n  - id: b\nx: 1\ncontacts: 3\n').map(
      ({ line }) => line,
    );
    expect(places).toEqual([2, 3, 4, 5, 6]);
  });
});

describe('a file that is changed in one place', () => {
  const whole = parse(good('everything.yaml')) as unknown;
  const value = fc.oneof(
    fc.constantFrom(
      null,
      true,
      0,
      -1,
      1.5,
      '',
      'hunter2',
      '30',
      [],
      {},
      ['hunter2'],
      { hunter2: null },
      { a: 'hunter2' },
    ),
    fc.string(),
  );
  const changedAt = (isWanted: (key: string) => boolean) =>
    fc.tuple(fc.nat(), value).map(([pick, replacement]) => {
      const copy = structuredClone(whole);
      const places = placesIn(copy).filter(([, key]) => isWanted(key));
      const [container, key] = places[pick % places.length] ?? [{}, ''];
      container[key] = replacement;
      return copy;
    });
  const accepts = new Ajv({ strict: false }).compile(jsonSchema());

  it('is taken only if the published schema takes it as well', () => {
    fc.assert(
      fc.property(
        changedAt(() => true),
        (copy) => {
          if (!parseFleet(stringify(copy), FILE).ok) return;
          accepts(copy);
          expect(accepts.errors).toBeNull();
        },
      ),
      { numRuns: 300 },
    );
  });

  it('is told of without a word of what stands where a secret belongs', () => {
    const places = ['password', 'bearer', 'secret', 'X-Api-Key', 'auth', 'basic', 'webhook', 'headers', 'http'];
    fc.assert(
      fc.property(
        changedAt((key) => places.includes(key)),
        (copy) => {
          const report = problemsOf(stringify(copy)).map((problem) => formatProblem(FILE.file, problem));
          expect(report.join('\n')).not.toContain('hunter2');
        },
      ),
      { numRuns: 300 },
    );
  });
});

/** Every place in a value: what holds it, and under which key. */
function placesIn(value: unknown): [Record<string, unknown>, string][] {
  if (typeof value !== 'object' || value === null) return [];
  const container = value as Record<string, unknown>;
  return Object.keys(container).flatMap((key): [Record<string, unknown>, string][] => [
    [container, key],
    ...placesIn(container[key]),
  ]);
}
