/**
 * The link by which whoever got an alert says "I am on it". It names the incident and its own end, and carries an
 * HMAC-SHA-256 of both, so that nobody can make one up, and none has to be kept.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { ACKNOWLEDGE_PATH, type LinkReading, type MakeLink } from '../domain/alerting/acknowledge-link.ts';

/** A reminder brings a new one. */
const LIFE_MS = 24 * 3_600_000;

/** Half of the HMAC, as RFC 2104 allows: the link has to fit into a text message. */
const MAC_HEX_DIGITS = 32;

/** Letters, digits, hyphens and dots only: nothing that a mail program or a chat takes for its own. */
const TOKEN = /^([A-Za-z0-9-]{1,160})\.([0-9a-z]{1,9})\.([0-9a-f]{32})$/;

/** Good for 24 hours. `baseUrl` ends without a slash; `now` is in milliseconds. */
export function acknowledgeUrl(baseUrl: string, key: string, incidentId: string, now: number): string {
  const expiry = Math.ceil((now + LIFE_MS) / 1000).toString(36);
  const mac = macOf(key, incidentId, expiry);
  return `${baseUrl}${ACKNOWLEDGE_PATH}${incidentId}.${expiry}.${mac}`;
}

/** Links with the key as it is when they are asked for. Rejects when the key cannot be read. */
export const acknowledgeLinks = (baseUrl: string, readKey: () => Promise<string>) => async (): Promise<MakeLink> => {
  const key = await readKey();
  return (incidentId, now) => acknowledgeUrl(baseUrl, key, incidentId, now);
};

/** What the part of a link after `/acknowledge/` says. Never throws. */
export function readAcknowledgeToken(key: string, token: string, now: number): LinkReading {
  const [, incidentId, expiry, mac] = TOKEN.exec(token) ?? [];
  if (!incidentId || !expiry || !mac) return { isGood: false, reason: 'invalid' };
  const isGenuine = timingSafeEqual(Buffer.from(mac), Buffer.from(macOf(key, incidentId, expiry)));
  if (!isGenuine) return { isGood: false, reason: 'invalid' };
  const isOver = now >= Number.parseInt(expiry, 36) * 1000;
  return isOver ? { isGood: false, reason: 'expired' } : { isGood: true, incidentId };
}

/** What it is for is signed too: the key may one day sign other things. */
const macOf = (key: string, incidentId: string, expiry: string): string =>
  createHmac('sha256', key).update(`acknowledge\n${incidentId}\n${expiry}`).digest('hex').slice(0, MAC_HEX_DIGITS);
