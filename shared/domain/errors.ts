/** The closed set of errors that cross a port. Everything else that is thrown is a fault of the program. */

/** A message was not delivered; `isPermanent` says whether trying again can help. */
export class SendError extends Error {
  readonly isPermanent: boolean;
  /** How long the other side wants to be left alone, from now. */
  readonly retryAfterMs: number | undefined;
  constructor(message: string, options: { isPermanent: boolean; retryAfterMs?: number | undefined; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.name = 'SendError';
    this.isPermanent = options.isPermanent;
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** A secret reference leads nowhere. The message names the reference, never a value. */
export class SecretMissing extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'SecretMissing';
  }
}
