/** Tokens of heartbeats. Only their hashes are kept anywhere; a token is 128 random bits, so its hash is no secret. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { BeatToken } from '../../shared/domain/checks/heartbeat.ts';

/** 32 hexadecimal digits: safe in a URL, a shell and a crontab as they are. */
export const newToken = (): string => randomBytes(16).toString('hex');

/** `sha256:` and 64 hexadecimal digits, as `tokenHash` in the configuration has it. */
export const hashOfToken = (token: string): string => `sha256:${createHash('sha256').update(token).digest('hex')}`;

/** Who reports with a token; undefined for nobody. Takes the same time whether, and where, there is one. */
export function createTokenBook(tokens: readonly BeatToken[]): (token: string) => string | undefined {
  const entries = tokens.map(({ monitorId, tokenHash }) => ({ monitorId, hash: Buffer.from(tokenHash) }));
  return (token) => {
    const presented = Buffer.from(hashOfToken(token));
    let found: string | undefined;
    for (const { monitorId, hash } of entries) {
      if (hash.length === presented.length && timingSafeEqual(hash, presented)) found = monitorId;
    }
    return found;
  };
}
