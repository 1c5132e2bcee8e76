/** What is shown at night fits the terminal, whatever monitors, people and targets are called. */
import stringWidth from 'string-width';
import { expect, it } from 'vitest';
import { isFine, renderExplanation } from '../../../cli/screen/explanation.ts';
import { figuresReport, incidentTable, storyReport } from '../../../cli/screen/look-back.ts';
import { unpainted } from '../../../cli/screen/paint.ts';
import { explainMonitor } from '../../../shared/explain/explain-monitor.ts';
import { lookBack, tellIncident } from '../../../shared/explain/look-back.ts';
import { aMonitor, MINUTE } from '../../domain/builders.ts';
import { at, aWorld, depsOf } from '../../explain/setting.ts';

const open = aWorld();
const NASTY = 'Dienst\u001b[2Jpläne \u202e日本語\nDOWN';

async function aNastyNight() {
  const alert = { to: ['oncall'], severity: 'critical', escalate: [{ afterMs: 9 * MINUTE, to: ['oncall'] }] } as const;
  const monitor = aMonitor({ name: NASTY, group: NASTY, impact: NASTY.repeat(9), alert });
  const world = await open({ monitors: [monitor] });
  await world.ticks(at(0), ['ok', 'broken', 'broken', 'broken', 'ok']);
  await world.notify();
  const incidentId = 'rota-20261122T120300Z';
  await world.logbook.addRemark({ incidentId, kind: 'acknowledged', at: at(4), by: NASTY, text: NASTY.repeat(5) });
  world.clock.current = at(5);
  const deps = depsOf(world);
  return {
    told: await explainMonitor(deps, { monitorId: 'rota' }),
    story: await tellIncident(deps, { what: 'rota' }),
    past: await lookBack(deps, { agoMs: 86_400_000 }),
  };
}

it('is never wider than the terminal, and nothing in it moves the cursor or turns the writing', async () => {
  const { told, story, past } = await aNastyNight();
  for (const columns of [72, 80, 100, 140]) {
    const screens = [
      renderExplanation(told, columns, unpainted, { isPast: true }),
      storyReport(story, columns, unpainted),
      incidentTable(past, columns, unpainted),
    ];
    for (const line of screens.flat()) {
      expect(stringWidth(line), line).toBeLessThanOrEqual(columns);
      expect(line).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    }
  }
  expect(figuresReport(past, unpainted).join('')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
});

it('has two lines where all is well, and everything if it is wanted', async () => {
  const world = await open();
  await world.ticks(at(0), ['ok', 'ok']);
  const told = await explainMonitor(depsOf(world), { monitorId: 'rota' });
  expect(isFine(told)).toBe(true);
  expect(renderExplanation(told, 100, unpainted)).toHaveLength(2);
  expect(renderExplanation(told, 100, unpainted, { isWhole: true }).join('\n')).toContain(
    'DOWN after 3 failures in a row',
  );
});

it('is not well where the last check was degraded or could not tell, although it counts as up', async () => {
  const world = await open();
  await world.ticks(at(0), ['ok', 'egress lost']);
  const told = await explainMonitor(depsOf(world), { monitorId: 'rota' });
  expect(told.phase).toBe('up');
  expect(isFine(told)).toBe(false);
  expect(renderExplanation(told, 100, unpainted).join('\n')).toContain('? unknown');
});
