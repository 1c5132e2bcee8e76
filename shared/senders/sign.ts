/** A message's tone where there is no other colour, or beside it for those who do not see it. */
import type { Tone } from '../domain/messages/briefing.ts';

export const SIGNS: Readonly<Record<Tone, string>> = { down: '🔴', neutral: '🟡', up: '🟢' };
