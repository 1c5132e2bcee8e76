/**
 * Probes a second and CPU seconds for each 1,000 probes, beside a loop of bare sockets that asks the same target in the
 * same run: the limit of what Node can do. Takes about 15 seconds. `node test/bench/probe.ts`
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import { join } from 'node:path';
import tls from 'node:tls';
import type { Assertion } from '../../shared/domain/checks/assertion.ts';
import type { HttpTarget } from '../../shared/domain/checks/target.ts';
import { createProbe } from '../../shared/probes/index.ts';

export const AT_ONCE = 50;
/** Short rounds in turn, so that whatever else the machine does falls on both alike. */
const ROUNDS = 7;
const ROUND_MS = 500;
const TIMEOUT_MS = 10_000;
const KEY_SHARES = 'X25519:P-256';

export interface Target {
  readonly plain: number;
  readonly secure: number;
  readonly ca: string;
}

export type Look = () => Promise<void>;

export interface Speed {
  readonly perSecond: number;
  readonly cpuSecondsPerThousand: number;
}

export async function main(): Promise<void> {
  const child = fork(join(import.meta.dirname, 'probe-target.ts'));
  try {
    const [target] = (await once(child, 'message')) as [Target];
    console.log(
      `Fresh connections on loopback, ${AT_ONCE} at once, median of ${ROUNDS} rounds of ${ROUND_MS / 1000} s`,
    );
    await compare('HTTP', barePlain(target), probe(target, `http://127.0.0.1:${target.plain}/`), 0.5);
    await compare('HTTPS', bareSecure(target), probe(target, `https://127.0.0.1:${target.secure}/`), 0.9);
  } finally {
    await stop(child);
  }
}

async function compare(name: string, bare: Look, ours: Look, goal: number): Promise<void> {
  const rounds: { bare: Speed; ours: Speed }[] = [];
  await measure(bare, ROUND_MS);
  await measure(ours, ROUND_MS);
  for (let round = 0; round < ROUNDS; round++) {
    rounds.push({ bare: await measure(bare, ROUND_MS), ours: await measure(ours, ROUND_MS) });
  }
  const row = (label: string, speeds: Speed[]): void => {
    const perSecond = Math.round(median(speeds.map((each) => each.perSecond)));
    const cpu = median(speeds.map((each) => each.cpuSecondsPerThousand)).toFixed(2);
    console.log(`  ${label.padEnd(22)} ${String(perSecond).padStart(6)} a second   ${cpu} CPU s for 1,000`);
  };
  const ratio = median(rounds.map((each) => each.ours.perSecond / each.bare.perSecond));
  const cpuRatio = median(rounds.map((each) => each.bare.cpuSecondsPerThousand / each.ours.cpuSecondsPerThousand));
  row(
    `${name}, bare sockets`,
    rounds.map((each) => each.bare),
  );
  row(
    `${name}, probe`,
    rounds.map((each) => each.ours),
  );
  const verdict = `goal ${goal}, ${ratio >= goal ? 'met' : 'missed'}`;
  console.log(`  ${name}, ratio to bare    ${ratio.toFixed(2)}   (${verdict}; by CPU ${cpuRatio.toFixed(2)})`);
}

export async function measure(look: Look, forMs: number): Promise<Speed> {
  const startedAt = performance.now();
  const cpuBefore = process.cpuUsage();
  let count = 0;
  const worker = async (): Promise<void> => {
    while (performance.now() - startedAt < forMs) {
      await look();
      count++;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  const seconds = (performance.now() - startedAt) / 1000;
  const cpu = process.cpuUsage(cpuBefore);
  return { perSecond: count / seconds, cpuSecondsPerThousand: (cpu.user + cpu.system) / 1e6 / (count / 1000) };
}

export function probe({ ca }: Target, url: string): Look {
  const run = createProbe({ allowLoopback: true, ca });
  const target: HttpTarget = {
    kind: 'http',
    url,
    method: 'GET',
    headers: {},
    maxRedirects: 5,
    allowDowngrade: false,
    allowPrivate: false,
  };
  const assertions: Assertion[] = [{ effect: 'down', subject: 'status', ranges: [{ from: 200, to: 299 }] }];
  return async () => {
    const { failure, http } = await run(target, assertions, { timeoutMs: TIMEOUT_MS });
    if (failure || http?.status !== 200) throw new Error(`The bench's own target failed: ${failure?.message}`);
  };
}

export const barePlain = ({ plain }: Target): Look =>
  bare(() => net.connect({ host: '127.0.0.1', port: plain, noDelay: true }));

export function bareSecure({ secure, ca }: Target): Look {
  const secureContext = tls.createSecureContext({ ca, ecdhCurve: KEY_SHARES });
  return bare(() => tls.connect({ host: '127.0.0.1', port: secure, secureContext, ALPNProtocols: ['http/1.1'] }));
}

/** Writes a request and reads to the end, without so much as looking at the status. */
function bare(open: () => net.Socket): Look {
  const request = 'GET / HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n';
  return () =>
    new Promise((resolve, reject) => {
      const socket = open();
      socket.write(request);
      socket.on('data', () => {});
      socket.once('end', () => socket.destroy());
      socket.once('error', reject);
      socket.once('close', () => resolve());
    });
}

export const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

export async function stop(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.disconnect();
  await ended;
}

if (import.meta.main) await main();
