/** What may be asked of a running Nightjar, as its server reads it: nothing is carried out that is not written like this. */
import { z } from 'zod';
import type { Input, Verb } from '../../shared/logbook/carry-out.ts';

const words = z.string().max(10_000);
const instant = z.number().int().nonnegative();
const count = z.number().int().min(1).max(100);
const scope = z.union([
  z.strictObject({ kind: z.enum(['monitor', 'group', 'tag']), name: words }),
  z.strictObject({ kind: z.literal('everything') }),
]);
const ofIncident = { what: words, by: words };

const SHAPES = {
  override: z.strictObject({
    kind: z.enum(['pause', 'silence', 'maintenance']),
    scope,
    from: instant.optional(),
    forMs: instant.optional(),
    by: words,
    note: words.optional(),
  }),
  lift: z.strictObject({ id: words, by: words }),
  resume: z.strictObject({ scope, by: words }),
  overrides: z.strictObject({}),
  acknowledge: z.strictObject({ ...ofIncident, note: words.optional() }),
  note: z.strictObject({ ...ofIncident, text: words }),
  postmortem: z.strictObject({ ...ofIncident, url: words }),
  audit: z.strictObject({ agoMs: instant }),
  explain: z.strictObject({ monitorId: words, at: instant.optional() }),
  incidents: z.strictObject({ agoMs: instant, monitorId: words.optional() }),
  incident: z.strictObject({ what: words }),
  availability: z.strictObject({ agoMs: instant, monitorId: words.optional() }),
  backtest: z.strictObject({
    agoMs: instant,
    monitorId: words.optional(),
    settings: z.strictObject({
      failureThreshold: count.optional(),
      failureWindow: count.optional(),
      recoveryThreshold: count.optional(),
    }),
  }),
} satisfies Record<Verb, z.ZodType>;

export interface GivenOrder {
  readonly verb: Verb;
  readonly input: Input<Verb>;
}

/** Undefined for what this version does not know. */
export function readOrder(verb: string, body: string): GivenOrder | undefined {
  if (!isVerb(verb)) return undefined;
  const read = SHAPES[verb].safeParse(parsed(body));
  return read.success ? { verb, input: read.data as Input<Verb> } : undefined;
}

const isVerb = (text: string): text is Verb => Object.hasOwn(SHAPES, text);

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
