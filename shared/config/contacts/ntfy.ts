/** The kind `ntfy`: the URL of a topic, or a map with a token beside it. */
import { z } from 'zod';
import type { NtfyContact } from '../../domain/alerting/contact.ts';
import { REFERENCE } from '../../domain/checks/references.ts';
import type { Draft } from '../draft.ts';
import { expecting, report } from '../fields.ts';
import { httpUrl } from '../http-url.ts';
import { secret, withoutReferences } from '../literal-secrets.ts';
import type { ContactKind } from './contact-kind.ts';
import { allowPrivate, privateFlaws } from './private-receiver.ts';

const TOPIC_EXPECTED = 'a server and a topic, such as https://ntfy.example.org/alerts';

/** What begins with a reference is judged once it is filled in. */
const topicUrl = httpUrl.superRefine((url, context) => {
  if (url.startsWith('${') && REFERENCE.test(url)) return;
  if (/^https?:\/\/[^/]+\/[^/?#]+\/?$/i.test(withoutReferences(url))) return;
  report(context, { message: 'this names no topic', expected: TOPIC_EXPECTED });
});

const schema = z
  .union(
    [
      topicUrl,
      z.strictObject({
        url: topicUrl.meta({
          description:
            'The server and the topic. A topic that anybody may read is a secret, and written as a reference.',
          examples: ['https://ntfy.example.org/alerts'],
        }),
        token: secret('the token')
          .optional()
          .meta({ description: 'An access token, as a secret reference.', examples: ['${env:NTFY_TOKEN}'] }),
        allowPrivate,
      }),
    ],
    { error: expecting(`${TOPIC_EXPECTED}, or a map with url, token and allowPrivate`) },
  )
  .meta({
    description: 'A topic of ntfy.',
    examples: ['${env:NTFY_URL}', { url: 'https://ntfy.example.org/alerts', token: '${env:NTFY_TOKEN}' }],
  });

type Input = z.infer<typeof schema>;

export const ntfy = {
  schema,
  toContact: (id: string, input: Input): NtfyContact => {
    const {
      url,
      token,
      allowPrivate = false,
    }: Partial<NtfyContact> & { url: string } = typeof input === 'string'
      ? { url: input }
      : (input as Partial<NtfyContact> & { url: string });
    return { kind: 'ntfy', id, url, ...(token === undefined ? {} : { token }), allowPrivate };
  },
  check: (input: Draft<Input>) =>
    typeof input === 'string'
      ? privateFlaws(input, false, ['ntfy'])
      : privateFlaws(input.url, input.allowPrivate, ['ntfy', 'url']),
} satisfies ContactKind<Input>;
