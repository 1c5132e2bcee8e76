/** What is explained of an earlier instant is what was explained then. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Explanation } from '../../shared/domain/hindsight/explanation.ts';
import { aMonitor } from '../domain/builders.ts';
import type { Answer } from '../tick/world.ts';
import { at, aWorld, explained } from './setting.ts';

const open = aWorld();

const answers = fc.array(fc.constantFrom<Answer[]>('ok', 'ok', 'broken', 'broken', 'egress lost'), {
  minLength: 20,
  maxLength: 28,
});

const gist = ({ phase, since, regions, checks, incidents, next }: Explanation) => ({
  phase,
  since,
  regions,
  checks,
  messages: incidents.flatMap(({ messages }) =>
    messages.map(({ kind, contactId, reason }) => [kind, contactId, reason]),
  ),
  next: next.map(({ at: when, sentence }) => [when, sentence]),
});

it('explains each slot of a log as it was explained then', async () => {
  let recovered = 0;
  await fc.assert(
    fc.asyncProperty(answers, async (minutes) => {
      const world = await open({ monitors: [aMonitor({ policy: { failureThreshold: 2, recoveryThreshold: 2 } })] });
      const then: Explanation[] = [];
      for (const [minute, answer] of minutes.entries()) {
        await world.ticks(at(minute), [answer]);
        // Told within the slot's second, so that it is known by the slot what was told.
        world.clock.current = at(minute);
        await world.notify();
        then.push(await explained(world));
      }
      world.clock.current = at(60);
      for (const [minute, now] of then.entries()) {
        expect(gist(await explained(world, 'rota', at(minute)))).toEqual(gist(now));
      }
      recovered += world.told.filter(({ kind }) => kind === 'recovered').length;
    }),
    { numRuns: 3, seed: 22, endOnFailure: true },
  );
  // Logs in which nothing ever happens would prove nothing.
  expect(recovered).toBeGreaterThan(1);
}, 60_000);
