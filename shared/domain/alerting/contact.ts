/** Ways to reach people. A URL, token or key that is a secret is a reference until just before it is used. */

/** One way to reach people. The kind decides the sender; see `shared/senders`. */
export type Contact =
  | SnsContact
  | WebhookContact
  | SlackContact
  | TeamsContact
  | DiscordContact
  | GoogleChatContact
  | TelegramContact
  | PagerDutyContact
  | OpsgenieContact
  | NtfyContact
  | HttpContact
  | TerminalContact;

export interface SnsContact {
  readonly kind: 'sns';
  readonly id: string;
  readonly email: readonly string[];
  /** E.164 numbers, for example +441632960961. */
  readonly sms: readonly string[];
}

export interface WebhookContact {
  readonly kind: 'webhook';
  readonly id: string;
  readonly url: string;
  /** Key of the HMAC-SHA-256 signature. */
  readonly secret: string;
  readonly allowPrivate: boolean;
}

/** An incoming webhook of Slack, or of something that takes the same, such as Mattermost. */
export interface SlackContact {
  readonly kind: 'slack';
  readonly id: string;
  readonly url: string;
  readonly allowPrivate: boolean;
}

/** A flow of Microsoft Teams that posts what its webhook receives. */
export interface TeamsContact {
  readonly kind: 'teams';
  readonly id: string;
  readonly url: string;
}

export interface DiscordContact {
  readonly kind: 'discord';
  readonly id: string;
  readonly url: string;
}

export interface GoogleChatContact {
  readonly kind: 'google-chat';
  readonly id: string;
  readonly url: string;
}

export interface TelegramContact {
  readonly kind: 'telegram';
  readonly id: string;
  /** Of the bot. */
  readonly token: string;
  /** `-1001234567890`, or `@channel`. */
  readonly chatId: string;
}

/** Where an account lives: the two have nothing in common but their protocol. */
export type ServiceRegion = 'us' | 'eu';

export interface PagerDutyContact {
  readonly kind: 'pagerduty';
  readonly id: string;
  /** Integration key of the Events API v2. */
  readonly routingKey: string;
  readonly region: ServiceRegion;
}

export interface OpsgenieContact {
  readonly kind: 'opsgenie';
  readonly id: string;
  readonly apiKey: string;
  readonly region: ServiceRegion;
}

export interface NtfyContact {
  readonly kind: 'ntfy';
  readonly id: string;
  /** The server and the topic: `https://ntfy.example.org/alerts`. */
  readonly url: string;
  readonly token?: string;
  readonly allowPrivate: boolean;
}

/** Anything else that takes a request. */
export interface HttpContact {
  readonly kind: 'http';
  readonly id: string;
  readonly method: HttpContactMethod;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Sent as JSON, by structure; a text is sent as it is. */
  readonly body: Template;
  readonly allowPrivate: boolean;
}

export type HttpContactMethod = 'POST' | 'PUT' | 'PATCH';

/** A body in whose texts the parts of a message are named: `{{title}}`. What there is to name is in docs/alerts.md. */
export type Template = string | number | boolean | null | readonly Template[] | { readonly [key: string]: Template };

/** The screen of a local run. It is told of everything and never appears in `monitors.yaml`. */
export interface TerminalContact {
  readonly kind: 'terminal';
  readonly id: string;
}

/** These make an alert, a line or an event of each thing that they are told. */
const ONE_BY_ONE: ReadonlySet<Contact['kind']> = new Set(['pagerduty', 'opsgenie', 'webhook', 'terminal']);

/** Whether a message to such a contact may hold several notifications. */
export const takesGroups = (kind: Contact['kind']): boolean => !ONE_BY_ONE.has(kind);
