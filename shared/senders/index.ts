/** Senders: one file for each kind of contact. Those that are reached by HTTP say only what is their own; see `service.ts`. */
import type { Contact } from '../domain/alerting/contact.ts';
import type { Clock, Secrets, Send, Senders } from '../ports.ts';
import { discord } from './discord.ts';
import { googleChat } from './google-chat.ts';
import { http } from './http.ts';
import { ntfy } from './ntfy.ts';
import { opsgenie } from './opsgenie.ts';
import { pagerduty } from './pagerduty.ts';
import { createPost, type PostOptions } from './post.ts';
import { createServiceSender, type Service, type ServiceDeps } from './service.ts';
import { slack } from './slack.ts';
import { createSnsSender, type SnsSenderOptions } from './sns.ts';
import { teams } from './teams.ts';
import { telegram } from './telegram.ts';
import { webhook } from './webhook.ts';

export interface SendersOptions extends PostOptions {
  readonly secrets: Secrets;
  readonly clock: Pick<Clock, 'now'>;
  /** Without it nobody is reached by email or text message. */
  readonly sns?: Omit<SnsSenderOptions, 'clock'>;
  readonly onAnswer?: ServiceDeps['onAnswer'];
  /** Of services that live in one place, somewhere else to find them: `http://127.0.0.1:8080`. */
  readonly origins?: { readonly [K in 'telegram' | 'pagerduty' | 'opsgenie']?: string };
}

type ServiceKind = Exclude<Contact['kind'], 'sns' | 'terminal'>;

type Services = { readonly [K in ServiceKind]: Service<Extract<Contact, { kind: K }>> };

const servicesAt = (origins: SendersOptions['origins'] = {}): Services => ({
  webhook,
  slack,
  teams,
  discord,
  'google-chat': googleChat,
  telegram: telegram(origins.telegram),
  pagerduty: pagerduty(origins.pagerduty),
  opsgenie: opsgenie(origins.opsgenie),
  ntfy,
  http,
});

/** A sender for every kind of contact but the terminal, which only a local run has. */
export function createSenders({ secrets, clock, sns, onAnswer, origins, ...options }: SendersOptions): Senders {
  const deps: ServiceDeps = { secrets, clock, post: createPost(options), ...(onAnswer && { onAnswer }) };
  const services = Object.entries(servicesAt(origins)).map(([kind, service]): [string, Send] => [
    kind,
    createServiceSender(service as Service<Contact>, deps),
  ]);
  return { ...Object.fromEntries(services), ...(sns && { sns: createSnsSender({ ...sns, clock }) }) };
}
