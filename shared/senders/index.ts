/** Senders: one file for each kind of contact. Those that are reached by HTTP say only what is their own; see `service.ts`. */
import type { Contact } from '../domain/contact.ts';
import type { Clock, Secrets, Send, Senders } from '../ports.ts';
import { createPost, type PostOptions } from './post.ts';
import { createServiceSender, type Service, type ServiceDeps } from './service.ts';
import { createSnsSender, type SnsSenderOptions } from './sns.ts';
import { webhook } from './webhook.ts';

export interface SendersOptions extends PostOptions {
  readonly secrets: Secrets;
  readonly clock: Pick<Clock, 'now'>;
  /** Without it nobody is reached by email or text message. */
  readonly sns?: SnsSenderOptions;
  readonly onAnswer?: ServiceDeps['onAnswer'];
}

type ServiceKind = Exclude<Contact['kind'], 'sns' | 'terminal'>;

const SERVICES: { readonly [K in ServiceKind]?: Service<Extract<Contact, { kind: K }>> } = {
  webhook,
};

/** A sender for every kind of contact but the terminal, which only a local run has. */
export function createSenders({ secrets, clock, sns, onAnswer, ...options }: SendersOptions): Senders {
  const deps: ServiceDeps = { secrets, clock, post: createPost(options), ...(onAnswer && { onAnswer }) };
  const services = Object.entries(SERVICES).map(([kind, service]): [string, Send] => [
    kind,
    createServiceSender(service as Service<Contact>, deps),
  ]);
  return { ...Object.fromEntries(services), ...(sns && { sns: createSnsSender(sns) }) };
}
