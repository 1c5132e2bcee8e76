/** Records as a DNS server sends them, from texts as a zone file has them. */

const TYPES = { A: 1, NS: 2, CNAME: 5, SOA: 6, MX: 15, TXT: 16, AAAA: 28, SRV: 33, CAA: 257 } as const;

/** Records by type; a type that is not named has none. */
export type Zone = { readonly [Type in keyof typeof TYPES]?: readonly string[] };

/** The data of all records of one type, given by its number. */
export function zoneData(zone: Zone, type: number): Buffer[] {
  const name = (Object.keys(TYPES) as (keyof typeof TYPES)[]).find((each) => TYPES[each] === type);
  return ((name && zone[name]) ?? []).map((text) => recordData(type, text));
}

function recordData(type: number, text: string): Buffer {
  const words = text.split(' ');
  const [first = '', second = '', ...rest] = words;
  switch (type) {
    case TYPES.A:
      return Buffer.from(text.split('.').map(Number));
    case TYPES.AAAA:
      return ipv6Bytes(text);
    case TYPES.MX:
      return Buffer.concat([numbers(2, [first]), nameBytes(second)]);
    case TYPES.SRV:
      return Buffer.concat([numbers(2, words.slice(0, 3)), nameBytes(words[3] ?? '')]);
    case TYPES.SOA:
      return Buffer.concat([nameBytes(first), nameBytes(second), numbers(4, rest)]);
    case TYPES.TXT:
      return Buffer.concat((text.match(/.{1,255}/gs) ?? ['']).map(counted));
    case TYPES.CAA:
      return Buffer.concat([Buffer.from([Number(first)]), counted(second), Buffer.from(rest.join(' '))]);
    default:
      return nameBytes(text);
  }
}

const numbers = (bytes: number, texts: readonly string[]): Buffer =>
  Buffer.concat(
    texts.map((text) => {
      const buffer = Buffer.alloc(bytes);
      buffer.writeUIntBE(Number(text), 0, bytes);
      return buffer;
    }),
  );

const counted = (text: string): Buffer => Buffer.concat([Buffer.from([text.length]), Buffer.from(text, 'latin1')]);

const nameBytes = (name: string): Buffer =>
  Buffer.concat([...name.split('.').filter(Boolean).map(counted), Buffer.from([0])]);

export function ipv6Bytes(address: string): Buffer {
  const [left = '', right] = address.split('::');
  const groups = (text: string): string[] => (text === '' ? [] : text.split(':'));
  const tail = right === undefined ? [] : groups(right);
  const head = groups(left);
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => '0');
  return Buffer.from([...head, ...zeros, ...tail].map((group) => group.padStart(4, '0')).join(''), 'hex');
}
