/**
 * What can be probed, tagged by its kind. Texts may hold secret references until the moment of the probe; durations are
 * in milliseconds.
 */
export type Target = HttpTarget;

export interface HttpTarget {
  readonly kind: 'http';
  /** Absolute http(s) URL without user information. May hold secret references, as may headers, body and auth. */
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly auth?:
    | { readonly basic: { readonly username: string; readonly password: string } }
    | { readonly bearer: string };
  /** How many redirects are followed; 0 judges the redirect itself. */
  readonly maxRedirects: number;
  /** Lets a redirect lead from https to http. */
  readonly allowDowngrade: boolean;
  /** Lets the target live on a private (RFC 1918, ULA, CGNAT) address. Link-local is refused all the same. */
  readonly allowPrivate: boolean;
}
