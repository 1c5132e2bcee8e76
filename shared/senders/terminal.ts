/** Messages on the screen of a local run. */
import { styleText } from 'node:util';
import type { TerminalContact } from '../domain/contact.ts';
import { terminalText } from '../domain/message.ts';
import type { NotificationKind } from '../domain/notification.ts';
import type { Send } from '../ports.ts';

export interface TerminalSenderOptions {
  /** Takes whole lines, the last line break included. */
  readonly write: (text: string) => void;
  /** Whether the first word is coloured; false unless given. */
  readonly colour?: boolean;
}

const COLOURS = {
  down: ['bold', 'red'],
  recovered: ['bold', 'green'],
  closed: ['bold', 'yellow'],
  reminder: ['bold', 'red'],
  undelivered: ['bold', 'yellow'],
} as const satisfies Record<NotificationKind, readonly Parameters<typeof styleText>[0][]>;

export function createTerminalSender({ write, colour = false }: TerminalSenderOptions): Send<TerminalContact> {
  return async (_contact, { notifications }) => {
    const text = terminalText(notifications[0]);
    const word = /^[A-Z]+/.exec(text)?.[0] ?? '';
    // Whoever composes has decided about colour, so the stream is not asked.
    const style = (part: string) => styleText([...COLOURS[notifications[0].kind]], part, { validateStream: false });
    write(`${colour ? style(word) : word}${text.slice(word.length)}\n`);
  };
}
