/** What the link of an alert says, once its signature was looked at. */
export type LinkReading =
  | { readonly isGood: true; readonly incidentId: string }
  /** Expired is only what was once good. */
  | { readonly isGood: false; readonly reason: 'expired' | 'invalid' };

/** Below the address of whoever takes acknowledgements; the token follows. */
export const ACKNOWLEDGE_PATH = '/acknowledge/';

/** The whole URL by which an incident can be acknowledged from `now` on, in ms. */
export type MakeLink = (incidentId: string, now: number) => string;
