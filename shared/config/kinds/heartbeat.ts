/** The kind `heartbeat`: a job that reports by itself, every so often or by a cron expression. */
import { z } from 'zod';
import type { HeartbeatTarget } from '../../domain/checks/target.ts';
import type { Draft } from '../draft.ts';
import { parseDuration } from '../duration.ts';
import { duration, requireKeys, telling } from '../fields.ts';
import type { Flaw } from '../problem.ts';
import { cron, DEFAULT_ZONE, zone } from '../when.ts';
import { FROM_STORE } from './from-store.ts';
import type { Kind } from './kind.ts';

const DEFAULT_GRACE = '5m';
const EXAMPLE = 'heartbeat: { period: 1h, grace: 10m, tokenHash: "sha256:…" }';

/** What stands here by mistake may be the token itself, so it is not repeated. */
const TOKEN_HASH = telling({
  message: 'this is not the hash of a token',
  expected: 'sha256: and 64 hexadecimal digits, as "nightjar heartbeat new" prints them; never the token itself',
});

const schema = requireKeys(
  z.strictObject({
    period: duration('1s', '365d')
      .optional()
      .meta({ description: 'The longest time from one success to the next.', examples: ['1h'] }),
    cron: cron('cron')
      .optional()
      .meta({ description: 'When the job is due, as in a crontab, instead of a period.', examples: ['0 3 * * *'] }),
    zone: zone.optional().meta({
      description: 'The time zone of the cron expression. Default UTC.',
      examples: ['Europe/London'],
      default: DEFAULT_ZONE,
    }),
    grace: duration('0s', '30d')
      .optional()
      .meta({
        description: 'How late a success may be before anybody is told. Default 5m.',
        examples: ['10m'],
        default: DEFAULT_GRACE,
      }),
    maxDuration: duration('1s', '30d')
      .optional()
      .meta({
        description: 'How long a run that has reported its start may take until it reports its end.',
        examples: ['2h'],
      }),
    tokenHash: z
      .string({ error: TOKEN_HASH })
      .regex(/^sha256:[0-9a-f]{64}$/, { error: TOKEN_HASH })
      .meta({
        description: 'The hash of the token that the job reports with, from "nightjar heartbeat new". No secret.',
        examples: ['sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'],
      }),
  }),
  { keys: ['period', 'cron'], max: 1, expected: 'either period or cron', example: EXAMPLE },
).meta({
  description: 'A job that reports by itself: a backup, a worker, a machine.',
  examples: [{ period: '1h', grace: '10m', tokenHash: `sha256:${'0'.repeat(64)}` }],
});

type Input = z.infer<typeof schema>;

function toTarget(input: Input, monitorId: string): HeartbeatTarget {
  const ms = (text: string): number => parseDuration(text) ?? 0;
  const { period, cron: expression = '', zone: place = DEFAULT_ZONE, maxDuration, tokenHash } = input;
  return {
    kind: 'heartbeat',
    monitorId,
    schedule: period === undefined ? { cron: expression, zone: place } : { periodMs: ms(period) },
    graceMs: ms(input.grace ?? DEFAULT_GRACE),
    ...(maxDuration === undefined ? {} : { maxDurationMs: ms(maxDuration) }),
    tokenHash,
  };
}

function check(input: Draft<Input>): Flaw[] {
  if (input.period === undefined || input.zone === undefined) return [];
  const message = 'a period is the same in every time zone';
  return [{ path: ['heartbeat', 'zone'], isKey: true, message, expected: 'zone beside cron only' }];
}

export const heartbeat = { ...FROM_STORE, schema, toTarget, check } satisfies Kind<Input>;
