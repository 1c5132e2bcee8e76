/** What a gRPC server says of a call, and what that is called here. */
import type { FailureCode } from '../../domain/checks/failure.ts';
import { plainText } from '../../domain/messages/plain-text.ts';
import { ProbeFailed } from '../net/probe-failed.ts';
import type { CallAnswer } from './call.ts';
import type { ServingStatus } from './health-message.ts';

const NAMES = [
  'OK',
  'CANCELLED',
  'UNKNOWN',
  'INVALID_ARGUMENT',
  'DEADLINE_EXCEEDED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
  'UNAUTHENTICATED',
];

/** Every other status that is not OK is `grpc_error`. */
const CODES: Readonly<Record<string, FailureCode>> = {
  DEADLINE_EXCEEDED: 'http_timeout',
  NOT_FOUND: 'grpc_service_unknown',
  PERMISSION_DENIED: 'grpc_denied',
  UNAUTHENTICATED: 'grpc_denied',
  UNIMPLEMENTED: 'grpc_unimplemented',
  UNAVAILABLE: 'grpc_not_serving',
};

const LONGEST_MESSAGE = 200;

/** Throws unless this is the answer to a call that went well. */
export function requireOk({ headers, trailers }: CallAnswer): void {
  const type = headers['content-type'];
  // Whatever stands between us and the server speaks only HTTP.
  if (headers[':status'] !== 200) throw httpFailure(headers[':status']);
  if (!/^application\/grpc(\+proto)?($|[\s;])/i.test(type ?? '')) {
    throw new ProbeFailed(
      'protocol_error',
      `its content type is ${type ? `"${plainText(type, 80)}"` : 'missing'}, not application/grpc`,
    );
  }
  const status = trailers['grpc-status'];
  if (status === undefined) throw new ProbeFailed('protocol_error', 'it has no grpc-status');
  if (!/^\d{1,3}$/.test(String(status))) throw new ProbeFailed('protocol_error', 'its grpc-status is no number');
  if (Number(status) !== 0) throw statusFailure(Number(status), trailers['grpc-message']);
}

const httpFailure = (status: number | undefined): ProbeFailed =>
  status === 429
    ? new ProbeFailed('rate_limited')
    : new ProbeFailed('unexpected_status', `${status} where gRPC has 200`);

function statusFailure(status: number, message: string | string[] | undefined): ProbeFailed {
  const name = NAMES[status] ?? `status ${status}`;
  const said = plainText(decoded([message ?? ''].flat().join(' ')), LONGEST_MESSAGE).replace(/\.$/, '');
  return new ProbeFailed(CODES[name] ?? 'grpc_error', said === '' ? name : `${name}, "${said}"`);
}

/** Percent-encoded by the standard; what is not is taken as it is. */
function decoded(message: string): string {
  try {
    return decodeURIComponent(message);
  } catch {
    return message;
  }
}

/** Throws unless the service is serving. */
export function requireServing(status: ServingStatus, service: string): void {
  if (status === 'SERVING') return;
  const detail = service === '' ? status : `${plainText(service)} is ${status}`;
  throw new ProbeFailed(status === 'SERVICE_UNKNOWN' ? 'grpc_service_unknown' : 'grpc_not_serving', detail);
}
