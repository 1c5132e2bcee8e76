/** The kind `composite`: up while enough of other monitors are. */
import { z } from 'zod';
import type { CompositeTarget } from '../../domain/checks/target.ts';
import type { Draft } from '../draft.ts';
import { expecting, wholeNumber } from '../fields.ts';
import type { Flaw } from '../problem.ts';
import { FROM_STORE } from './from-store.ts';
import type { Kind } from './kind.ts';

const MOST_MEMBERS = 100;
const EXAMPLE = 'composite: { of: [web-1, web-2, web-3], atLeast: 2 }';
const MEMBERS = `a list of 2 to ${MOST_MEMBERS} ids of other monitors`;

const schema = z
  .strictObject({
    of: z
      .array(z.string({ error: expecting('the id of a monitor') }), { error: expecting(MEMBERS, EXAMPLE) })
      .min(2, { error: expecting(MEMBERS, EXAMPLE) })
      .max(MOST_MEMBERS, { error: expecting(MEMBERS, EXAMPLE) })
      .meta({ description: 'Ids of other monitors.', examples: [['web-1', 'web-2', 'web-3']] }),
    atLeast: wholeNumber(1, MOST_MEMBERS).meta({ description: 'How many of them must be up.', examples: [2] }),
  })
  .meta({
    description: 'Up while enough of other monitors are.',
    examples: [{ of: ['web-1', 'web-2', 'web-3'], atLeast: 2 }],
  });

type Input = z.infer<typeof schema>;

const toTarget = ({ of, atLeast }: Input): CompositeTarget => ({
  kind: 'composite',
  members: [...new Set(of)],
  atLeast,
});

function check({ of = [], atLeast }: Draft<Input>): Flaw[] {
  const count = new Set(of).size;
  if (atLeast === undefined || of.includes(undefined) || count < 2 || atLeast <= count) return [];
  const message = `${atLeast} of ${count} can never be up`;
  return [{ path: ['composite', 'atLeast'], message, expected: `from 1 to ${count}` }];
}

export const composite = { ...FROM_STORE, schema, toTarget, check } satisfies Kind<Input>;
