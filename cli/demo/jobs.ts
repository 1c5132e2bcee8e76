/** A worker without an API of its own: what it does can be seen only in its Prometheus metrics. */
import { type DemoService, notFound, text } from './service.ts';

export const jobs: DemoService = ({ path }, { isBroken, isSlow, now }) => {
  if (path !== '/metrics') return notFound();
  const nowSeconds = Math.floor(now / 1000);
  const lines = [
    '# HELP worker_up 1 while the worker takes jobs.',
    '# TYPE worker_up gauge',
    `worker_up ${isBroken ? 0 : 1}`,
    '# HELP worker_heartbeat_timestamp_seconds When the worker last said that it is alive.',
    '# TYPE worker_heartbeat_timestamp_seconds gauge',
    `worker_heartbeat_timestamp_seconds ${isBroken ? nowSeconds - 900 : nowSeconds}`,
    '# HELP queue_depth Jobs that wait.',
    '# TYPE queue_depth gauge',
    `queue_depth{queue="default"} ${isBroken ? 1840 : isSlow ? 120 : 7}`,
    `queue_depth{queue="mail"} ${isBroken ? 96 : 0}`,
    '# HELP backup_age_seconds Time since the last complete backup.',
    '# TYPE backup_age_seconds gauge',
    `backup_age_seconds ${isBroken ? 180_000 : 14_400}`,
    '# HELP backup_last_success 1 if the last backup was complete.',
    '# TYPE backup_last_success gauge',
    `backup_last_success ${isBroken ? 0 : 1}`,
  ];
  return text(200, `${lines.join('\n')}\n`, { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' });
};
