/** The kind `opsgenie`: the key of an API integration, or a map that also says where the account is kept. */
import { z } from 'zod';
import type { OpsgenieContact } from '../../domain/alerting/contact.ts';
import { expecting } from '../fields.ts';
import { secret } from '../literal-secrets.ts';
import type { ContactKind } from './contact-kind.ts';
import { DEFAULT_REGION, region } from './service-region.ts';

const apiKey = secret('the API key');

const schema = z
  .union(
    [
      apiKey,
      z.strictObject({
        apiKey: apiKey.meta({
          description: 'The key of an API integration, as a secret reference.',
          examples: ['${env:OPSGENIE_KEY}'],
        }),
        region,
      }),
    ],
    { error: expecting('a reference to an API key, or a map with apiKey and region') },
  )
  .meta({
    description: 'Opsgenie, by the key of an API integration.',
    examples: ['${env:OPSGENIE_KEY}', { apiKey: '${env:OPSGENIE_KEY}', region: 'eu' }],
  });

type Input = z.infer<typeof schema>;

export const opsgenie = {
  schema,
  toContact: (id: string, input: Input): OpsgenieContact => {
    const { apiKey, region = DEFAULT_REGION } = typeof input === 'string' ? { apiKey: input } : input;
    return { kind: 'opsgenie', id, apiKey, region };
  },
  check: () => [],
} satisfies ContactKind<Input>;
