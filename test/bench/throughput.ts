/**
 * Probes a second and CPU seconds for each 1,000 probes: Nightjar, bare sockets and Debian's blackbox_exporter, on the
 * same target and in turns, over HTTP and HTTPS; then a tick of 1,000 monitors of which half hang, and the memory that
 * 1,000 probes at once take. Ratios go by CPU, which does not care what else the machine does. Takes about a minute.
 * `npm run bench:probe`
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type Blackbox, HOW_TO_INSTALL, startBlackbox } from './blackbox.ts';
import {
  AT_ONCE,
  barePlain,
  bareSecure,
  type Look,
  measure,
  median,
  probe,
  type Speed,
  stop,
  type Target,
} from './probe.ts';

const ROUNDS = 9;
const ROUND_MS = 600;

interface Contender {
  readonly name: string;
  readonly look: Look;
  /** Of the process that does the work, where that is another one. */
  readonly cpuSeconds?: () => number;
}

interface Goals {
  readonly bare: number;
  readonly blackbox: number;
}

export async function main(): Promise<void> {
  const child = fork(join(import.meta.dirname, 'probe-target.ts'));
  try {
    const [target] = (await once(child, 'message')) as [Target];
    const blackbox = await startBlackbox(target);
    if (!blackbox) console.log(HOW_TO_INSTALL);
    console.log(`Fresh connections on loopback, ${AT_ONCE} at once, medians of ${ROUNDS} rounds in turn`);
    const plain = `http://127.0.0.1:${target.plain}/`;
    const secure = `https://127.0.0.1:${target.secure}/`;
    await compare('HTTP', contenders(barePlain(target), probe(target, plain), blackbox, plain), {
      bare: 0.5,
      blackbox: 3.5,
    });
    await compare('HTTPS', contenders(bareSecure(target), probe(target, secure), blackbox, secure), {
      bare: 0.9,
      blackbox: 1.1,
    });
    await blackbox?.stop();
  } finally {
    await stop(child);
  }
  await inItsOwnProcess('large-tick.ts');
  await inItsOwnProcess('peak-memory.ts', 'http');
  await inItsOwnProcess('peak-memory.ts', 'https');
}

const contenders = (bare: Look, ours: Look, blackbox: Blackbox | undefined, url: string): Contender[] => [
  { name: 'bare sockets', look: bare },
  { name: 'Nightjar', look: ours },
  ...(blackbox ? [{ name: 'blackbox_exporter', look: blackbox.look(url), cpuSeconds: blackbox.cpuSeconds }] : []),
];

async function compare(protocol: string, all: readonly Contender[], goals: Goals): Promise<void> {
  const speeds = new Map(all.map(({ name }) => [name, [] as Speed[]]));
  for (let round = -1; round < ROUNDS; round++) {
    for (const contender of all) {
      const speed = await speedOf(contender);
      // The first round warms up.
      if (round >= 0) speeds.get(contender.name)?.push(speed);
    }
  }
  for (const [name, rounds] of speeds) {
    const perSecond = Math.round(median(rounds.map((each) => each.perSecond)));
    const label = `${protocol}, ${name}`.padEnd(26);
    console.log(`  ${label}${String(perSecond).padStart(6)} a second   ${cpuOf(rounds).toFixed(3)} CPU s for 1,000`);
  }
  const ours = cpuOf(speeds.get('Nightjar') ?? []);
  ratio(`${protocol}, to bare sockets`, cpuOf(speeds.get('bare sockets') ?? []) / ours, goals.bare);
  const peer = speeds.get('blackbox_exporter');
  if (peer) ratio(`${protocol}, to blackbox_exporter`, cpuOf(peer) / ours, goals.blackbox);
}

const cpuOf = (rounds: readonly Speed[]): number => median(rounds.map((each) => each.cpuSecondsPerThousand));

function ratio(label: string, value: number, goal: number): void {
  console.log(
    `  ${label.padEnd(32)} ${value.toFixed(2)} times as many by CPU   (goal ${goal}, ${value >= goal ? 'met' : 'missed'})`,
  );
}

async function speedOf({ look, cpuSeconds }: Contender): Promise<Speed> {
  const before = cpuSeconds?.() ?? 0;
  const startedAt = performance.now();
  const speed = await measure(look, ROUND_MS);
  if (!cpuSeconds) return speed;
  const count = (speed.perSecond * (performance.now() - startedAt)) / 1000;
  return { ...speed, cpuSecondsPerThousand: (cpuSeconds() - before) / (count / 1000) };
}

async function inItsOwnProcess(file: string, ...args: readonly string[]): Promise<void> {
  await once(fork(join(import.meta.dirname, file), args), 'exit');
}

if (import.meta.main) await main();
