/** The memory that 1,000 probes at once take. `node test/bench/peak-memory.ts https`, or `http`. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { probe, stop, type Target } from './probe.ts';

const AT_ONCE = 1000;
const GOAL_MB = 150;

const scheme = process.argv[2] === 'http' ? 'http' : 'https';
const child = fork(join(import.meta.dirname, 'probe-target.ts'));
try {
  const [target] = (await once(child, 'message')) as [Target];
  const look = probe(target, `${scheme}://127.0.0.1:${scheme === 'http' ? target.plain : target.secure}/`);
  const beforeMb = peakMb();
  await Promise.all(Array.from({ length: AT_ONCE }, look));
  const verdict = peakMb() <= GOAL_MB ? 'met' : 'missed';
  console.log(
    `  ${AT_ONCE} ${scheme} probes at once: ${peakMb().toFixed(0)} MB at most, of which ${beforeMb.toFixed(0)} MB before   (goal ${GOAL_MB}, ${verdict})`,
  );
} finally {
  await stop(child);
}

/** The highest of the process so far; Node counts it in kilobytes. */
function peakMb(): number {
  return process.resourceUsage().maxRSS / 1024;
}
