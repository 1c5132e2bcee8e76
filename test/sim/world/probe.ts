/** The double of the probe: it sees what is really the case, unless its own way there is broken. */
import { failure } from '../../../shared/domain/checks/failure.ts';
import type { Observation } from '../../../shared/domain/checks/observation.ts';
import type { Probe } from '../../../shared/ports.ts';
import type { Invocation } from './invocation.ts';
import type { Manner } from './truth.ts';
import type { World } from './world.ts';

type Look = Manner | 'up' | 'half up' | 'nameless';

export function probeOf(world: World, by: Invocation): Probe {
  return (target, _assertions, { timeoutMs, signal }) => {
    const url = 'url' in target ? target.url : '';
    const look = seen(world, by.job.region, url);
    const hangsMs = look === 'hangs' ? timeoutMs : undefined;
    return by.look(hangsMs, signal, (isCut, ms) => observationOf(isCut ? 'cut' : look, world.time.now, ms));
  };
}

function seen(world: World, region: string, url: string): Look {
  const { time, faults } = world;
  const loss = faults.isOver ? undefined : world.egressOf(region).at(time.now);
  if (loss && (loss.kind !== 'half' || isInHalf(url))) {
    faults.note(loss.kind === 'names' ? 'resolverDown' : 'egressLost');
    if (loss.kind === 'names') return 'nameless';
    return world.random.chance(0.5) ? 'hangs' : 'refuses';
  }
  const truth = world.truths.get(url);
  if (!truth) return 'up';
  if (truth.down.at(time.now)) return truth.manner;
  if (faults.strikes('noise')) return 'fails';
  return world.random.next() < 0.001 ? 'half up' : 'up';
}

/** Targets are numbered; one family of addresses has the odd ones, and the control targets are in the other. */
const isInHalf = (url: string): boolean => /t\d*[13579]\.example\.org/.test(url);

function observationOf(look: Look | 'cut', at: number, ms: number): Observation {
  const facts = { timings: { total: ms }, redirects: [], at };
  switch (look) {
    case 'up':
      return { ...facts, http: { version: '1.1', status: 200, headers: {} } };
    case 'half up':
      return { ...facts, http: { version: '1.1', status: 200, headers: {} }, certificate: NAMELESS };
    case 'fails':
      return { ...facts, http: { version: '1.1', status: 503, headers: {} } };
    case 'hangs':
      return { ...facts, failure: failure('tcp_timeout') };
    case 'nameless':
      return { ...facts, failure: failure('dns_servfail') };
    case 'refuses':
      return { ...facts, failure: failure('tcp_refused') };
    case 'cut':
      return { ...facts, failure: failure('probe_error', 'it was ended early') };
  }
}

/** Which makes an answer a degraded one. */
const NAMELESS = { subject: 'CN=shop', issuer: 'CN=ca', serial: '1', validFrom: 0, validTo: 9e15, names: [] };
