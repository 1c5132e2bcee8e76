/** What can be said of a heartbeat from outside, and where more is known. */

import { expectedAfter, scheduleText } from '../../shared/domain/checks/heartbeat.ts';
import type { HeartbeatTarget } from '../../shared/domain/checks/target.ts';
import { utcText } from '../../shared/domain/time/calendar.ts';

/** Lines for below the verdict of `nightjar check`; `now` in ms since the epoch. */
export function heartbeatHint(target: HeartbeatTarget, now: number): string[] {
  const key = JSON.stringify({ pk: { S: 'HEARTBEAT' }, sk: { S: target.monitorId } });
  const next = 'cron' in target.schedule ? `; next run ${utcText(expectedAfter(target, now))}` : '';
  return [
    '',
    `  expected  ${scheduleText(target)}${next}`,
    '  locally   the live table of "nightjar run" shows it, and says when it came last if it is late',
    `  in AWS    aws dynamodb get-item --table-name <TableName> --key '${key}'`,
  ];
}
