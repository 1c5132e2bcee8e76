/** What a probe saw: raw facts, no opinion. `judge` turns an observation into a result. */
import type { Failure } from './failure.ts';
import type { StepLook } from './flow.ts';
import type { PatternLooks } from './pattern.ts';
import type { Sample } from './prometheus.ts';
import type { DnsType } from './target.ts';

/** Milliseconds spent in each phase of the final hop; `total` covers all hops, from the first look-up to the last byte. */
export interface Timings {
  readonly dns?: number;
  readonly connect?: number;
  readonly tls?: number;
  /** From the request's last byte written to the answer's first byte read. */
  readonly firstByte?: number;
  /** From the first byte to the last byte of the body. */
  readonly transfer?: number;
  readonly total: number;
}

export interface Certificate {
  readonly subject: string;
  readonly issuer: string;
  readonly serial: string;
  /** Milliseconds since the epoch. */
  readonly validFrom: number;
  readonly validTo: number;
  readonly names: readonly string[];
}

/** The samples of the series that a selector selects, or why the answer has none to select from. */
export type MetricSamples =
  | { readonly samples: readonly Sample[]; readonly truncated: boolean }
  | { readonly notMetrics: string };

/** The nodes that a JSONPath selected, or why the answer has none to select from. */
export type JsonNodes = { readonly nodes: readonly unknown[] } | { readonly notJson: string };

/** When the registration of a domain ends, in milliseconds since the epoch. */
export interface Registration {
  readonly endsAt: number;
}

export interface Observation {
  /** Why no complete answer came. Everything that had been seen until then is present all the same. */
  readonly failure?: Failure;
  /** What is wrong with a complete answer, so that it is degraded at best. */
  readonly blemish?: Failure;
  readonly timings: Timings;
  /** The address that was connected to on the last hop. */
  readonly address?: string;
  readonly redirects: readonly string[];
  readonly certificate?: Certificate;
  /** Of the TLS that was agreed on: `1.2` or `1.3`. */
  readonly tlsVersion?: string;
  readonly http?: {
    readonly version: string;
    readonly status: number;
    /** Names in lower case; repeated fields joined with a comma. */
    readonly headers: Readonly<Record<string, string>>;
  };
  /** Records as texts, in the form in which a zone file would write them; see `dns-answer.ts`. */
  readonly dns?: { readonly type: DnsType; readonly answers: readonly string[] };
  readonly registration?: Registration;
  /** Decoded text of the body, up to the cap, if some assertion needs it. */
  readonly body?: { readonly text: string; readonly truncated: boolean };
  /** By JSONPath, for the paths that the assertions name. */
  readonly json?: Readonly<Record<string, JsonNodes>>;
  /** By selector, for the series that the assertions name. */
  readonly metrics?: Readonly<Record<string, MetricSamples>>;
  /** What came of the regular expressions of the assertions, tried on the texts that they are about. */
  readonly patterns?: PatternLooks;
  /** Of a flow: the steps that were taken, in order. */
  readonly steps?: readonly StepLook[];
  /** When the probe ended, milliseconds since the epoch; certificates are judged against it. */
  readonly at: number;
}
