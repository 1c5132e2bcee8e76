/**
 * Size and start-up time of each function, bundled as it is deployed and loaded as Lambda loads it: by a process of its
 * own, which imports it and looks for its handler. An empty function beside it, in the same run, is what Node itself
 * takes. Takes about 10 seconds. `node test/bench/bundles.ts`
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundleFunction } from '../../infra/function-code.ts';
import { aFleet } from '../domain/builders.ts';

const ROUNDS = 11;
const LARGEST_KB = 900;
/** Milliseconds above the empty function. */
const GOALS = { status: 100, beat: 100, acknowledge: 100, notifier: 120, tick: 140 } as const;
const ENVIRONMENT = {
  AWS_REGION: 'eu-west-1',
  NIGHTJAR_TABLE: 'table',
  NIGHTJAR_CELLS: '1',
  NIGHTJAR_TICK_MS: '60000',
  NIGHTJAR_NAMESPACE: 'Nightjar',
  NIGHTJAR_TOPIC_PREFIX: 'arn:aws:sns:eu-west-1:000000000000:Nightjar-',
};

export async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'nightjar-bundles-'));
  try {
    measure(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function measure(folder: string): void {
  const names = Object.keys(GOALS) as (keyof typeof GOALS)[];
  const folders = new Map(names.map((name) => [name, bundled(name, folder)]));
  const empty = mkdtempSync(join(folder, 'empty-'));
  writeFileSync(join(empty, 'index.mjs'), 'export const handler = async () => {};');
  const times = new Map([...folders.values(), empty].map((path) => [path, [] as number[]]));
  // Round by round, so that whatever else the machine does falls on all of them.
  for (let round = 0; round < ROUNDS; round++) {
    for (const [path, samples] of times) samples.push(startUpMs(path));
  }
  const base = median(times.get(empty) ?? []);
  console.log(`Start-up above an empty function, which takes ${base.toFixed(0)} ms (median of ${ROUNDS} processes):`);
  for (const [name, path] of folders) {
    const aboveMs = median(times.get(path) ?? []) - base;
    const sizeKb = sizeOf(path) / 1000;
    const startUp = `${aboveMs.toFixed(0)} ms (goal ${GOALS[name]})`;
    console.log(`  ${name.padEnd(9)} ${startUp.padEnd(18)} ${sizeKb.toFixed(0)} kB (goal ${LARGEST_KB})`);
  }
}

function bundled(name: string, parent: string): string {
  const folder = mkdtempSync(join(parent, `${name}-`));
  const fleet = aFleet();
  bundleFunction(
    { name, files: { 'fleet.json': fleet, 'public.json': { title: 'Status', monitors: [] }, 'beats.json': [] } },
    folder,
  );
  return folder;
}

/** From the birth of the process until the handler is there. */
function startUpMs(folder: string): number {
  const url = pathToFileURL(join(folder, 'index.mjs')).href;
  const program = `const { handler } = await import('${url}');
    if (typeof handler !== 'function') throw new Error('no handler');
    console.log(performance.now());`;
  const env = { PATH: process.env.PATH, ...ENVIRONMENT };
  return Number(execFileSync(process.execPath, ['--input-type=module', '--eval', program], { env, encoding: 'utf8' }));
}

const sizeOf = (folder: string): number =>
  readdirSync(folder).reduce((sum, file) => sum + (file.endsWith('.mjs') ? statSync(join(folder, file)).size : 0), 0);

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

if (import.meta.main) await main();
