/** A DNS server on loopback that answers each question as told, or not at all. */
import { createSocket } from 'node:dgram';
import { onTestFinished } from 'vitest';
import { ipv6Bytes, type Zone, zoneData } from './dns-records.ts';

export type Reply =
  /** Addresses; only those of the kind that was asked for are sent. */
  | readonly string[]
  | Zone
  | keyof typeof RCODE
  | 'silence'
  /** Bytes that are no message of the DNS. */
  | 'garbage'
  /** "Ask again over TCP", where nobody listens. */
  | 'truncated'
  /** An answer to a question that was not asked. */
  | 'another';

const RCODE = { formerr: 1, servfail: 2, nxdomain: 3, notimp: 4, refused: 5 } as const;
const TYPE_A = 1;
const TYPE_AAAA = 28;
const HEADER_BYTES = 12;

/** `replyTo` gets the name in lower case and the number of the question. Resolves to the server's address and port. */
export async function dnsServer(replyTo: (name: string, question: number) => Reply): Promise<string> {
  const { address, close } = await startDnsServer(replyTo);
  onTestFinished(close);
  return address;
}

export async function startDnsServer(
  replyTo: (name: string, question: number) => Reply,
): Promise<{ address: string; close(): Promise<void> }> {
  const socket = createSocket('udp4');
  let questions = 0;
  socket.on('message', (query, sender) => {
    const { name, type, end } = readQuestion(query);
    const reply = replyTo(name, questions++);
    if (reply === 'silence') return;
    socket.send(encode(query.subarray(0, end), type, reply), sender.port, sender.address);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${socket.address().port}`,
    close: () => new Promise((resolve) => void socket.close(resolve)),
  };
}

function readQuestion(query: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = [];
  let at = HEADER_BYTES;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.').toLowerCase(), type: query.readUInt16BE(at + 1), end: at + 5 };
}

function encode(question: Buffer, type: number, reply: Exclude<Reply, 'silence'>): Buffer {
  if (reply === 'garbage') return Buffer.from('not a message of the DNS');
  const records = typeof reply === 'string' ? [] : dataOf(type, reply).map((data) => record(type, data));
  const message = Buffer.concat([question, ...records]);
  message.writeUInt16BE(flagsOf(reply), 2);
  message.writeUInt16BE(records.length, 6);
  message.writeUInt32BE(0, 8);
  if (reply === 'another') message.writeUInt16BE(message.readUInt16BE(0) ^ 0xffff, 0);
  return message;
}

/** A response, recursion desired and available, and what became of it. */
function flagsOf(reply: Exclude<Reply, 'silence' | 'garbage'>): number {
  if (typeof reply !== 'string' || reply === 'another') return 0x8180;
  return reply === 'truncated' ? 0x8380 : 0x8180 | RCODE[reply];
}

function dataOf(type: number, reply: readonly string[] | Zone): Buffer[] {
  if (!isList(reply)) return zoneData(reply, type);
  if (type !== TYPE_A && type !== TYPE_AAAA) return [];
  const addresses = reply.filter((each) => (type === TYPE_AAAA) === each.includes(':'));
  return addresses.map((each) => (type === TYPE_A ? Buffer.from(each.split('.').map(Number)) : ipv6Bytes(each)));
}

const isList = (reply: readonly string[] | Zone): reply is readonly string[] => Array.isArray(reply);

/** A record of the name asked for (a pointer to it), valid for no time at all. */
function record(type: number, data: Buffer): Buffer {
  const head = Buffer.from([0xc0, HEADER_BYTES, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
  head.writeUInt16BE(type, 2);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
}
