/**
 * The closed table of everything that can be wrong with a check.
 *
 * `blame` decides the verdict: a fault of the `target` is down, a fault of the `configuration` or of the `checker` is
 * unknown, which neither advances nor clears a streak.
 */
export type Blame = 'target' | 'configuration' | 'checker';

interface FailureKind {
  readonly blame: Blame;
  /** Completes "The check failed: …" for a person who has never seen this table. */
  readonly sentence: string;
}

const target = (sentence: string): FailureKind => ({ blame: 'target', sentence });
const configuration = (sentence: string): FailureKind => ({ blame: 'configuration', sentence });
const checker = (sentence: string): FailureKind => ({ blame: 'checker', sentence });

export const FAILURES = {
  dns_nxdomain: target('the name does not exist in the DNS'),
  dns_nodata: target('the name exists but has no record of the type asked for'),
  dns_servfail: target('the DNS server could not answer for this name'),
  dns_timeout: target('the DNS did not answer in time'),
  tcp_refused: target('the server refused the connection'),
  tcp_timeout: target('the connection was not accepted in time'),
  tcp_unreachable: target('no network route leads to the server'),
  tcp_reset: target('the server reset the connection'),
  connection_closed: target('the server closed the connection without a complete answer'),
  tls_expired: target('the certificate has expired'),
  tls_not_yet_valid: target('the certificate is not valid yet'),
  tls_untrusted: target('the certificate is not signed by a trusted authority, or its chain is incomplete'),
  tls_hostname: target('the certificate was issued for another name'),
  tls_no_san: target('the certificate names its server in the subject only, which browsers refuse'),
  tls_weak: target('the certificate uses a key or signature that is too weak'),
  tls_version: target('the server offers no TLS version later than 1.1'),
  tls_handshake: target('the TLS handshake failed'),
  tls_alpn: target('the server and the probe have no application protocol in common'),
  tls_timeout: target('the TLS handshake did not finish in time'),
  starttls_failed: target('the server did not begin TLS when it was asked to'),
  tls_not_tls: target('the server does not speak TLS on this port'),
  tls_client_certificate: target('the server wants a client certificate that it trusts'),
  auth_failed: target('the token endpoint gave no access token'),
  http_timeout: target('the server did not send its answer in time'),
  reply_timeout: target('the server did not reply in time'),
  body_timeout: target('the server did not finish its answer in time'),
  body_truncated: target('the answer ended before it was complete'),
  body_too_large: target('the answer is larger than the probe reads'),
  headers_too_large: target('the header of the answer is larger than the probe reads'),
  protocol_error: target('the answer is not valid HTTP'),
  websocket_error: target('the server does not speak WebSocket as the standard asks'),
  grpc_not_serving: target('the gRPC server says that the service is not serving'),
  grpc_service_unknown: target('the gRPC server knows no service of that name'),
  grpc_unimplemented: target('the gRPC server does not offer the health check'),
  grpc_denied: target('the gRPC server does not permit the health check'),
  grpc_error: target('the gRPC server answered the health check with an error'),
  redirect_loop: target('the server redirects in a loop'),
  too_many_redirects: target('the server redirects too many times'),
  redirect_scheme: target('the server redirects to something that is not http or https'),
  redirect_denied: target('the server redirects to an address that may not be probed'),
  redirect_downgrade: target('the server redirects from https to http'),
  unexpected_status: target('the server answered with an unexpected status'),
  rate_limited: target('the server says that it is asked too often'),
  assertion_failed: target('the answer is not what was expected'),
  too_slow: target('the answer took too long'),
  certificate_expiring: target('the certificate expires soon'),
  carry_failed: target('a value for a later step is missing or unusable'),
  domain_not_registered: target('the domain is not registered'),
  registration_ending: target('the registration of the domain ends soon'),
  registry_unavailable: checker('the registry could not be asked; this says nothing about the domain'),
  registration_unpublished: configuration('the registry does not publish when the registration ends'),
  denied_address: configuration('the target has a private or reserved address, which is not allowed'),
  no_ipv6: configuration('the target has only IPv6 addresses and the probe has no IPv6'),
  invalid_target: configuration('the target cannot be probed as configured'),
  secret_missing: configuration('a secret that the monitor refers to could not be read'),
  auth_refused: configuration('the token endpoint refused the credentials'),
  proxy_failed: checker('the proxy did not let the probe through'),
  heartbeat_late: target('the heartbeat is late'),
  heartbeat_failed: target('the job reported a failure'),
  heartbeat_overran: target('the job has not finished in time'),
  members_down: target('too few of its members are up'),
  members_unknown: checker('too little is known of its members'),
  heartbeat_awaited: configuration('no heartbeat has come yet'),
  probe_error: checker('the probe itself failed; this says nothing about the target'),
  checker_offline: checker('the checker itself cannot reach the internet'),
} as const satisfies Record<string, FailureKind>;

export type FailureCode = keyof typeof FAILURES;

export interface Failure {
  readonly code: FailureCode;
  /** One sentence for a person; capped and free of control characters. */
  readonly message: string;
  /** What was expected and what was found, where the two can be told. */
  readonly expected?: string;
  readonly found?: string;
}

/** A failure with the table's own sentence, followed by what is particular to this case. */
export function failure(code: FailureCode, detail?: string): Failure {
  const sentence = FAILURES[code].sentence;
  const message = sentence.charAt(0).toUpperCase() + sentence.slice(1);
  return { code, message: detail ? `${message}: ${detail.replace(/\.$/, '')}.` : `${message}.` };
}
