/**
 * A small world for the use cases: the real store on a real engine, a clock that the test moves, targets whose answers
 * the test decides, and contacts that remember what they were told. Faults go in through `store` and `send`.
 */
import { openEmbeddedDatabase } from '../../cli/run/embedded-database.ts';
import type { SnsContact } from '../../shared/domain/alerting/contact.ts';
import { failure } from '../../shared/domain/checks/failure.ts';
import type { Observation } from '../../shared/domain/checks/observation.ts';
import { SendError } from '../../shared/domain/errors.ts';
import { targetText } from '../../shared/domain/messages/target-text.ts';
import type { Fleet } from '../../shared/domain/monitor.ts';
import { WHOLE_FLEET } from '../../shared/domain/time/slot.ts';
import { type NotifierInput, runNotifier } from '../../shared/notify/run-notifier.ts';
import type { Clock, Log, Message, Notification, Probe, Store, TickMeasure } from '../../shared/ports.ts';
import { createStore, createTable } from '../../shared/store/index.ts';
import { createLogbook } from '../../shared/store/logbook.ts';
import { runTick, type TickInput } from '../../shared/tick/run-tick.ts';
import { aFleet, MINUTE, NOON } from '../domain/builders.ts';

export type Answer = 'ok' | 'broken' | 'egress lost' | (() => Promise<Observation>);

export interface Told {
  readonly contactId: string;
  readonly kind: Notification['kind'];
  readonly eventId: string;
  readonly notification: Notification;
}

export async function openWorld(initial: Partial<Fleet> = {}) {
  const database = await openEmbeddedDatabase({});
  await createTable(database.client, 'nightjar');
  const clock: Clock & { current: number } = { current: NOON, now: () => clock.current, sleep: async () => {} };
  const store = createStore({ client: database.client, tableName: 'nightjar', clock });
  const logbook = createLogbook({ client: database.client, tableName: 'nightjar', clock });
  const answers = new Map<string, Answer>();
  const told: Told[] = [];
  const published: TickMeasure[] = [];
  const logged: { level: string; message: string; fields?: Record<string, unknown> }[] = [];

  const probe: Probe = async (target) =>
    answerOf(answers.get(new URL(targetText(target)).pathname) ?? 'ok', clock.now());
  const write = (level: string) => (message: string, fields?: Record<string, unknown>) => {
    logged.push({ level, message, ...(fields ? { fields } : {}) });
  };
  const log: Log = { info: write('info'), warn: write('warn'), error: write('error') };
  const world = {
    store: store as Store,
    logbook,
    clock,
    fleet: aFleet(initial),
    told,
    published,
    logged,
    probe,
    /** What stands in for the sender; throws to refuse a message. */
    send: async (_contact: SnsContact, _message: Message): Promise<void> => {},
    publish: async (_measure: TickMeasure): Promise<void> => {},
    /** Decides what the target with this path answers from now on. */
    answer: (answer: Answer, path = '/health/') => answers.set(path, answer),
    tick: (slot: number, input: Partial<TickInput> = {}) => {
      clock.current = Math.max(clock.current, slot + 1000);
      const deps = {
        store: world.store,
        logbook,
        probe: world.probe,
        secrets: { read: async () => 'swordfish' },
        metrics: {
          publishTick: async (measure: TickMeasure) => {
            await world.publish(measure);
            published.push(measure);
          },
        },
        clock,
        log,
      };
      const { fleet } = world;
      const usual = { fleet, slot, tickMs: MINUTE, cell: WHOLE_FLEET, region: 'test', startSpreadMs: MINUTE };
      return runTick(deps, { ...usual, ...input });
    },
    /** Ticks of consecutive minutes from `start` on, one for each answer. */
    ticks: async (start: number, minutes: readonly Answer[]) => {
      for (const [minute, answer] of minutes.entries()) {
        world.answer(answer);
        await world.tick(start + minute * MINUTE);
      }
    },
    notify: (input: Partial<NotifierInput> = {}) =>
      runNotifier(
        {
          store: world.store,
          logbook,
          senders: {
            sns: async (contact, message) => {
              await world.send(contact, message);
              for (const notification of message.notifications) {
                const { kind, eventId } = notification;
                told.push({ contactId: contact.id, kind, eventId, notification });
              }
            },
          },
          clock,
          log,
        },
        { fleet: world.fleet, claimMs: 30_000, ...input },
      ),
    /** What was told so far, as `kind contact`. */
    toldSoFar: () => told.map(({ kind, contactId }) => `${kind} ${contactId}`),
    phase: async (monitorId = 'rota') => (await store.readState(monitorId))?.state.phase,
    close: () => database.close(),
  };
  return world;
}

export type World = Awaited<ReturnType<typeof openWorld>>;

export const refuse = (isPermanent: boolean) => async (): Promise<never> => {
  throw new SendError('refused for the test', { isPermanent });
};

async function answerOf(answer: Answer, at: number): Promise<Observation> {
  if (typeof answer === 'function') return answer();
  const facts = { timings: { total: 12 }, redirects: [], at };
  if (answer === 'egress lost') return { ...facts, failure: failure('probe_error', 'no route out of here') };
  return { ...facts, http: { version: '1.1', status: answer === 'ok' ? 200 : 503, headers: {} } };
}
