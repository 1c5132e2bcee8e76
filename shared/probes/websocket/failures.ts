/** From what the library reports to the closed set of failures. What it does not name itself is left to the common table. */
import type { FailureCode } from '../../domain/checks/failure.ts';
import { plainText } from '../../domain/messages/plain-text.ts';
import { ProbeFailed } from '../net/probe-failed.ts';

const TABLE: Readonly<Record<string, FailureCode>> = {
  WS_ERR_UNSUPPORTED_MESSAGE_LENGTH: 'body_too_large',
  WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH: 'body_too_large',
  WS_ERR_TOO_MANY_BUFFERED_PARTS: 'body_too_large',
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  ERR_INVALID_CHAR: 'invalid_target',
  ERR_HTTP_INVALID_HEADER_VALUE: 'invalid_target',
  ERR_INVALID_HTTP_TOKEN: 'invalid_target',
  ERR_UNESCAPED_CHARACTERS: 'invalid_target',
};

/** Codes whose own sentence says all that there is to say. */
const SPEAK_FOR_THEMSELVES: ReadonlySet<FailureCode> = new Set(['body_too_large', 'headers_too_large']);

export function webSocketError(error: NodeJS.ErrnoException): Error {
  const code = codeOf(error);
  if (!code) return error;
  const detail = SPEAK_FOR_THEMSELVES.has(code) ? undefined : plainText(error.message.replace(/\.$/, ''));
  return new ProbeFailed(code, detail, { cause: error });
}

function codeOf(error: NodeJS.ErrnoException): FailureCode | undefined {
  const code = error.code ?? '';
  if (error.message === 'socket hang up') return 'connection_closed';
  if (Object.hasOwn(TABLE, code)) return TABLE[code];
  if (code.startsWith('HPE_')) return 'protocol_error';
  if (code.startsWith('WS_ERR_')) return 'websocket_error';
  // What it says of the upgrade has no code; it is a plain error. A setting that it refuses is a SyntaxError.
  if (error.name === 'SyntaxError') return 'invalid_target';
  return code === '' && error.name === 'Error' ? 'websocket_error' : undefined;
}

const NO_CLOSE_FRAME = 1006;

/** The server ended before it had replied. */
export function closedWith(code: number, reason: string): ProbeFailed {
  if (code === NO_CLOSE_FRAME) return new ProbeFailed('connection_closed');
  const said = plainText(reason, 80);
  return new ProbeFailed('connection_closed', `it closed the WebSocket with ${code}${said === '' ? '' : ` (${said})`}`);
}
