/** `alerting`, `regions` and `quorum`: how messages are held together, and how many places must agree. */
import { z } from 'zod';
import type { Alerting } from '../domain/monitor.ts';
import { BUILT_IN } from './built-in.ts';
import { parseDuration } from './duration.ts';
import { asList, duration, expecting, id, oneOrMore, wholeNumber } from './fields.ts';

export const alertingSchema = z
  .strictObject({
    groupWait: duration('0s', '10m').meta({
      description: 'A message waits so long for others of its group. Default 0s.',
      examples: ['30s'],
      default: BUILT_IN.groupWait,
    }),
    storm: wholeNumber(2, 1000).meta({
      description: 'So many messages for one contact at once become one digest. Default 10.',
      examples: [10],
      default: BUILT_IN.storm,
    }),
    fallback: oneOrMore(id, 'the id of a contact, or a list of them').meta({
      description: 'Told when a contact cannot be reached. Default the contacts of critical monitors.',
      examples: [['ops']],
    }),
  })
  .partial()
  .meta({ description: 'How messages are held together.', examples: [{ groupWait: '30s' }] });

const REGION = /^[a-z]{2,4}(-[a-z]+)+-\d$/;
const REGION_EXPECTED = 'a region of AWS, such as eu-west-1';

export const regionsSchema = z
  .array(z.string({ error: expecting(REGION_EXPECTED) }).regex(REGION, { error: expecting(REGION_EXPECTED) }), {
    error: expecting('a list of regions'),
  })
  .min(1, { error: expecting('at least one region') })
  .max(10, { error: expecting('at most 10 regions') })
  .meta({
    description: 'Where the monitors are checked from when deployed. Default the one region of the deployment.',
    examples: [['eu-west-1', 'us-east-1', 'ap-southeast-2']],
  });

export const quorumSchema = wholeNumber(1, 10).meta({
  description: 'So many regions must see a failure. Default a majority of those that have looked lately.',
  examples: [2],
});

export const resolveAlerting = ({ groupWait, storm, fallback }: z.infer<typeof alertingSchema>): Alerting => ({
  groupWaitMs: parseDuration(groupWait ?? BUILT_IN.groupWait) ?? 0,
  stormSize: storm ?? BUILT_IN.storm,
  ...(fallback && { fallback: [...asList(fallback)] }),
});
