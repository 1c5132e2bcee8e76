/** Lines to a server, each ended as the protocols of the Internet end them. */
import type { Socket } from 'node:net';
import { ProbeFailed } from '../net/probe-failed.ts';
import type { Run } from '../net/run.ts';

/** The bytes of some lines. A line that holds a line break, as a secret might, would say more than was meant. */
export function linesToSay(lines: readonly string[]): string {
  if (lines.some((line) => /[\r\n]/.test(line))) {
    throw new ProbeFailed('invalid_target', 'a line to send holds a line break; the lines are items of a list');
  }
  return lines.map((line) => `${line}\r\n`).join('');
}

/** Resolves when the operating system has taken all of them. */
export async function say(run: Run, socket: Socket, lines: readonly string[]): Promise<void> {
  if (lines.length === 0) return;
  const text = linesToSay(lines);
  await run.wait<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.write(text, (error) => {
      socket.off('error', reject);
      if (error) reject(error);
      else resolve();
    });
  });
}
