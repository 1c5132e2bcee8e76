/** The kind `pagerduty`: an integration key of the Events API v2, or a map that also says where the account is kept. */
import { z } from 'zod';
import type { PagerDutyContact } from '../../domain/alerting/contact.ts';
import { expecting } from '../fields.ts';
import { secret } from '../literal-secrets.ts';
import type { ContactKind } from './contact-kind.ts';
import { DEFAULT_REGION, region } from './service-region.ts';

const routingKey = secret('the integration key');

const schema = z
  .union(
    [
      routingKey,
      z.strictObject({
        routingKey: routingKey.meta({
          description: 'The integration key of a service or of event orchestration, as a secret reference.',
          examples: ['${env:PAGERDUTY_KEY}'],
        }),
        region,
      }),
    ],
    { error: expecting('a reference to an integration key, or a map with routingKey and region') },
  )
  .meta({
    description: 'PagerDuty, by an integration key of the Events API v2.',
    examples: ['${env:PAGERDUTY_KEY}', { routingKey: '${env:PAGERDUTY_KEY}', region: 'eu' }],
  });

type Input = z.infer<typeof schema>;

export const pagerduty = {
  schema,
  toContact: (id: string, input: Input): PagerDutyContact => {
    const { routingKey, region = DEFAULT_REGION } = typeof input === 'string' ? { routingKey: input } : input;
    return { kind: 'pagerduty', id, routingKey, region };
  },
  check: () => [],
} satisfies ContactKind<Input>;
