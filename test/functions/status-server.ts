/** The status function behind the local server, on a port of its own. */
import { type HttpServer, serveHttp } from '../../cli/run/http-server.ts';
import { makeHandler, type StatusDeps } from '../../functions/status/handler.ts';
import { WHOLE_FLEET } from '../../shared/domain/time/slot.ts';
import { MINUTE, NOON } from '../domain/builders.ts';
import { aReadingStore } from '../status/reading-store.ts';
import { aState, ticksUntilNoon } from '../status/seen-builder.ts';

export interface StatusServer extends HttpServer {
  /** Each line with the error that it carries. */
  readonly logged: readonly string[];
}

const upForAMinute = ticksUntilNoon([{ monitorId: 'rota', verdict: 'up', totalMs: 120 }]);

export const aHealthyStore = () =>
  aReadingStore({ slot: NOON, states: { rota: aState({ since: NOON - 60 * MINUTE }) }, ticks: upForAMinute });

export async function startStatus(deps: Partial<StatusDeps> = {}): Promise<StatusServer> {
  const logged: string[] = [];
  const write = (message: string, { error }: Record<string, unknown> = {}) => void logged.push(`${message}: ${error}`);
  const handler = makeHandler({
    store: aHealthyStore().store,
    clock: { now: () => NOON + 1000, sleep: () => new Promise(() => {}) },
    log: { info: write, warn: write, error: write },
    fleet: { title: 'Status', monitors: [{ id: 'rota', name: 'Rota', intervalMs: MINUTE, paused: false }] },
    cells: [WHOLE_FLEET],
    region: 'local',
    tickMs: MINUTE,
    version: '0.1.0',
    ...deps,
  });
  return { ...(await serveHttp(handler, { port: 0 })), logged };
}
