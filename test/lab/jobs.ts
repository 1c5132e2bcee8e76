/** Jobs that have reported, each by its own token, over HTTP and into a real table: what heartbeats are judged by. */
import { openEmbeddedDatabase } from '../../cli/run/embedded-database.ts';
import { serveHttp } from '../../cli/run/http-server.ts';
import { makeHandler } from '../../functions/beat/handler.ts';
import { hashOfToken, newToken } from '../../functions/beat/tokens.ts';
import type { Store } from '../../shared/ports.ts';
import { createStore, createTable } from '../../shared/store/index.ts';

/** What is said behind `/beat/<token>`, and how long ago. */
export interface Report {
  readonly path: '' | '/start' | '/fail' | `/${number}` | '/nonsense';
  readonly agoMs: number;
}

export interface Jobs {
  readonly beats: Pick<Store, 'readBeats'>;
  /** Resolves to the hash of a token by which all of this has been reported. */
  job(monitorId: string, reports: readonly Report[]): Promise<string>;
  close(): Promise<void>;
}

const TABLE = 'lab';
const SILENT = { info: () => {}, warn: () => {}, error: () => {} };

export async function openJobs(): Promise<Jobs> {
  const database = await openEmbeddedDatabase();
  await createTable(database.client, TABLE);
  const store = createStore({ client: database.client, tableName: TABLE });
  // One after the other, so that no look opens another connection to the table, which would be kept.
  let reading: Promise<unknown> = Promise.resolve();
  return {
    beats: {
      readBeats() {
        const beats = reading.then(() => store.readBeats());
        reading = beats.catch(() => {});
        return beats;
      },
    },
    async job(monitorId, reports) {
      const token = newToken();
      const tokens = [{ monitorId, tokenHash: hashOfToken(token) }];
      for (const { path, agoMs } of reports) {
        const clock = { now: () => Date.now() - agoMs };
        const server = await serveHttp(makeHandler({ store, clock, log: SILENT, tokens }), { port: 0 });
        await fetch(`${server.url}/beat/${token}${path}`, { method: 'POST', headers: { connection: 'close' } });
        await server.close();
      }
      return hashOfToken(token);
    },
    close: () => database.close(),
  };
}
