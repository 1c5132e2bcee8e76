/**
 * The two messages of grpc.health.v1, by hand: one string goes out, one number comes back. Each travels behind five
 * bytes: whether it is compressed, and its length.
 */
import { ProbeFailed } from '../net/probe-failed.ts';

const PREFIX_BYTES = 5;
const SERVICE = 1;
const STATUS = 1;

/** How a field's value is written; the lower three bits of its tag. */
const WIRE = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

export const SERVING_STATUS = ['UNKNOWN', 'SERVING', 'NOT_SERVING', 'SERVICE_UNKNOWN'] as const;
export type ServingStatus = (typeof SERVING_STATUS)[number];

/** `HealthCheckRequest { string service = 1 }`, which for the whole server, "", is no byte at all. */
export function healthRequest(service: string): Buffer {
  const text = Buffer.from(service);
  const message =
    text.length === 0 ? text : Buffer.concat([bytes((SERVICE << 3) | WIRE.bytes), varint(text.length), text]);
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}

/** `HealthCheckResponse { ServingStatus status = 1 }`; other fields are passed over. Throws `ProbeFailed`. */
export function healthAnswer(body: Buffer): ServingStatus {
  if (body.length < PREFIX_BYTES) throw malformed('it holds no message');
  if (body[0] !== 0) throw malformed('its message is compressed, which was not asked for');
  const length = body.readUInt32BE(1);
  if (body.length !== PREFIX_BYTES + length) throw malformed('its message is not as long as it says');
  const status = SERVING_STATUS[statusNumber(new Reader(body.subarray(PREFIX_BYTES)))];
  if (status === undefined) throw malformed('its status is none that gRPC knows');
  return status;
}

/** Of a field that is given twice the last one counts, and one that is not given is 0. */
function statusNumber(reader: Reader): number {
  let status = 0;
  while (!reader.isAtEnd) {
    const tag = reader.varint();
    const wire = tag & 0b111;
    if (wire === WIRE.varint) {
      const value = reader.varint();
      if (tag >>> 3 === STATUS) status = value;
    } else if (wire === WIRE.bytes) reader.skip(reader.varint());
    else if (wire === WIRE.fixed64) reader.skip(8);
    else if (wire === WIRE.fixed32) reader.skip(4);
    else throw malformed('its message is not a health status');
  }
  return status;
}

class Reader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  /** Seven bits a byte, the lowest first. More than 32 bits are nobody's status and lose their upper part. */
  varint(): number {
    let value = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) break;
      if (shift < 32) value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
    throw malformed('its message is not a health status');
  }

  skip(count: number): void {
    this.#at += count;
    if (this.#at > this.#bytes.length) throw malformed('its message is not a health status');
  }
}

function varint(value: number): Buffer {
  const groups: number[] = [];
  for (let rest = value; ; rest >>>= 7) {
    if (rest < 0x80) return bytes(...groups, rest);
    groups.push((rest & 0x7f) | 0x80);
  }
}

const bytes = (...values: number[]): Buffer => Buffer.from(values);

const malformed = (detail: string): ProbeFailed => new ProbeFailed('protocol_error', detail);
