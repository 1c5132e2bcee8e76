/** How long 1,000 monitors take when half of them hang until their timeout. `node test/bench/large-tick.ts` */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import { join } from 'node:path';
import { processEventLoop } from '../../shared/clock/event-loop.ts';
import { systemClock } from '../../shared/clock/system-clock.ts';
import type { Monitor } from '../../shared/domain/monitor.ts';
import { createProbe } from '../../shared/probes/index.ts';
import { probeDue } from '../../shared/tick/probe-due.ts';
import { aMonitor } from '../domain/builders.ts';
import { stop, type Target } from './probe.ts';

const MONITORS = 1000;
const TIMEOUT_MS = 5000;
const GOAL_BEYOND_MS = 2000;

async function main(): Promise<void> {
  const child = fork(join(import.meta.dirname, 'probe-target.ts'));
  const silent = net.createServer((socket) => void socket.on('error', () => socket.destroy()));
  silent.listen(0, '127.0.0.1', 1024);
  try {
    const [target] = (await once(child, 'message')) as [Target];
    const { port } = silent.address() as net.AddressInfo;
    const deps = {
      probe: createProbe({ allowLoopback: true, ca: target.ca }),
      secrets: { read: async () => '' },
      clock: systemClock,
      loop: processEventLoop,
      log: { info: () => {}, warn: console.warn, error: console.error },
    };
    for (const [scheme, answering] of [
      ['http', target.plain],
      ['https', target.secure],
    ] as const) {
      const startedAt = performance.now();
      const results = await probeDue(deps, fleet(scheme, answering, port), Date.now());
      report(scheme, performance.now() - startedAt, results.filter(({ verdict }) => verdict === 'up').length);
    }
  } finally {
    silent.close();
    await stop(child);
  }
}

function fleet(scheme: string, answering: number, hanging: number): Monitor[] {
  const { target, policy } = aMonitor();
  return Array.from({ length: MONITORS }, (_, index) => {
    const url = `${scheme}://127.0.0.1:${index % 2 === 0 ? answering : hanging}/`;
    const id = `monitor-${index}`;
    return aMonitor({
      id,
      target: { ...target, url } as Monitor['target'],
      assertions: [],
      policy: { ...policy, timeoutMs: TIMEOUT_MS },
    });
  });
}

function report(scheme: string, tookMs: number, up: number): void {
  const beyondMs = tookMs - TIMEOUT_MS;
  const verdict = `goal ${GOAL_BEYOND_MS / 1000} s, ${beyondMs <= GOAL_BEYOND_MS ? 'met' : 'missed'}`;
  console.log(
    `  ${MONITORS} ${scheme} monitors, half of them hanging: timeout + ${(beyondMs / 1000).toFixed(2)} s   (${verdict}; ${up} up)`,
  );
}

await main();
