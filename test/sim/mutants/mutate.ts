/** A source with one piece of it replaced. */
import type { Mutant } from './list.ts';

/** Throws where the piece is not there exactly once: the code has moved on, and the mutant has to follow. */
export function mutate(source: string, { name, file, from, to }: Mutant): string {
  const pieces = source.split(from);
  if (pieces.length !== 2) throw new Error(`Mutant "${name}": ${file} has its piece ${pieces.length - 1} times.`);
  return pieces.join(to);
}
