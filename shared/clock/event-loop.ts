/** How busy this process is, as Node itself measures it. */
import { performance } from 'node:perf_hooks';
import type { EventLoop } from '../ports.ts';

export const processEventLoop: EventLoop = {
  busyMs: () => performance.eventLoopUtilization().active,
};
