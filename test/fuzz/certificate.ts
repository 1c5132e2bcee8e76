/** Certificates with whatever one likes in their names, byte by byte: nobody has signed them, and Node reads them all the same. */
import { generateKeyPairSync, X509Certificate } from 'node:crypto';

const TAG = { integer: 2, bits: 3, octets: 4, oid: 6, sequence: 0x30, set: 0x31, utcTime: 23, dnsName: 0x82 } as const;

/** The kinds of text that a name may be written in. */
export const TEXT_TAGS = { utf8: 12, printable: 19, teletex: 20, ia5: 22, universal: 28, bmp: 30 } as const;

/** Last bytes of the object identifiers 2.5.4.x. */
export const ATTRIBUTES = { CN: 3, O: 10, OU: 11, C: 6 } as const;

export interface Attribute {
  readonly type: keyof typeof ATTRIBUTES;
  readonly tag: number;
  readonly value: Uint8Array;
}

/** Each list is a relative name; most have one attribute. */
export type DistinguishedName = readonly (readonly Attribute[])[];

export const utf8 = (type: Attribute['type'], text: string): Attribute => ({
  type,
  tag: TEXT_TAGS.utf8,
  value: Buffer.from(text.toWellFormed()),
});

const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const PUBLIC_KEY = publicKey.export({ type: 'spki', format: 'der' });

/** Undefined where OpenSSL does not take it for a certificate at all. */
export function certificateWith(names: {
  readonly subject: DistinguishedName;
  readonly issuer: DistinguishedName;
  readonly alternatives?: readonly Uint8Array[];
}): X509Certificate | undefined {
  const { subject, issuer, alternatives = [Buffer.from('localhost')] } = names;
  const body = der(
    TAG.sequence,
    der(0xa0, der(TAG.integer, Buffer.from([2]))),
    der(TAG.integer, Buffer.from([1])),
    ALGORITHM,
    nameBytes(issuer),
    der(TAG.sequence, der(TAG.utcTime, Buffer.from('260101000000Z')), der(TAG.utcTime, Buffer.from('270101000000Z'))),
    nameBytes(subject),
    PUBLIC_KEY,
    der(0xa3, der(TAG.sequence, alternativeNames(alternatives))),
  );
  try {
    return new X509Certificate(der(TAG.sequence, body, ALGORITHM, der(TAG.bits, Buffer.from([0, 1, 2, 3]))));
  } catch {
    return undefined;
  }
}

/** A length of one byte, or of as many as the first one says. */
function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const head = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...head]), content]);
}

const ecdsaWithSha256 = Buffer.from([0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2]);
const ALGORITHM = der(TAG.sequence, der(TAG.oid, ecdsaWithSha256));

const nameBytes = (name: DistinguishedName): Buffer =>
  der(TAG.sequence, ...name.map((relative) => der(TAG.set, ...relative.map(attributeBytes))));

const attributeBytes = ({ type, tag, value }: Attribute): Buffer =>
  der(TAG.sequence, der(TAG.oid, Buffer.from([0x55, 4, ATTRIBUTES[type]])), der(tag, value));

const alternativeNames = (names: readonly Uint8Array[]): Buffer =>
  der(
    TAG.sequence,
    der(TAG.oid, Buffer.from([0x55, 0x1d, 17])),
    der(TAG.octets, der(TAG.sequence, ...names.map((name) => der(TAG.dnsName, name)))),
  );
