/** The signature of a webhook: proof that Nightjar wrote the body, and when. Stripe's well-known scheme. */
import { createHmac, timingSafeEqual } from 'node:crypto';

/** How far the clocks of sender and receiver may be apart, and how long a copied message could be replayed. */
const TOLERANCE_SECONDS = 300;

/** `t=1795348800,v1=<hex>`: HMAC-SHA-256, keyed with the secret, of `<t>.<body>`. */
export const signatureOf = (secret: string, body: string, unixSeconds: number): string =>
  `t=${unixSeconds},v1=${digest(secret, body, String(unixSeconds)).toString('hex')}`;

export interface Signed {
  /** The value of the header `Nightjar-Signature`. */
  readonly header: string;
  /** The body exactly as it was received, before any parsing. */
  readonly body: string;
  readonly secret: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly toleranceSeconds?: number;
}

/** Whether the body was signed with this secret, not longer ago (or ahead) than the tolerance. Never throws. */
export function verifySignature({ header, body, secret, now, toleranceSeconds = TOLERANCE_SECONDS }: Signed): boolean {
  const parts = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(header);
  const [, seconds, hex] = parts ?? [];
  if (!seconds || !hex) return false;
  const isRecent = Math.abs(now / 1000 - Number(seconds)) <= toleranceSeconds;
  return isRecent && timingSafeEqual(digest(secret, body, seconds), Buffer.from(hex, 'hex'));
}

const digest = (secret: string, body: string, seconds: string): Buffer =>
  createHmac('sha256', secret).update(`${seconds}.${body}`).digest();
