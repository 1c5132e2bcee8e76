/**
 * What can be probed, tagged by its kind. Texts may hold secret references until the moment of the probe; durations are
 * in milliseconds.
 */
import type { Assertion } from './assertion.ts';

export type Target =
  | HttpTarget
  | FlowTarget
  | TcpTarget
  | TlsTarget
  | WebSocketTarget
  | DnsTarget
  | HeartbeatTarget
  | GrpcTarget
  | DomainTarget
  | CompositeTarget;

export interface HttpTarget extends Reach {
  readonly kind: 'http';
  /** Absolute http(s) URL without user information. May hold secret references, as may headers, body and auth. */
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly auth?: HttpAuth;
  /** How many redirects are followed; 0 judges the redirect itself. */
  readonly maxRedirects: number;
  /** Lets a redirect lead from https to http. */
  readonly allowDowngrade: boolean;
  /** Lets the target live on a private (RFC 1918, ULA, CGNAT) address. Link-local is refused all the same. */
  readonly allowPrivate: boolean;
}

/** How a target is reached; what is not given is as usual. */
export interface Reach {
  /** Only addresses of this kind are connected to. */
  readonly ipVersion?: 4 | 6;
  /** `http://host:port`, through which every connection goes. Never taken from the environment. */
  readonly proxy?: string;
  /** PEM of authorities that are trusted beside the usual ones. */
  readonly ca?: string;
  /** What the probe proves its own identity with, as PEM. Shown to the target's own origin only. */
  readonly clientCertificate?: { readonly certificate: string; readonly key: string };
}

export type HttpAuth =
  | { readonly basic: { readonly username: string; readonly password: string } }
  | { readonly bearer: string }
  | { readonly oauth2: OAuth2 }
  | { readonly sigv4: SigV4 };

/** Client credentials (RFC 6749, 4.4): a token is fetched and kept until shortly before it expires. */
export interface OAuth2 {
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scope?: string;
  readonly audience?: string;
  /** Whether the credentials go into a header (Basic) or into the form that is posted. */
  readonly style: 'header' | 'body';
}

/** AWS Signature Version 4. Without keys, with the credentials that the probe itself runs with. */
export interface SigV4 {
  readonly service: string;
  readonly region: string;
  readonly accessKeyId?: string;
  readonly secretAccessKey?: string;
  readonly sessionToken?: string;
}

/** HTTP requests that follow each other, with values carried from one to the next: log in, use the token, log out. */
export interface FlowTarget {
  readonly kind: 'flow';
  readonly steps: readonly FlowStep[];
  /** Taken after the steps, whatever became of them. */
  readonly finally: readonly FinalStep[];
}

export interface FlowStep {
  /** Unique in its flow. */
  readonly name: string;
  /** Its texts may mention what was carried, `${step:token}`; see `carried.ts`. */
  readonly http: HttpTarget;
  readonly assertions: readonly Assertion[];
  /** What later steps are told of the answer, by name. */
  readonly carry: Readonly<Record<string, Carried>>;
}

export interface FinalStep extends FlowStep {
  /** Whether the flow is down when this step is. */
  readonly decides: boolean;
}

/** Where in an answer a value is. */
export interface Carried {
  readonly from: 'json' | 'header' | 'cookie' | 'body';
  /** The JSONPath, or the name of the header or cookie; empty for the body. */
  readonly at: string;
  /** A regular expression whose one group is the value; always there for a body. */
  readonly pattern?: string;
}

export interface TcpTarget extends Reach {
  readonly kind: 'tcp';
  /** A name or an address; IPv6 without brackets. */
  readonly host: string;
  readonly port: number;
  /** Whether TLS begins with the connection. */
  readonly tls: boolean;
  /** The protocol in whose words TLS is asked for once connected. Excludes `tls`. */
  readonly startTls?: StartTls;
  /** Sent once connected and secured, each with a line end. May hold secret references. */
  readonly send: readonly string[];
  /** Taken in turn once connected and secured. Excludes `send`. */
  readonly dialogue?: readonly DialogueStep[];
  readonly allowPrivate: boolean;
}

/** Says a line, waits for one, or both. May hold secret references. */
export interface DialogueStep {
  readonly send?: string;
  readonly expect?: { readonly contains: string } | { readonly matches: string };
}

export type StartTls = 'smtp' | 'imap' | 'pop3';

export interface TlsTarget extends Reach {
  readonly kind: 'tls';
  /** A name or an address; IPv6 without brackets. */
  readonly host: string;
  readonly port: number;
  readonly allowPrivate: boolean;
}

export interface WebSocketTarget extends Reach {
  readonly kind: 'websocket';
  /** Absolute ws(s) URL without user information. May hold secret references, as may headers and the message. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** A text message that is sent once the WebSocket is open; then a reply is waited for. */
  readonly send?: string;
  readonly subprotocol?: string;
  readonly allowPrivate: boolean;
}

export const DNS_TYPES = ['A', 'AAAA', 'CNAME', 'MX', 'NS', 'TXT', 'SRV', 'CAA', 'SOA'] as const;
export type DnsType = (typeof DNS_TYPES)[number];

/** A question to the DNS. */
export interface DnsTarget {
  readonly kind: 'dns';
  readonly name: string;
  readonly type: DnsType;
  /** Address of the name server that is asked, with a port if it is not 53; absent, the machine's own are. */
  readonly resolver?: string;
  /** Lets the resolver have a private address. */
  readonly allowPrivate: boolean;
}

/** A job that reports by itself. Nothing is connected to; what it has reported is in the store, under the monitor's id. */
export interface HeartbeatTarget {
  readonly kind: 'heartbeat';
  readonly monitorId: string;
  readonly schedule: { readonly periodMs: number } | { readonly cron: string; readonly zone: string };
  readonly graceMs: number;
  /** How long a run that has reported its start may take until it reports its end. */
  readonly maxDurationMs?: number;
  /** `sha256:` and 64 hexadecimal digits. */
  readonly tokenHash: string;
}

/** A question to the health service of a gRPC server. */
export interface GrpcTarget extends Reach {
  readonly kind: 'grpc';
  readonly host: string;
  readonly port: number;
  /** Whether TLS begins with the connection. */
  readonly tls: boolean;
  /** Empty for the server as a whole. */
  readonly service: string;
  /** Sent with the call. May hold secret references. */
  readonly metadata: Readonly<Record<string, string>>;
  /** Lets the target live on a private address. */
  readonly allowPrivate: boolean;
}

/** A domain that must stay registered. */
export interface DomainTarget {
  readonly kind: 'domain';
  readonly name: string;
  /** Base URL of the RDAP server that is asked; absent, the one that knows all registries is. */
  readonly rdap?: string;
}

/** Other monitors, enough of which must be up. Nothing is connected to. */
export interface CompositeTarget {
  readonly kind: 'composite';
  /** Ids of at least two monitors, none of which is a composite. */
  readonly members: readonly string[];
  readonly atLeast: number;
}
