/** Messages on the screen of a local run. */
import { styleText } from 'node:util';
import type { TerminalContact } from '../domain/alerting/contact.ts';
import { terminalText } from '../domain/messages/message.ts';
import type { Send } from '../ports.ts';

export interface TerminalSenderOptions {
  /** Takes whole lines, the last line break included. */
  readonly write: (text: string) => void;
  /** Whether the first word is coloured; false unless given. */
  readonly colour?: boolean;
}

const COLOURS = [
  [/^(STILL )?DOWN|^NOT TOLD/gm, ['bold', 'red']],
  [/^RECOVERED/gm, ['bold', 'green']],
  [/^(PAUSED|REMOVED|WARNING)/gm, ['bold', 'yellow']],
] as const;

export function createTerminalSender({ write, colour = false }: TerminalSenderOptions): Send<TerminalContact> {
  return async (_contact, message) => {
    const text = terminalText(message);
    write(`${colour ? COLOURS.reduce(painted, text) : text}\n`);
  };
}

/** The first words of each line that has some. Whoever composes has decided about colour, so the stream is not asked. */
const painted = (text: string, [word, style]: (typeof COLOURS)[number]): string =>
  text.replace(word, (found) => styleText([...style], found, { validateStream: false }));
