/** What docs/incidents.md shows: a night on the real store, and what the commands say of it. */
import { renderExplanation } from '../../cli/screen/explanation.ts';
import { figuresReport, incidentTable, storyReport } from '../../cli/screen/look-back.ts';
import { unpainted } from '../../cli/screen/paint.ts';
import type { Contact } from '../../shared/domain/alerting/contact.ts';
import type { Fleet } from '../../shared/domain/monitor.ts';
import { explainMonitor } from '../../shared/explain/explain-monitor.ts';
import { lookBack, tellIncident } from '../../shared/explain/look-back.ts';
import { aMonitor, MINUTE } from '../domain/builders.ts';
import { depsOf } from '../explain/setting.ts';
import { type Answer, openWorld, type World } from '../tick/world.ts';

const COLUMNS = 110;
const WIDE = 150;
const NIGHT = Date.UTC(2026, 10, 23, 2, 40);
const at = (minute: number): number => NIGHT + minute * MINUTE;
const contact = (id: string): Contact => ({ kind: 'sns', id, email: [`${id}@example.org`], sms: [] });

const STAFF_ROTA = aMonitor({
  id: 'staff-rota',
  name: 'Staff rota',
  group: 'Intranet',
  impact: 'Nobody can see their shifts.',
  runbook: 'https://wiki.example.org/staff-rota',
  alert: {
    to: ['oncall'],
    severity: 'critical',
    escalate: [{ afterMs: 15 * MINUTE, to: ['boss'] }],
    remindMs: 60 * MINUTE,
  },
});
const FLEET: Partial<Fleet> = { monitors: [STAFF_ROTA], contacts: [contact('oncall'), contact('boss')] };
const ID = 'staff-rota-20261123T024400Z';

/** By the command that prints them. */
export async function incidentExamples(): Promise<Map<string, string>> {
  return new Map([...(await ofTheNight()), ...(await ofTheSilence()), ...(await ofTheRegions())]);
}

async function ofTheNight(): Promise<[string, string][]> {
  const world = await openWorld(FLEET);
  try {
    await minutes(world, 0, ['ok', 'ok']);
    const fine = await explained(world);
    await minutes(world, 2, ['broken', 'broken']);
    const suspect = await explained(world);
    await minutes(world, 4, ['broken', 'broken']);
    const down = await explained(world);
    world.clock.current = at(19) + 2000;
    await world.notify();
    await said(world, 'acknowledged', 23, 'Ada', 'disk full, clearing');
    await said(world, 'note', 27, 'Ada', 'old logs are gone, restarting');
    await minutes(world, 29, ['broken', 'ok', 'ok']);
    await said(world, 'postmortem', 480, 'Ben', 'https://wiki.example.org/postmortem/42');
    world.clock.current = at(500);
    const deps = depsOf(world);
    const story = storyReport(await tellIncident(deps, { what: ID }), COLUMNS, unpainted);
    const past = await lookBack(deps, { agoMs: 30 * 86_400_000 });
    return [
      ['explain staff-rota (fine)', fine],
      ['explain staff-rota (suspect)', suspect],
      ['explain staff-rota (down)', down],
      [`incident ${ID}`, story.join('\n')],
      ['incidents', incidentTable(past, WIDE, unpainted).join('\n')],
      ['report', figuresReport(past, unpainted).join('\n')],
    ];
  } finally {
    await world.close();
  }
}

async function ofTheSilence(): Promise<[string, string][]> {
  const world = await openWorld({
    ...FLEET,
    monitors: [{ ...STAFF_ROTA, alert: { to: ['oncall'], severity: 'critical' } }],
  });
  try {
    await world.logbook.putOverride({
      id: '7k3mq2',
      kind: 'silence',
      scope: { kind: 'group', name: 'Intranet' },
      from: at(0),
      until: at(60),
      by: 'Ada',
      note: 'moving to the new host',
    });
    await minutes(world, 0, ['ok', 'ok', 'broken', 'broken', 'broken']);
    return [['explain staff-rota (silenced)', await explained(world)]];
  } finally {
    await world.close();
  }
}

async function ofTheRegions(): Promise<[string, string][]> {
  const regions = ['eu-west-1', 'us-east-1', 'sa-east-1'];
  const world = await openWorld({ ...FLEET, regions });
  try {
    for (let minute = 0; minute < 3; minute++) {
      for (const region of regions) {
        world.answer(region === 'us-east-1' ? 'broken' : 'ok');
        await world.tick(at(minute), { region });
      }
    }
    return [['explain staff-rota (one region)', await explained(world)]];
  } finally {
    await world.close();
  }
}

async function minutes(world: World, from: number, answers: readonly Answer[]): Promise<void> {
  for (const [minute, answer] of answers.entries()) {
    await world.ticks(at(from + minute), [answer]);
    await world.notify();
  }
}

const said = (world: World, kind: 'acknowledged' | 'note' | 'postmortem', minute: number, by: string, text: string) =>
  world.logbook.addRemark({ incidentId: ID, kind, at: at(minute), by, text });

async function explained(world: World): Promise<string> {
  const told = await explainMonitor(depsOf(world), { monitorId: 'staff-rota' });
  return renderExplanation(told, COLUMNS, unpainted).join('\n');
}
