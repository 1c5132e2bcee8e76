/** One server on loopback for everything that several functions are in AWS, and for the owner of the run. */
import { randomBytes } from 'node:crypto';
import { makeHandler as makeAcknowledgeHandler } from '../../functions/acknowledge/handler.ts';
import { makeHandler as makeBeatHandler } from '../../functions/beat/handler.ts';
import { makeHandler as makeStatusHandler } from '../../functions/status/handler.ts';
import { ACKNOWLEDGE_PATH } from '../../shared/domain/alerting/acknowledge-link.ts';
import { beatTokens } from '../../shared/domain/checks/heartbeat.ts';
import type { Fleet } from '../../shared/domain/monitor.ts';
import { publicFleet } from '../../shared/domain/status.ts';
import { WHOLE_FLEET } from '../../shared/domain/time/slot.ts';
import { officeOf } from '../../shared/logbook/carry-out.ts';
import type { Clock, Log, Logbook, Store } from '../../shared/ports.ts';
import { readAcknowledgeToken } from '../../shared/senders/acknowledge-link.ts';
import { newId } from '../../shared/store/new-id.ts';
import { localSetting } from '../office/setting.ts';
import { publishAdmin } from './admin-file.ts';
import { ADMIN_PATH, makeAdminHandler } from './admin-handler.ts';
import { byPath } from './by-path.ts';
import { type HttpServer, serveHttp } from './http-server.ts';
import { withBeats } from './with-beats.ts';

export interface LocalServerDeps {
  readonly store: Store;
  readonly logbook: Logbook;
  /** Signs the links of alerts. */
  readonly linkKey: () => Promise<string>;
  readonly clock: Clock;
  readonly log: Log;
}

export interface LocalServerInput {
  readonly fleet: Fleet;
  /** Where the token of the owner is put. */
  readonly folder: string;
  readonly port: number;
  /** Length of the grid of slots, in milliseconds. */
  readonly tickMs: number;
  readonly region: string;
  readonly version: string;
}

/** Rejects, with a sentence for a person, when the port cannot be had. */
export async function serveLocal(deps: LocalServerDeps, input: LocalServerInput): Promise<HttpServer> {
  const { fleet, folder, port, tickMs, region, version } = input;
  const { linkKey, log } = deps;
  const token = randomBytes(16).toString('hex');
  const status = makeStatusHandler({
    ...deps,
    fleet: publicFleet(fleet),
    cells: [WHOLE_FLEET],
    region,
    tickMs,
    version,
  });
  const beats = makeBeatHandler({ ...deps, tokens: beatTokens(fleet.monitors) });
  const setting = localSetting(fleet);
  const byHand = { ...deps, newId, monitors: () => fleet.monitors, setting: () => setting };
  const readLink = async (text: string, now: number) => readAcknowledgeToken(await linkKey(), text, now);
  const handlers = {
    [ACKNOWLEDGE_PATH]: makeAcknowledgeHandler({ ...byHand, readLink }),
    [ADMIN_PATH]: makeAdminHandler({ office: officeOf(byHand), token, log }, status),
  };
  const wantsBody = (path: string) => Object.keys(handlers).some((prefix) => path.startsWith(prefix));
  const server = await serveHttp(byPath(handlers, withBeats(beats, status)), { port, wantsBody });
  const withdraw = await publishAdmin(folder, { url: server.url, token }).catch(async (cause: unknown) => {
    await server.close();
    throw cause;
  });
  return { url: server.url, close: () => withdraw().finally(server.close) };
}
