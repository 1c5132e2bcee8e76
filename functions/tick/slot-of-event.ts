/** Which slot a call of the tick function is for. */
import type { SQSEvent } from 'aws-lambda';
import { type Cell, slotOf } from '../../shared/domain/time/slot.ts';

/** A call by the schedule or by hand, and the body of a message. */
export interface TickCall {
  /** The scheduler's own scheduled time, or the slot that was asked for, ISO 8601. Absent in a call by hand. */
  readonly slot?: string;
  /** The whole fleet where it is absent. */
  readonly cell?: Cell;
}

export const isFromQueue = (event: TickCall | SQSEvent): event is SQSEvent => 'Records' in event;

/**
 * The scheduled time decides, however late the call comes. Where there is none that can be read (a call by hand, or a
 * scheduler that leaves its placeholder `<aws.scheduler.scheduled-time>` as it is), it is the slot of now.
 */
export function slotOfEvent(event: TickCall, now: number, tickMs: number): number {
  const scheduled = Date.parse(event.slot ?? '');
  return slotOf(Number.isNaN(scheduled) ? now : scheduled, tickMs);
}
