/** From the configuration to what each function is given of it. Pure: the same fleet gives the same files. */

import { type BeatToken, beatTokens } from '../shared/domain/checks/heartbeat.ts';
import type { FlowStep, HttpTarget, Reach, Target } from '../shared/domain/checks/target.ts';
import type { Fleet, Monitor } from '../shared/domain/monitor.ts';
import { type PublicFleet, publicFleet } from '../shared/domain/status.ts';
import { keptIntervalMs, minutePartMs } from '../shared/domain/time/grid.ts';
import type { Cell } from '../shared/domain/time/slot.ts';

/** What one function checks in a minute with room to spare: 500 starts at 10 ms are 5 s. */
export const MONITORS_IN_A_CELL = 500;

export interface CompiledFleet {
  /** Each cell has a schedule of its own. */
  readonly cells: readonly Cell[];
  /** Length of the grid of slots, in milliseconds: a minute, unless some interval is shorter. */
  readonly tickMs: number;
  /** What the tick function is given: monitors, and nobody's address. */
  readonly tick: Fleet;
  /** What the notifier is given: how to reach people, and no headers, bodies or credentials of targets. */
  readonly notifier: Fleet;
  /** What the status function is given. */
  readonly public: PublicFleet;
  /** What the beat function is given; there is none where nobody reports. */
  readonly beats: readonly BeatToken[];
}

export function compileFleet(fleet: Fleet): CompiledFleet {
  const monitors = fleet.monitors.map(withKeptIntervals);
  const compiled: Fleet = { ...fleet, monitors, demo: false };
  return {
    cells: cellsFor(monitors.length),
    tickMs: minutePartMs(monitors),
    tick: { ...compiled, contacts: [] },
    notifier: { ...compiled, monitors: monitors.map((monitor) => ({ ...monitor, target: bare(monitor.target) })) },
    public: publicFleet(compiled),
    beats: beatTokens(monitors),
  };
}

/** One cell for about 500 monitors, and one for none. */
export function cellsFor(monitorCount: number): Cell[] {
  const count = Math.max(1, Math.ceil(monitorCount / MONITORS_IN_A_CELL));
  return Array.from({ length: count }, (_, index) => ({ index, count }));
}

/** Intervals below a minute become one that can be kept; a monitor of which all can is returned as the same object. */
export function withKeptIntervals(monitor: Monitor): Monitor {
  const intervalMs = keptIntervalMs(monitor.policy.intervalMs);
  const retryIntervalMs = keptIntervalMs(monitor.policy.retryIntervalMs);
  if (intervalMs === monitor.policy.intervalMs && retryIntervalMs === monitor.policy.retryIntervalMs) return monitor;
  return { ...monitor, policy: { ...monitor.policy, intervalMs, retryIntervalMs } };
}

/** A target as a message names it, without anything that is sent to it or trusted. */
function bare(target: Target): Target {
  const { ca: _ca, clientCertificate: _clientCertificate, ...named } = target as Target & Reach;
  switch (named.kind) {
    case 'http': {
      const { body: _body, auth: _auth, ...rest } = named;
      return { ...rest, headers: {} };
    }
    case 'flow':
      return { ...named, steps: named.steps.map(bareStep), finally: named.finally.map(bareStep) };
    case 'websocket': {
      const { send: _send, ...rest } = named;
      return { ...rest, headers: {} };
    }
    case 'tcp': {
      const { dialogue: _dialogue, ...rest } = named;
      return { ...rest, send: [] };
    }
    case 'grpc':
      return { ...named, metadata: {} };
    default:
      return named;
  }
}

/** A message names the steps, and asks nothing of them. */
const bareStep = <Step extends FlowStep>(step: Step): Step => ({
  ...step,
  http: bare(step.http) as HttpTarget,
  assertions: [],
  carry: {},
});
