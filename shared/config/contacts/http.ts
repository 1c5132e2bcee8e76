/** The kind `http`: a request of one's own making, for whatever has no kind of its own. */
import { z } from 'zod';
import type { HttpContact, Template } from '../../domain/alerting/contact.ts';
import type { Draft } from '../draft.ts';
import { expecting, report, text } from '../fields.ts';
import { httpUrl } from '../http-url.ts';
import { headers } from '../kinds/http.ts';
import type { Flaw } from '../problem.ts';
import type { ContactKind } from './contact-kind.ts';
import { allowPrivate, privateFlaws } from './private-receiver.ts';
import { templateFlaws } from './template.ts';

const METHODS = ['POST', 'PUT', 'PATCH'] as const;
const DEFAULT_METHOD = 'POST';
const LONGEST_TEXT = 16_384;
const BODY_EXPECTED = 'a map or a list, which is sent as JSON, or a text';

const body = z
  .union([text(LONGEST_TEXT), z.record(z.string(), z.unknown()), z.array(z.unknown())], {
    error: expecting(BODY_EXPECTED),
  })
  .superRefine((value, context) => {
    for (const { path, ...telling } of templateFlaws(value)) report(context, telling, [...path]);
  });

const schema = z
  .strictObject({
    url: httpUrl.meta({
      description: 'Receives the request. A URL that is itself a secret is written as a reference.',
      examples: ['https://alarms.example.org/api/messages'],
    }),
    method: z
      .enum(METHODS, { error: expecting(`one of ${METHODS.join(', ')}`) })
      .optional()
      .meta({ description: 'POST, PUT or PATCH. Default POST.', examples: ['PUT'], default: DEFAULT_METHOD }),
    headers: headers.optional().meta({
      description: 'Headers of the request. Those that carry secrets hold references.',
      examples: [{ Authorization: 'Bearer ${env:ALARM_TOKEN}' }],
    }),
    body: body.meta({
      description: 'What is sent: a map or a list as JSON, or a text. Texts in it may hold {{title}} and the like.',
      examples: [{ message: '{{title}}', details: '{{details}}' }],
    }),
    allowPrivate,
  })
  .meta({
    description: 'Any other service that takes a request.',
    examples: [{ url: 'https://alarms.example.org/api/messages', body: { message: '{{title}}' } }],
  });

type Input = z.infer<typeof schema>;

/** A text in a body that has a structure would be pasted into it, and what a message says could break it. */
function check({ url, allowPrivate, headers, body }: Draft<Input>): Flaw[] {
  const flaws = privateFlaws(url, allowPrivate, ['http', 'url']);
  const type = Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === 'content-type');
  if (type?.[1] === undefined || body === undefined) return flaws;
  const path = ['http', 'headers', type[0]];
  if (typeof body === 'string' && !/^\s*text\/plain\b/i.test(type[1])) {
    const message = 'a text is sent as plain text; write JSON as a map, which no message can break';
    flaws.push({
      path,
      message,
      expected: 'text/plain, or a body that is a map',
      example: 'body: { message: "{{title}}" }',
    });
  }
  if (typeof body !== 'string' && !/json/i.test(type[1])) {
    flaws.push({ path, message: 'a map or a list is sent as JSON', expected: 'application/json, or no such header' });
  }
  return flaws;
}

export const http = {
  schema,
  toContact: (id: string, { url, method, headers, body, allowPrivate }: Input): HttpContact => ({
    kind: 'http',
    id,
    method: method ?? DEFAULT_METHOD,
    url,
    headers: headers ?? {},
    body: body as Template,
    allowPrivate: allowPrivate ?? false,
  }),
  check,
} satisfies ContactKind<Input>;
