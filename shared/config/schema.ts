/**
 * The one source of what `monitors.yaml` may hold: its types, its validation and its published JSON Schema all come
 * from here. What spans several entries is in `cross-checks.ts`.
 */
import { z } from 'zod';
import { alertSchema, routesSchema } from './alert.ts';
import { alertingSchema, quorumSchema, regionsSchema } from './alerting.ts';
import { BUILT_IN } from './built-in.ts';
import { contact } from './contacts/index.ts';
import { commonExpectation, expectation } from './expectations.ts';
import { duration, expecting, flag, id, line, oneOrMore, report, requireKeys, text, wholeNumber } from './fields.ts';
import { KIND_NAMES, kindFields } from './kinds/index.ts';
import { maintenanceSchema } from './maintenance.ts';
import { failureThreshold, flapping } from './thresholds.ts';
import { urlFlaw } from './url.ts';

const METRICS = ['fleet', 'group', 'monitor'] as const;
const LONGEST_NAME = 100;
const LONGEST_IMPACT = 200;
const MOST_MONITORS = 5000;

const group = line(LONGEST_NAME);
const url = (maxLength: number) =>
  text(maxLength).superRefine((value, context) => {
    const flaw = urlFlaw(value);
    if (flaw) report(context, flaw);
  });

/** Shared by a monitor and by the defaults. */
const timing = {
  interval: duration('1s', '24h').meta({
    description: 'Time from one check to the next. Default 5m.',
    examples: ['5m'],
    default: BUILT_IN.interval,
  }),
  retryInterval: duration('1s', '24h').meta({
    description:
      'Time between checks while a failure or a recovery is being confirmed. Default 1m, or the interval if smaller.',
    examples: ['1m'],
    default: BUILT_IN.retryInterval,
  }),
  timeout: duration('100ms', '60s').meta({
    description: 'The longest that one check may take, redirects included. Default 10s.',
    examples: ['10s'],
    default: BUILT_IN.timeout,
  }),
  failureThreshold,
  recoveryThreshold: wholeNumber(1, 100).meta({
    description: 'Successful checks in a row that close it. Default 2.',
    examples: [2],
    default: BUILT_IN.recoveryThreshold,
  }),
  flapping,
};

const shown = z
  .strictObject({
    name: line(LONGEST_NAME).meta({ description: "Name shown; default the monitor's own.", examples: ['Website'] }),
    group: group.meta({ description: 'Group shown; default none.', examples: ['Public services'] }),
  })
  .partial();

const monitorFields = {
  id: id.meta({
    description: 'Names the monitor in keys, messages and metrics. Never changes.',
    examples: ['rota'],
  }),
  name: line(LONGEST_NAME)
    .optional()
    .meta({ description: 'For people; default the id.', examples: ['Staff rota'] }),
  group: group.optional().meta({ description: 'Monitors that belong together.', examples: ['Staff'] }),
  ...kindFields,
  ...z.strictObject(timing).partial().shape,
  expect: expectation.optional().meta({
    description: 'What an answer must be like. A status of 200-299 unless another is given.',
    examples: [{ status: 200, json: { '$.status': 'ok' } }],
  }),
  alert: alertSchema.optional(),
  tags: z
    .array(line(LONGEST_NAME), { error: expecting('a list of words, such as [payroll]') })
    .max(20, { error: expecting('at most 20 tags') })
    .optional()
    .meta({ description: 'Words by which routes, silences and maintenance find it.', examples: [['payroll']] }),
  dependsOn: oneOrMore(id, 'the id of a monitor, or a list of them')
    .optional()
    .meta({
      description:
        'Monitors without which this one cannot be up: while one of them is down, nothing is told of this one.',
      examples: [['gateway']],
    }),
  impact: line(LONGEST_IMPACT)
    .optional()
    .meta({ description: 'What an outage means for people.', examples: ['Staff cannot see their shifts.'] }),
  runbook: url(2048)
    .optional()
    .meta({ description: 'What to do about it; messages link to it.', examples: ['https://wiki.example.org/rota'] }),
  paused: flag()
    .optional()
    .meta({ description: 'Not checked, and nobody is told. Default false.', examples: [true], default: false }),
  public: z
    .union([z.boolean(), shown], { error: expecting('true, false, or a map with name and group') })
    .optional()
    .meta({
      description: 'Shows the monitor on the public status: true as it is named here, or with a name of its own.',
      examples: [true, { name: 'Website' }],
      default: false,
    }),
};

const monitor = requireKeys(
  z.strictObject(monitorFields, { error: expecting('a monitor', '- { id: rota, http: https://rota.example.org/ }') }),
  {
    keys: KIND_NAMES,
    max: 1,
    none: 'nothing says what to check',
    expected: `one of the kinds of check: ${KIND_NAMES.join(', ')}`,
    example: 'http: https://example.org/health',
  },
).meta({ description: 'One thing that must be up.' });

const defaults = z
  .strictObject({
    ...timing,
    group: group.meta({ description: 'Group of monitors that name none.', examples: ['Services'] }),
    expect: commonExpectation.meta({
      description: 'Expected of every monitor, unless it says otherwise key by key.',
      examples: [{ certificate: { days: 14 } }],
    }),
    alert: alertSchema,
    public: flag().meta({
      description: 'Whether monitors are public. Default false.',
      examples: [true],
      default: false,
    }),
  })
  .partial();

const statusPage = z.strictObject({
  title: line(LONGEST_NAME)
    .optional()
    .meta({ description: 'Default "Service status".', examples: ['Example status'], default: BUILT_IN.title }),
  url: url(2048)
    .optional()
    .meta({
      description: 'Where people find the page; messages link to it.',
      examples: ['https://status.example.org'],
    }),
});

const CONTROLS_EXPECTED = 'at least 3 URLs and at most 10, or [] to ask nobody';
const controls = z
  .array(url(2048), { error: expecting(CONTROLS_EXPECTED) })
  .max(10, { error: expecting(CONTROLS_EXPECTED) })
  .superRefine((urls, context) => {
    const message = `${urls.length === 1 ? 'one URL has' : 'two URLs have'} no majority`;
    if (urls.length === 1 || urls.length === 2) report(context, { message, expected: CONTROLS_EXPECTED });
  });

export const monitorsFile = z.strictObject(
  {
    defaults: defaults.optional().meta({
      description: 'What holds for every monitor that does not say otherwise.',
      examples: [{ interval: '5m', alert: { to: ['oncall'] } }],
    }),
    contacts: z
      .array(contact, { error: expecting('a list of contacts') })
      .max(200, { error: expecting('at most 200 contacts') })
      .optional()
      .meta({ description: 'Who can be told.', examples: [[{ id: 'oncall', email: 'oncall@example.org' }]] }),
    monitors: z
      .array(monitor, { error: expecting('a list of monitors') })
      .min(1, { error: expecting('at least one monitor') })
      .max(MOST_MONITORS, { error: expecting(`at most ${MOST_MONITORS} monitors`) })
      .meta({
        description: 'What must be up.',
        examples: [[{ id: 'rota', http: 'https://rota.example.org/health/' }]],
      }),
    statusPage: statusPage.optional().meta({
      description: 'The public status.',
      examples: [{ title: 'Example status', url: 'https://status.example.org' }],
    }),
    metrics: z
      .enum(METRICS, { error: expecting(`one of ${METRICS.join(', ')}`) })
      .optional()
      .meta({
        description: 'How finely metrics are told apart: one set for the fleet, for each group or for each monitor.',
        examples: ['fleet'],
        default: BUILT_IN.metrics,
      }),
    routes: routesSchema.optional(),
    alerting: alertingSchema.optional(),
    maintenance: maintenanceSchema.optional(),
    regions: regionsSchema.optional(),
    quorum: quorumSchema.optional(),
    controls: controls.optional().meta({
      description:
        'Asked when many monitors fail at once, to tell an outage of theirs from one of the checker. [] asks nobody.',
      examples: [['https://status.example.org/', 'https://www.example.com/', 'https://example.net/']],
      default: [...BUILT_IN.controls],
    }),
    demo: flag()
      .optional()
      .meta({
        description: 'Starts the demo fleet beside a local run. Default false.',
        examples: [true],
        default: false,
      }),
  },
  {
    error: expecting(
      'monitors and the other keys of the file',
      'monitors: [{ id: rota, http: https://rota.example.org/ }]',
    ),
  },
);

/** A file that is valid as far as the schema can tell. */
export type MonitorsFile = z.infer<typeof monitorsFile>;
export type MonitorEntry = MonitorsFile['monitors'][number];
