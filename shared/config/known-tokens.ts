/** Whoever makes a monitor of their own out of the demo's might keep its token, which everybody can read. */
import type { Flaw } from './problem.ts';
import type { MonitorsFile } from './schema.ts';

/** Of the demo's own job. */
export const DEMO_TOKEN_HASH = 'sha256:44201649817d58504445695ce6cb589b632d32146b521ff96afcfd415b935220';

export function knownTokens(file: MonitorsFile): Flaw[] {
  return file.monitors.flatMap((monitor, index) => {
    if (file.demo || monitor.heartbeat?.tokenHash !== DEMO_TOKEN_HASH) return [];
    const path = ['monitors', index, 'heartbeat', 'tokenHash'];
    const message = "everybody knows the token of the demo's job, and could report in its place";
    return [{ path, message, expected: 'a hash from npx nightjar heartbeat new' }];
  });
}
