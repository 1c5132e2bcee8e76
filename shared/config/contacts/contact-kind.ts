/** What there is to know about a kind of contact. */
import type { z } from 'zod';
import type { Contact } from '../../domain/alerting/contact.ts';
import type { Draft } from '../draft.ts';
import type { Flaw } from '../problem.ts';

export interface ContactKind<Input> {
  /** What stands below the kind's key. */
  readonly schema: z.ZodType<Input>;
  /** With the kind's own defaults filled in. */
  toContact(id: string, input: Input): Contact;
  /** Problems between keys, for an input that may lack whatever was wrong by itself. Paths begin at the contact. */
  check(input: Draft<Input>): Flaw[];
}
