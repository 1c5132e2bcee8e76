/**
 * The demo fleet: five services on loopback that look like those that five teams really run. One of them fails and
 * recovers on its own, one is slow at times; tests decide that for themselves.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { listen } from '../run/http-server.ts';
import { clinic } from './clinic.ts';
import { jobs } from './jobs.ts';
import { keys } from './keys.ts';
import { ledger } from './ledger.ts';
import { rota } from './rota.ts';
import { CLINIC_IS_SLOW, isWithin, ROTA_FAILS } from './schedule.ts';
import type { DemoService } from './service.ts';

/** In the order of their ports: `rota` listens on the base port, `ledger` on the one after it. */
const SERVICES = { rota, ledger, clinic, keys, jobs } as const satisfies Record<string, DemoService>;

export type ServiceName = keyof typeof SERVICES;
const NAMES = Object.keys(SERVICES) as ServiceName[];

/** `monitors.yaml` expects the demo here. */
export const DEMO_BASE_PORT = 8790;

/** Longer than the shipped limit for `degraded`, much shorter than that for `down`. */
const SLOW_ANSWER_MS = 450;

export interface Demo {
  /** `http://127.0.0.1:8790` and so on. */
  readonly urls: Readonly<Record<ServiceName, string>>;
  /** Breaks or mends a service for good, whatever the schedule says. */
  setBroken(name: ServiceName, isBroken: boolean): void;
  setSlow(name: ServiceName, isSlow: boolean): void;
  /** Ends open connections too; resolves when the ports are free again. */
  close(): Promise<void>;
}

export interface DemoOptions {
  /** First of five ports in a row; 0 takes any free ones. */
  readonly basePort?: number;
  /** Milliseconds since the epoch; decides what the schedule breaks. */
  readonly now?: () => number;
}

interface Trouble {
  readonly isBroken?: boolean;
  readonly isSlow?: boolean;
}

/** Rejects, with nothing left open, when one of the ports cannot be had. */
export async function startDemo({ basePort = DEMO_BASE_PORT, now = Date.now }: DemoOptions = {}): Promise<Demo> {
  const startedAt = now();
  const decided = new Map<ServiceName, Trouble>();
  const servers = NAMES.map((name) =>
    createServer((request, response) => {
      request.resume();
      void respond(name, request, response);
    }),
  );
  const close = async () => void (await Promise.all(servers.map(end)));
  // Wait for all of them, also when one fails: a server that is still about to listen cannot be closed.
  const attempts = await Promise.allSettled(
    servers.map((server, index) =>
      listen(server, basePort && basePort + index, 'Is it the demo of another Nightjar? End that one.'),
    ),
  );
  const failed = attempts.find((attempt) => attempt.status === 'rejected');
  if (failed) {
    await close();
    const { message } = failed.reason as Error;
    throw new Error(`The demo fleet could not be started. ${message} To do without the demo, set \`demo: false\`.`, {
      cause: failed.reason,
    });
  }
  return {
    urls: Object.fromEntries(NAMES.map((name, index) => [name, urlOf(servers[index] as Server)])) as Demo['urls'],
    setBroken: (name, isBroken) => void decided.set(name, { ...decided.get(name), isBroken }),
    setSlow: (name, isSlow) => void decided.set(name, { ...decided.get(name), isSlow }),
    close,
  };

  async function respond(name: ServiceName, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const condition = { ...scheduled(name, now() - startedAt), ...decided.get(name), now: now() };
    if (condition.isSlow) await wait(SLOW_ANSWER_MS);
    const [path = '/'] = (request.url ?? '/').split('?');
    const answer = SERVICES[name]({ method: request.method ?? 'GET', path, headers: request.headers }, condition);
    response.writeHead(answer.status, answer.headers).end(request.method === 'HEAD' ? undefined : answer.body);
  }
}

const scheduled = (name: ServiceName, elapsedMs: number): Required<Trouble> => ({
  isBroken: name === 'rota' && isWithin(ROTA_FAILS, elapsedMs),
  isSlow: name === 'clinic' && isWithin(CLINIC_IS_SLOW, elapsedMs),
});

const urlOf = (server: Server): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

const end = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
