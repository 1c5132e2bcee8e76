/** How the monitors of a file are watched, by a local run and by a deployment. */
import { cellsFor, withKeptIntervals } from '../../infra/compile-fleet.ts';
import type { Fleet } from '../../shared/domain/monitor.ts';
import { minutePartMs, tickLengthMs } from '../../shared/domain/time/grid.ts';
import { WHOLE_FLEET } from '../../shared/domain/time/slot.ts';
import type { Setting } from '../../shared/explain/deps.ts';
import { TERMINAL, withTerminal } from '../run/local-senders.ts';

export const localSetting = (fleet: Fleet): Setting => ({
  fleet: withTerminal(fleet),
  cells: [WHOLE_FLEET],
  tickMs: tickLengthMs(fleet.monitors),
  toldOfEverything: [TERMINAL.id],
});

export function deployedSetting(fleet: Fleet): Setting {
  const monitors = fleet.monitors.map(withKeptIntervals);
  return { fleet: { ...fleet, monitors }, cells: cellsFor(monitors.length), tickMs: minutePartMs(monitors) };
}
