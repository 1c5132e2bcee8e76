/** What people write by hand goes into messages, pages and terminals: one line each, and no longer than it should be. */
import { plainText } from '../domain/messages/plain-text.ts';
import { Refusal } from './refusal.ts';

const LONGEST_NAME = 80;
const LONGEST_TEXT = 500;

/** Throws `Refusal` where nothing is left that could be read. */
export const nameOf = (by: string): string => needed(plainText(by, LONGEST_NAME), 'Who does this needs a name.');

/** Undefined where there is nothing to read. */
export const noteOf = (text: string | undefined): string | undefined =>
  plainText(text ?? '', LONGEST_TEXT) || undefined;

/** Throws `Refusal` where there is nothing to read. */
export const textOf = (text: string): string => needed(noteOf(text), 'There is no text to note.');

function needed(text: string | undefined, complaint: string): string {
  if (text) return text;
  throw new Refusal(complaint);
}
