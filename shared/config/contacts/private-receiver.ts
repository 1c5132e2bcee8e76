/** A receiver inside one's own network is reached only if that is meant. */
import { flag } from '../fields.ts';
import type { Flaw, Path } from '../problem.ts';
import { isPrivateLiteral } from '../url.ts';

export const allowPrivate = flag()
  .optional()
  .meta({ description: 'Lets the receiver have a private address. Default false.', examples: [true], default: false });

/** `path` is that of the URL. */
export function privateFlaws(url: string | undefined, isMeant: boolean | undefined, path: Path): Flaw[] {
  if (url === undefined || isMeant === true || !isPrivateLiteral(url)) return [];
  const message = 'this is a private address, which is reached only if that is meant';
  return [{ path, message, expected: 'a public address, or a private one together with allowPrivate: true' }];
}
