/** Nightjar's own troubles, as notes to whoever runs it. What goes well is not mentioned, unless asked for. */
import { isoSeconds } from '../../shared/domain/time/calendar.ts';
import type { Log } from '../../shared/ports.ts';

/** The same trouble again within this time is not mentioned again: a full disk should not scroll the screen away. */
const QUIET_MS = 60_000;

export function createLocalLog(note: (text: string) => void, now: () => number, isVerbose: boolean): Log {
  const mentioned = new Map<string, number>();
  return {
    info: (message, fields) => {
      if (isVerbose) note(lineOf('info', message, fields));
    },
    warn: (message, fields) => mention(lineOf('warning', message, fields)),
    error: (message, fields) => mention(lineOf('error', message, fields)),
  };

  function mention(line: string): void {
    const last = mentioned.get(line);
    if (last !== undefined && now() - last < QUIET_MS) return;
    for (const [text, at] of mentioned) if (now() - at >= QUIET_MS) mentioned.delete(text);
    mentioned.set(line, now());
    note(line);
  }
}

/** Fields that hold milliseconds since the epoch. */
const INSTANT = /^slot$|At$/;

/** `warning: A message was not sent; it is tried again (contactId=hooks, cause=The receiver answered 503.)`. */
function lineOf(level: string, message: string, fields: Record<string, unknown> = {}): string {
  const shown = Object.entries(fields).filter(([, value]) => value !== undefined);
  const text = shown.map(([name, value]) => `${name}=${valueText(name, value)}`).join(', ');
  return `${level}: ${message}${text ? ` (${text})` : ''}`;
}

function valueText(name: string, value: unknown): string {
  if (value instanceof Error) return value.message;
  if (typeof value === 'number' && INSTANT.test(name)) return isoSeconds(value);
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
