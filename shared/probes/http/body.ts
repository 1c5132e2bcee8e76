/** From the bytes of a body to text, with a cap on what is unpacked: 200 kB of gzip may hold 200 MB. */
import type { Transform } from 'node:stream';
import zlib from 'node:zlib';
import type { Observation } from '../../domain/checks/observation.ts';
import { plainText } from '../../domain/messages/plain-text.ts';
import { ProbeFailed } from '../net/probe-failed.ts';
import type { Run } from '../net/run.ts';
import type { Answer } from './exchange.ts';

/** Of a body whose text, or whose complete arrival, some assertion is about. */
export const MAX_BODY_BYTES = 1024 * 1024;

/** A body packed more often than that is an attack. */
const MAX_ENCODINGS = 3;

type Body = NonNullable<Observation['body']>;

interface Bytes {
  readonly bytes: Uint8Array;
  readonly isTruncated: boolean;
}

/** The run's deadline holds for the unpacking too. */
export async function bodyText(run: Run, answer: Answer): Promise<Body> {
  let content: Bytes = { bytes: Buffer.concat(answer.chunks), isTruncated: answer.isTruncated };
  for (const encoding of encodingsOf(answer.headers['content-encoding'])) {
    if (content.bytes.length > 0) content = await unpack(run, content, encoding);
  }
  return { text: decode(content, answer.headers['content-type']), truncated: content.isTruncated };
}

/** The last encoding that was applied comes first. */
function encodingsOf(header = ''): string[] {
  const names = header
    .toLowerCase()
    .split(',')
    .map((name) => name.trim());
  const encodings = names.filter((name) => name !== '' && name !== 'identity' && name !== 'none');
  if (encodings.length > MAX_ENCODINGS)
    throw new ProbeFailed('protocol_error', `it is packed ${encodings.length} times`);
  return encodings.toReversed();
}

/** Each piece costs a turn of the event loop; in the usual ones of 16 KiB a bomb would outlast its deadline in a crowd. */
const PIECE = { chunkSize: 256 * 1024 };

// A packed body that was cut at the cap is unpacked as far as it goes.
const LENIENT = { ...PIECE, finishFlush: zlib.constants.Z_SYNC_FLUSH };

function unpacker(encoding: string, firstByte: number | undefined): Transform {
  switch (encoding) {
    case 'gzip':
    case 'x-gzip':
      return zlib.createGunzip(LENIENT);
    case 'deflate':
      // Some servers send the bare format, without the header that begins with 8 in its lower half.
      return ((firstByte ?? 0) & 0x0f) === 8 ? zlib.createInflate(LENIENT) : zlib.createInflateRaw(LENIENT);
    case 'br':
      return zlib.createBrotliDecompress({ ...PIECE, finishFlush: zlib.constants.BROTLI_OPERATION_FLUSH });
    default:
      throw new ProbeFailed('protocol_error', `its content encoding "${plainText(encoding, 32)}" is unknown`);
  }
}

function unpack(run: Run, { bytes, isTruncated }: Bytes, encoding: string): Promise<Bytes> {
  return run.wait((resolve, reject) => {
    const stream = run.hold(unpacker(encoding, bytes[0]));
    const chunks: Uint8Array[] = [];
    let size = 0;
    stream.on('data', (chunk: Uint8Array) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size <= MAX_BODY_BYTES) return;
      stream.destroy();
      resolve({ bytes: Buffer.concat(chunks).subarray(0, MAX_BODY_BYTES), isTruncated: true });
    });
    stream.once('end', () => resolve({ bytes: Buffer.concat(chunks), isTruncated }));
    stream.once('error', (cause) =>
      reject(new ProbeFailed('protocol_error', `it is not valid ${encoding}`, { cause })),
    );
    stream.end(bytes);
  });
}

/** By the byte order mark, else by the declared charset, else as UTF-8. Bytes that do not fit become U+FFFD. */
function decode({ bytes, isTruncated }: Bytes, contentType = ''): string {
  const label = markedEncoding(bytes) ?? /;\s*charset\s*=\s*"?([^\s";]+)/i.exec(contentType)?.[1] ?? 'utf-8';
  // A character that the cap has cut in two is left out rather than replaced.
  return decoderFor(label).decode(bytes, { stream: isTruncated });
}

function markedEncoding([first, second, third]: Uint8Array): string | undefined {
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8';
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  return undefined;
}

function decoderFor(label: string): InstanceType<typeof TextDecoder> {
  try {
    return new TextDecoder(label);
  } catch {
    return new TextDecoder();
  }
}
