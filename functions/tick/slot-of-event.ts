/** Which slot a call of the tick function is for. */
import { slotOf } from '../../shared/domain/slot.ts';

export interface TickEvent {
  /** The scheduler's own scheduled time, ISO 8601. Absent in a call by hand. */
  readonly slot?: string;
}

/**
 * The scheduled time decides, however late the call comes. Where there is none that can be read (a call by hand, or a
 * scheduler that leaves its placeholder `<aws.scheduler.scheduled-time>` as it is), it is the slot of now.
 */
export function slotOfEvent(event: TickEvent, now: number, tickMs: number): number {
  const scheduled = Date.parse(event.slot ?? '');
  return slotOf(Number.isNaN(scheduled) ? now : scheduled, tickMs);
}
