/**
 * What all services have in common that are told things by HTTP: secrets are filled in at the last moment, one request
 * goes out, and its answer says whether the message was accepted, and if not, whether trying again can help.
 */

import { type Contact, takesGroups } from '../domain/alerting/contact.ts';
import { blotOut } from '../domain/checks/blot-out.ts';
import { FAILURES } from '../domain/checks/failure.ts';
import { mapStrings } from '../domain/checks/map-strings.ts';
import { fillIn, valuesIn } from '../domain/checks/references.ts';
import { SendError } from '../domain/errors.ts';
import { alone } from '../domain/messages/message.ts';
import { plainText } from '../domain/messages/plain-text.ts';
import type { Clock, Message, Secrets, Send } from '../ports.ts';
import type { Post, PostAnswer, PostOutcome } from './post.ts';
import { retryAfterMs } from './retry-after.ts';

/** A service says where a message goes, what is sent, and what its answers mean where they differ from others'. */
export interface Service<C extends Contact> {
  /** In errors: the "Slack webhook" of a contact. */
  readonly name: string;
  /** Every reference of the contact is filled in by now, which is in ms since the epoch. */
  request(contact: C, message: Message, now: number): ServiceRequest;
  /** Undefined leaves the answer to `readStatus`. */
  read?(answer: PostAnswer): Reading | undefined;
}

export interface ServiceRequest {
  /** POST unless given. */
  readonly method?: string;
  readonly url: string;
  /** Beside the type of the content and the name of the sender; these may be given too. Names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Anything but a text is sent as JSON. */
  readonly body: unknown;
}

/** What an answer means. */
export type Reading = 'accepted' | Refusal;

export interface Refusal {
  readonly isPermanent: boolean;
  /** The answer in the service's own words, as far as they help. */
  readonly said?: string;
  /** A sentence for whoever must mend it. */
  readonly advice?: string;
  /** Where the answer itself says so; the header Retry-After is looked at in any case. */
  readonly retryAfterMs?: number;
}

export interface ServiceDeps {
  readonly secrets: Secrets;
  readonly clock: Pick<Clock, 'now'>;
  readonly post: Post;
  /** Told of every answer, without the contact's secrets. */
  readonly onAnswer?: (answer: { readonly status: number; readonly text: string }) => void;
}

const LONGEST_QUOTE = 200;

/**
 * Accepted means an answer of 2xx, unless the service says more. Redirects are not followed: they could lead the message
 * to somebody else.
 */
export function createServiceSender<C extends Contact>(service: Service<C>, deps: ServiceDeps): Send<C> {
  return async (contact, message) => {
    const parts = takesGroups(contact.kind) ? [message] : message.notifications.map(alone);
    const failures: unknown[] = [];
    for (const part of parts) await send(contact, part).catch((cause) => failures.push(cause));
    // As long as one part may still arrive, all are sent again, each with the event id that it had.
    if (failures.length > 0) throw failures.find(mayPass) ?? failures[0];
  };

  async function send(contact: C, message: Message): Promise<void> {
    const who = `The ${service.name} of contact "${contact.id}"`;
    const values = await secretsOf(contact, deps.secrets, who);
    const filledIn = mapStrings(contact, (text) => fillIn(text, values));
    const now = deps.clock.now();
    const { method, url, headers, body } = service.request(filledIn, message, now);
    const outcome = await deps.post({
      ...(method === undefined ? {} : { method }),
      url: urlOf(url, who),
      headers: { ...headersFor(body), ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
      allowPrivate: 'allowPrivate' in contact && contact.allowPrivate,
    });
    if (outcome.status === undefined) throw unreachable(contact, who, outcome);
    const blot = blotOut(values.values());
    deps.onAnswer?.({ status: outcome.status, text: plainText(blot(outcome.text), LONGEST_QUOTE) });
    const reading = service.read?.(outcome) ?? readStatus(outcome);
    if (reading !== 'accepted') throw refused(outcome, reading, who, { blot, now });
  }
}

const mayPass = (failure: unknown): boolean => !(failure instanceof SendError && failure.isPermanent);

/** A secret that is missing today may be there tomorrow, and the message is still worth sending then. */
async function secretsOf(contact: Contact, secrets: Secrets, who: string): Promise<ReadonlyMap<string, string>> {
  try {
    return await valuesIn(JSON.stringify(contact), (reference) => secrets.read(reference));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new SendError(`${who} was not called: ${reason}`, { isPermanent: false, cause });
  }
}

function urlOf(text: string, who: string): URL {
  const url = URL.parse(text);
  if (url && /^https?:$/.test(url.protocol)) return url;
  // Literal URLs were validated long before, so this one comes from a secret: it is not shown, and it can be mended.
  const message = `${who} has no http or https URL. Write one like https://hooks.example.org/nightjar`;
  throw new SendError(message, { isPermanent: false });
}

const headersFor = (body: unknown): Record<string, string> => ({
  'content-type': typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8',
  'user-agent': 'Nightjar/1',
  'accept-encoding': 'identity',
});

function unreachable(contact: Contact, who: string, { code, cause }: Exclude<PostOutcome, PostAnswer>): SendError {
  const isPermanent = code === 'denied_address';
  const remedy = 'allowPrivate' in contact ? '; set allowPrivate on the contact if that is meant' : '';
  const reason = isPermanent ? `its address is private or reserved${remedy}` : FAILURES[code].sentence;
  // What went wrong in detail may name the host, which is nobody's business where the URL is a secret.
  const isConcealed = 'url' in contact && contact.url.includes('${');
  const message = `${who} could not be reached: ${reason}.`;
  return new SendError(message, { isPermanent, ...(isConcealed ? {} : { cause }) });
}

/** Too slow, too early, too many: the receiver asks for another attempt. Its own faults pass as well. */
const isTransient = (status: number): boolean => status >= 500 || [408, 425, 429].includes(status);

/** What a status means to most services. */
export function readStatus({ status }: Pick<PostAnswer, 'status'>): Reading {
  if (status >= 200 && status <= 299) return 'accepted';
  const advice =
    status < 400 ? 'Redirects are not followed: write the URL that it leads to.' : 'Expected a status from 200 to 299.';
  return { isPermanent: !isTransient(status), advice };
}

function refused(
  answer: PostAnswer,
  { isPermanent, said, advice, retryAfterMs: stated }: Refusal,
  who: string,
  { blot, now }: { readonly blot: (text: string) => string; readonly now: number },
): SendError {
  const words = said ? ` (${plainText(blot(said), LONGEST_QUOTE)})` : '';
  const message = [`${who} answered ${answer.status}${words}.`, ...(advice ? [advice] : [])].join(' ');
  return new SendError(message, { isPermanent, retryAfterMs: stated ?? retryAfterMs(answer.headers, now) });
}
