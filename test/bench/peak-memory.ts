/** The memory that 1,000 probes at once take, over HTTP and then HTTPS. `node test/bench/peak-memory.ts` */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { probe, stop, type Target } from './probe.ts';

const AT_ONCE = 1000;
const GOAL_MB = 150;

const child = fork(join(import.meta.dirname, 'probe-target.ts'));
try {
  const [target] = (await once(child, 'message')) as [Target];
  for (const [scheme, port] of [
    ['http', target.plain],
    ['https', target.secure],
  ] as const) {
    const look = probe(target, `${scheme}://127.0.0.1:${port}/`);
    await Promise.all(Array.from({ length: AT_ONCE }, look));
    // Linux and Node count in kilobytes; the highest of the process so far.
    const peakMb = process.resourceUsage().maxRSS / 1024;
    const verdict = peakMb <= GOAL_MB ? 'met' : 'missed';
    console.log(
      `  ${AT_ONCE} ${scheme} probes at once: ${peakMb.toFixed(0)} MB at most   (goal ${GOAL_MB}, ${verdict})`,
    );
  }
} finally {
  await stop(child);
}
