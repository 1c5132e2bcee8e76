/** The kind `slack`: the URL of an incoming webhook, or a map that also lets it be a private server's. */
import { z } from 'zod';
import type { SlackContact } from '../../domain/alerting/contact.ts';
import type { Draft } from '../draft.ts';
import { expecting } from '../fields.ts';
import type { ContactKind } from './contact-kind.ts';
import { allowPrivate, privateFlaws } from './private-receiver.ts';
import { secretUrl } from './secret-url.ts';

const url = secretUrl('SLACK_URL');

const schema = z
  .union(
    [
      url,
      z.strictObject({
        url: url.meta({
          description: 'The URL of an incoming webhook, as a secret reference.',
          examples: ['${env:MATTERMOST_URL}'],
        }),
        allowPrivate,
      }),
    ],
    { error: expecting('a reference to the URL of an incoming webhook, or a map with url and allowPrivate') },
  )
  .meta({
    description: 'An incoming webhook of Slack, or of what takes the same, such as Mattermost.',
    examples: ['${env:SLACK_URL}', { url: '${env:MATTERMOST_URL}', allowPrivate: true }],
  });

type Input = z.infer<typeof schema>;

export const slack = {
  schema,
  toContact: (id: string, input: Input): SlackContact => {
    const { url, allowPrivate = false } = typeof input === 'string' ? { url: input } : input;
    return { kind: 'slack', id, url, allowPrivate };
  },
  check: (input: Draft<Input>) =>
    typeof input === 'string'
      ? privateFlaws(input, false, ['slack'])
      : privateFlaws(input.url, input.allowPrivate, ['slack', 'url']),
} satisfies ContactKind<Input>;
