/**
 * The one table from what Node, OpenSSL and undici report to the closed set of failures. Where a code means different
 * things at different times, the phase decides.
 */
import { type Failure, type FailureCode, failure } from '../../domain/checks/failure.ts';
import { plainText } from '../../domain/messages/plain-text.ts';
import { namesOf } from './certificate.ts';
import { ProbeFailed } from './probe-failed.ts';
import type { Phase } from './run.ts';

interface ByPhase {
  readonly connect: FailureCode;
  readonly tls: FailureCode;
  readonly http: FailureCode;
  readonly body: FailureCode;
}

const RESET: ByPhase = { connect: 'tcp_reset', tls: 'tls_handshake', http: 'tcp_reset', body: 'body_truncated' };
const CLOSED: ByPhase = { ...RESET, http: 'connection_closed' };
const SILENT: ByPhase = { connect: 'tcp_timeout', tls: 'tls_timeout', http: 'http_timeout', body: 'body_timeout' };
/** TLS 1.3 tells only after the handshake that it wanted a client certificate. */
const TLS_ERROR: ByPhase = { ...CLOSED, tls: 'tls_handshake' };

const TABLE: Readonly<Record<string, FailureCode | ByPhase>> = {
  // The DNS library. A name server that cannot be talked to at all is our own trouble.
  ENOTFOUND: 'dns_nxdomain',
  ENODATA: 'dns_nodata',
  ESERVFAIL: 'dns_servfail',
  EREFUSED: 'dns_servfail',
  EFORMERR: 'dns_servfail',
  ENOTIMP: 'dns_servfail',
  EBADRESP: 'dns_servfail',
  ETIMEOUT: 'dns_timeout',
  EBADNAME: 'invalid_target',

  // The operating system.
  ECONNREFUSED: 'tcp_refused',
  ENETUNREACH: 'tcp_unreachable',
  EHOSTUNREACH: 'tcp_unreachable',
  ENETDOWN: 'tcp_unreachable',
  EHOSTDOWN: 'tcp_unreachable',
  ETIMEDOUT: SILENT,
  ECONNRESET: RESET,
  ECONNABORTED: RESET,
  EPIPE: RESET,

  // Certificates.
  CERT_HAS_EXPIRED: 'tls_expired',
  CERT_NOT_YET_VALID: 'tls_not_yet_valid',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'tls_untrusted',
  SELF_SIGNED_CERT_IN_CHAIN: 'tls_untrusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'tls_untrusted',
  UNABLE_TO_GET_ISSUER_CERT: 'tls_untrusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'tls_untrusted',
  UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY: 'tls_untrusted',
  UNABLE_TO_DECRYPT_CERT_SIGNATURE: 'tls_untrusted',
  CERT_SIGNATURE_FAILURE: 'tls_untrusted',
  CERT_CHAIN_TOO_LONG: 'tls_untrusted',
  CERT_UNTRUSTED: 'tls_untrusted',
  CERT_REJECTED: 'tls_untrusted',
  CERT_REVOKED: 'tls_untrusted',
  INVALID_CA: 'tls_untrusted',
  INVALID_PURPOSE: 'tls_untrusted',
  PATH_LENGTH_EXCEEDED: 'tls_untrusted',
  ERR_TLS_CERT_ALTNAME_INVALID: 'tls_hostname',
  ERR_TLS_CERT_ALTNAME_FORMAT: 'tls_hostname',
  HOSTNAME_MISMATCH: 'tls_hostname',

  // The handshake. Every other ERR_SSL_ code is TLS_ERROR.
  ERR_SSL_CA_MD_TOO_WEAK: 'tls_weak',
  ERR_SSL_CA_KEY_TOO_SMALL: 'tls_weak',
  ERR_SSL_EE_KEY_TOO_SMALL: 'tls_weak',
  ERR_SSL_DH_KEY_TOO_SMALL: 'tls_weak',
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: 'tls_version',
  ERR_SSL_UNSUPPORTED_PROTOCOL: 'tls_version',
  ERR_SSL_VERSION_TOO_LOW: 'tls_version',
  ERR_SSL_WRONG_SSL_VERSION: 'tls_version',
  ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL: 'tls_alpn',
  ERR_SSL_WRONG_VERSION_NUMBER: 'tls_not_tls',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'tls_not_tls',
  ERR_SSL_HTTP_REQUEST: 'tls_not_tls',
  ERR_SSL_UNKNOWN_PROTOCOL: 'tls_not_tls',
  ERR_SSL_RECORD_LAYER_FAILURE: 'tls_not_tls',
  EPROTO: TLS_ERROR,

  // undici.
  UND_ERR_SOCKET: CLOSED,
  UND_ERR_HEADERS_OVERFLOW: 'headers_too_large',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'protocol_error',
  UND_ERR_REQ_CONTENT_LENGTH_MISMATCH: 'invalid_target',
  UND_ERR_INVALID_ARG: 'invalid_target',
  UND_ERR_NOT_SUPPORTED: 'invalid_target',
  // A status of 000 trips an assertion in its parser.
  ERR_ASSERTION: 'protocol_error',
};

/** Alerts that a server sends about nothing but the certificate of its client, or the want of one. */
const ABOUT_OUR_CERTIFICATE =
  /^ERR_SSL_.*ALERT_(CERTIFICATE_REQUIRED|UNKNOWN_CA|(BAD|UNSUPPORTED)_CERTIFICATE|CERTIFICATE_(EXPIRED|REVOKED|UNKNOWN))$/;

/** Codes whose own words say no more than the table of failures does. */
const SPEAK_FOR_THEMSELVES: ReadonlySet<FailureCode> = new Set([
  'tls_expired',
  'tls_not_yet_valid',
  'tls_version',
  'tls_not_tls',
  'tls_alpn',
  'tcp_reset',
  'connection_closed',
  'body_truncated',
  'headers_too_large',
]);

/** `error` may be anything that a run rejected with. */
export function failureOf(error: unknown, phase: Phase, hostname?: string): Failure {
  if (error instanceof ProbeFailed) return failure(error.code, error.detail);
  if (!(error instanceof Error)) return failure('probe_error', plainText(String(error)));
  const code = codeOf(error, phase);
  return SPEAK_FOR_THEMSELVES.has(code) ? failure(code) : failure(code, detailOf(error, code, hostname));
}

function codeOf(error: NodeJS.ErrnoException, phase: Phase): FailureCode {
  if (isParserError(error)) return 'protocol_error';
  if (ABOUT_OUR_CERTIFICATE.test(error.code ?? '')) return 'tls_client_certificate';
  if (phase === 'tls' && /too (weak|small)/.test(error.message)) return 'tls_weak';
  const code = error.code ?? '';
  // Nobody listens at the name server's own address.
  if (phase === 'dns' && code === 'ECONNREFUSED') return 'probe_error';
  const entry = Object.hasOwn(TABLE, code) ? TABLE[code] : /^ERR_SSL_/.test(code) ? TLS_ERROR : 'probe_error';
  return typeof entry === 'object' ? entry[stageOf(phase)] : (entry ?? 'probe_error');
}

/** undici's parser errors have no code that could be relied upon. */
const isParserError = (error: Error): boolean =>
  error.name === 'HTTPParserError' || error.message === 'bad response' || error.message === 'bad upgrade';

function stageOf(phase: Phase): keyof ByPhase {
  if (phase === 'dns' || phase === 'tcp') return 'connect';
  return phase === 'tls' || phase === 'body' ? phase : 'http';
}

function detailOf(error: Error, code: FailureCode, hostname: string | undefined): string {
  if (code.startsWith('dns_')) return plainText(hostname ?? error.message);
  if (code === 'tls_hostname') return plainText(certificateNames(error) || error.message);
  if ('address' in error && 'port' in error) return `${error.address}:${error.port}`;
  return plainText(error.message.replace(/\.$/, ''));
}

function certificateNames(error: Error): string {
  const { subjectaltname } = ('cert' in error ? error.cert : {}) as { subjectaltname?: unknown };
  return typeof subjectaltname === 'string' ? namesOf(subjectaltname).slice(0, 3).join(', ') : '';
}
