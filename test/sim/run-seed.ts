/** One seed, one run: figures, or the first rule that was broken with all that is needed to see it again. */
import { type Sometimes, watch } from './invariants/index.ts';
import type { Fault } from './world/faults.ts';
import { World, type WorldOptions } from './world/world.ts';

export interface Figures {
  readonly seed: number;
  readonly monitorYears: number;
  readonly counts: World['record']['counts'];
  readonly met: Readonly<Record<Fault, number>>;
  /** A fingerprint of everything that was told, to whom and when. */
  readonly told: string;
  /** What must be met now and then, or a run has proved little. */
  readonly sometimes: Readonly<Sometimes>;
  readonly violation?: { readonly rule: string; readonly text: string };
}

/** Worlds that take turns in one thread: a turn of the event loop costs more than an event, and serves all of them. */
const AT_ONCE = 12;

export const runSeed = async (options: WorldOptions): Promise<Figures> => {
  const [figures] = await runSeeds([options]);
  if (!figures) throw new Error('no run');
  return figures;
};

/**
 * In the order in which they end. Each world is alone in its own time, so what happens in it depends on its seed alone.
 */
export async function runSeeds(
  runs: Iterable<WorldOptions> | AsyncIterable<WorldOptions>,
  onEnd: (figures: Figures) => void = () => {},
): Promise<Figures[]> {
  const queue = Symbol.asyncIterator in runs ? runs[Symbol.asyncIterator]() : runs[Symbol.iterator]();
  const all: Figures[] = [];
  const lanes: (Run | undefined)[] = [];
  for (let lane = 0; lane < AT_ONCE; lane++) lanes.push(await nextRun());
  while (lanes.some(Boolean)) {
    for (const [index, lane] of lanes.entries()) {
      if (!lane || lane.world.step()) continue;
      const figures = lane.figures();
      all.push(figures);
      onEnd(figures);
      lanes[index] = await nextRun();
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  return all;

  async function nextRun(): Promise<Run | undefined> {
    const { value, done } = await queue.next();
    return done ? undefined : startRun(value);
  }
}

interface Run {
  readonly world: World;
  figures(): Figures;
}

function startRun(options: WorldOptions): Run {
  const world = new World(options);
  const sometimes = watch(world);
  return {
    world,
    figures: () => ({
      seed: options.seed,
      monitorYears: world.monitorYears,
      counts: world.record.counts,
      met: world.faults.met,
      told: world.contacts.fingerprint,
      sometimes,
      ...(world.record.violation && {
        violation: { rule: world.record.violation.rule, text: story(world, options) },
      }),
    }),
  };
}

function story(world: World, { seed, monitorYears }: WorldOptions): string {
  const years = monitorYears === undefined ? '' : ` --each ${monitorYears}`;
  return [
    `Seed ${seed} breaks a rule at ${new Date(world.time.now).toISOString()}.`,
    world.record.violation?.message,
    `Replay: npm run sim -- --seed ${seed}${years}`,
    'What happened before:',
    ...world.record.lastEvents(),
  ].join('\n');
}
