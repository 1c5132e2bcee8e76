/** The configurations of a run: the first one, and how somebody changes it while it runs. */

import type { Contact } from '../../../shared/domain/alerting/contact.ts';
import { egressMonitor } from '../../../shared/domain/checks/egress.ts';
import type { Fleet, Monitor } from '../../../shared/domain/monitor.ts';
import type { Random } from '../random.ts';

export const MINUTE = 60_000;

const NAMES = ['Staff rota', 'Zahlung ☂', 'a'.repeat(90), 'Tenant\u202e API', 'x\u0007y'] as const;

export interface Draft {
  readonly intervalMs: number;
  readonly monitors: number;
  readonly hasControls: boolean;
}

/** Half a minute, a minute, and mostly what most people choose. */
const INTERVALS = [0.5, 1, 1, 1, 5, 5, 5, 5, 5, 15].map((minutes) => minutes * MINUTE) as [number, ...number[]];

export function drawDraft(random: Random): Draft {
  const intervalMs = random.pick(INTERVALS);
  // Where little is due at once, a tick costs nearly as much as where a lot is.
  const most = intervalMs > MINUTE ? 60 : 24;
  return {
    intervalMs,
    monitors: random.chance(0.15) ? random.between(1, 5) : random.between(most / 3, most),
    hasControls: random.chance(0.7),
  };
}

export function drawFleet(random: Random, draft: Draft): Fleet {
  const contacts: Contact[] = Array.from({ length: random.between(1, 3) }, (_, index) => aContact(`contact-${index}`));
  const monitors = Array.from({ length: draft.monitors }, (_, index) => drawMonitor(random, draft, index, contacts));
  return {
    monitors,
    contacts,
    metrics: 'fleet',
    controls: draft.hasControls ? ['https://c1.example/', 'https://c2.example/', 'https://c3.example/'] : [],
    statusPage: { title: 'Status' },
    demo: false,
  };
}

/** Every third one takes one notification a message. */
const aContact = (id: string): Contact =>
  id.endsWith('1')
    ? { kind: 'webhook', id, url: `https://${id}.example.org/`, secret: 'env:KEY', allowPrivate: false }
    : { kind: 'sns', id, email: [`${id}@example.org`], sms: [] };

function drawMonitor(random: Random, draft: Draft, index: number, contacts: readonly Contact[]): Monitor {
  const { intervalMs } = draft;
  // F28: now and then two monitors look at the same URL.
  const target = index > 0 && random.chance(0.05) ? index - 1 : index;
  const needsSecret = random.chance(0.05);
  return {
    id: `shop-${index}`,
    name: random.chance(0.1) ? random.pick(NAMES) : `Shop ${index}`,
    target: {
      kind: 'http',
      url: `https://t${target}.example.org/`,
      method: 'GET',
      headers: needsSecret ? { authorization: '${env:TOKEN}' } : {},
      maxRedirects: 5,
      allowDowngrade: false,
      allowPrivate: false,
    },
    assertions: [{ subject: 'status', ranges: [{ from: 200, to: 299 }], effect: 'down' }],
    policy: {
      intervalMs,
      retryIntervalMs: random.pick([intervalMs, Math.min(intervalMs, MINUTE)]),
      timeoutMs: random.pick([2000, 10_000]),
      failureThreshold: random.between(1, 3),
      recoveryThreshold: random.between(1, 2),
      paused: random.chance(0.03),
    },
    alert: {
      to: contacts.filter(() => random.chance(0.7)).map(({ id }) => id),
      severity: random.pick(['critical', 'warning', 'info']),
    },
  };
}

/** F21: what people do to a configuration, mostly in the worst moment. */
export function changeFleet(random: Random, fleet: Fleet, everybody: readonly Monitor[]): Fleet {
  const victim = random.pick(fleet.monitors as readonly [Monitor, ...Monitor[]]);
  const instead = (changed: Partial<Monitor>): Fleet => ({
    ...fleet,
    monitors: fleet.monitors.map((monitor) => (monitor.id === victim.id ? { ...monitor, ...changed } : monitor)),
  });
  const { policy, alert } = victim;
  const absent = everybody.filter(({ id }) => !fleet.monitors.some((monitor) => monitor.id === id));
  switch (random.between(0, 7)) {
    case 0:
      return instead({ policy: { ...policy, failureThreshold: random.between(1, 3) } });
    case 1:
      return instead({ policy: { ...policy, recoveryThreshold: random.between(1, 2) } });
    case 2:
      return instead({ policy: { ...policy, paused: !policy.paused } });
    case 3:
      return instead({ name: `${victim.name.slice(0, 40)} again` });
    case 4:
      return instead({ alert: { ...alert, to: fleet.contacts.filter(() => random.chance(0.6)).map(({ id }) => id) } });
    case 5:
      return fleet.monitors.length < 2
        ? fleet
        : { ...fleet, monitors: fleet.monitors.filter(({ id }) => id !== victim.id) };
    case 6:
      return { ...fleet, monitors: [...fleet.monitors, ...absent.slice(0, 1)] };
    default:
      // The same again: a deployment without a change.
      return { ...fleet };
  }
}

/** All that is folded: what is in the file, and the way out. */
export function watchedBy(fleet: Fleet): ReadonlyMap<string, Monitor> {
  const known = watched.get(fleet);
  if (known) return known;
  const egress = egressMonitor(fleet);
  const made = new Map([...fleet.monitors, ...(egress ? [egress] : [])].map((monitor) => [monitor.id, monitor]));
  watched.set(fleet, made);
  return made;
}

const watched = new WeakMap<Fleet, ReadonlyMap<string, Monitor>>();
