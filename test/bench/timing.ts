/**
 * How true the timings are: the same targets, which wait 0, 10, 100 and 1,000 ms, are asked by curl, one at a time, and
 * by Nightjar at the pace that it chooses for 1, 50 and 200 monitors. Every answer says how long the target really
 * waited, and that is taken off; the error is the distance of what is left from curl's median. curl's own distances
 * stand beside it: they show how steady the machine is. Takes about a minute. `npm run bench:timing`
 */
import { type ChildProcess, execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { processEventLoop } from '../../shared/clock/event-loop.ts';
import { systemClock } from '../../shared/clock/system-clock.ts';
import type { Observation } from '../../shared/domain/checks/observation.ts';
import type { Monitor } from '../../shared/domain/monitor.ts';
import type { Probe } from '../../shared/ports.ts';
import { createProbe } from '../../shared/probes/index.ts';
import { probeDue } from '../../shared/tick/probe-due.ts';
import { aMonitor } from '../domain/builders.ts';

const DELAYS_MS = [0, 10, 100, 1000];
const AT_ONCE = [1, 50, 200];
/** So that one probe at a time has a distribution too. */
const LEAST_SAMPLES = 15;
const CURL_SAMPLES = 20;
const GOAL_MEDIAN_MS = 0.3;
const GOAL_P95_MS = 1;

const run = promisify(execFile);

/** In milliseconds, beyond the time that the target itself waited; as the probe and curl have them in common. */
interface Times {
  readonly firstByteMs: number;
  readonly totalMs: number;
}

export async function main(): Promise<void> {
  if (!(await hasCurl())) {
    console.log(
      'This bench needs curl to compare with, and there is none on this machine. Install curl and try again.',
    );
    return;
  }
  const child = fork(join(import.meta.dirname, 'timing-target.ts'));
  try {
    const [port] = (await once(child, 'message')) as [number];
    console.log(
      'Error of the timings in ms against the median of curl -w, at the pace that Nightjar chooses by itself',
    );
    console.log('  monitors  delay   starts/s   first byte: median     p95     max    total: median     p95     max');
    await probeAll(port, 0, 50);
    for (const delayMs of DELAYS_MS) {
      const asked = await askCurl(port, delayMs);
      const truth = medianOf(asked);
      const ofCurl = errorsOf(asked, truth);
      report('curl', delayMs, '-', ofCurl, '');
      for (const count of AT_ONCE) await compare(port, delayMs, count, truth, ofCurl);
    }
    console.log(`  goals for the first byte: median ${GOAL_MEDIAN_MS} ms, p95 ${GOAL_P95_MS} ms`);
  } finally {
    await stop(child);
  }
}

async function compare(port: number, delayMs: number, count: number, truth: Times, ofCurl: Errors): Promise<void> {
  const seen: Times[] = [];
  let perSecond = 0;
  while (seen.length < LEAST_SAMPLES) {
    const round = await probeAll(port, delayMs, count);
    seen.push(...round.times);
    perSecond = round.perSecond;
  }
  const errors = errorsOf(seen, truth);
  report(String(count), delayMs, count > 1 ? perSecond.toFixed(0) : '-', errors, verdictOn(errors, ofCurl));
}

/** Where curl alone is not steady enough to meet the goal, missing it says nothing. */
function verdictOn({ firstByte }: Errors, ofCurl: Errors): string {
  if (isGood(firstByte)) return 'met';
  return isGood(ofCurl.firstByte) ? 'missed' : 'missed, and by curl too';
}

const isGood = ({ median, p95 }: Spread): boolean => median <= GOAL_MEDIAN_MS && p95 <= GOAL_P95_MS;

function report(label: string, delayMs: number, pace: string, { firstByte, total }: Errors, verdict: string): void {
  console.log(
    `${label.padStart(10)}${String(delayMs).padStart(7)}${pace.padStart(11)}${columns(firstByte, 21)}` +
      `${columns(total, 17)}   ${verdict}`,
  );
}

interface Errors {
  readonly firstByte: Spread;
  readonly total: Spread;
}

const errorsOf = (seen: readonly Times[], truth: Times): Errors => ({
  firstByte: spread(seen.map((each) => Math.abs(each.firstByteMs - truth.firstByteMs))),
  total: spread(seen.map((each) => Math.abs(each.totalMs - truth.totalMs))),
});

interface Spread {
  readonly median: number;
  readonly p95: number;
  readonly max: number;
}

function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { median: at(0.5), p95: at(0.95), max: at(1) };
}

const columns = ({ median, p95, max }: Spread, width: number): string =>
  median.toFixed(2).padStart(width) + p95.toFixed(2).padStart(8) + max.toFixed(2).padStart(8);

/** A tick's own way of probing, with the timings kept that a tick throws away. */
async function probeAll(port: number, delayMs: number, count: number): Promise<{ times: Times[]; perSecond: number }> {
  const times: Times[] = [];
  const startedAt: number[] = [];
  const look = createProbe({ allowLoopback: true });
  const probe: Probe = async (...args) => {
    startedAt.push(performance.now());
    const observation = await look(...args);
    if (observation.failure) throw new Error(`The bench's own target failed: ${observation.failure.message}`);
    times.push(timesOf(observation));
    return observation;
  };
  const log = { info: () => {}, warn: () => {}, error: console.error };
  const deps = { probe, secrets: { read: async () => '' }, clock: systemClock, loop: processEventLoop, log };
  await probeDue(deps, monitorsOf(port, delayMs, count), Date.now());
  const spanMs = (startedAt.at(-1) ?? 0) - (startedAt[0] ?? 0);
  return { times, perSecond: ((count - 1) * 1000) / Math.max(1, spanMs) };
}

function monitorsOf(port: number, delayMs: number, count: number): Monitor[] {
  const { target } = aMonitor();
  const url = `http://127.0.0.1:${port}/${delayMs}`;
  return Array.from({ length: count }, (_, index) =>
    aMonitor({ id: `monitor-${index}`, target: { ...target, url } as Monitor['target'] }),
  );
}

/** Both count the first byte from the moment when the request was sent. */
function timesOf({ timings: { firstByte = 0, total }, http }: Observation): Times {
  const waitedMs = Number(http?.headers['x-waited']);
  return { firstByteMs: firstByte - waitedMs, totalMs: total - waitedMs };
}

async function askCurl(port: number, delayMs: number): Promise<Times[]> {
  const seen: Times[] = [];
  for (let sample = 0; sample < CURL_SAMPLES; sample++) {
    const format = '%{time_pretransfer} %{time_starttransfer} %{time_total} %header{x-waited}';
    const url = `http://127.0.0.1:${port}/${delayMs}`;
    const { stdout } = await run('curl', ['-s', '-o', '/dev/null', '-w', format, '--noproxy', '*', url]);
    const [sent = 0, firstByte = 0, total = 0, waitedMs = 0] = stdout.split(' ').map(Number);
    seen.push({ firstByteMs: (firstByte - sent) * 1000 - waitedMs, totalMs: total * 1000 - waitedMs });
  }
  return seen;
}

const medianOf = (times: readonly Times[]): Times => ({
  firstByteMs: spread(times.map((each) => each.firstByteMs)).median,
  totalMs: spread(times.map((each) => each.totalMs)).median,
});

const hasCurl = (): Promise<boolean> =>
  run('curl', ['--version']).then(
    () => true,
    () => false,
  );

async function stop(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.disconnect();
  await ended;
}

if (import.meta.main) await main();
