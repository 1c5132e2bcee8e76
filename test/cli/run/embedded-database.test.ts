import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { ClassicLevel } from 'classic-level';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openEmbeddedDatabase } from '../../../cli/run/embedded-database.ts';
import { FolderInUse } from '../../../cli/run/lock-folder.ts';
import { WHOLE_FLEET } from '../../../shared/domain/time/slot.ts';
import { createStore, createTable } from '../../../shared/store/index.ts';
import { DAY_MS, NOON, REGION, stateWith, tickAt } from '../../contract/store-builders.ts';

const WRITER = fileURLToPath(new URL('./write-until-killed.ts', import.meta.url));

let folder: string;
const children: ChildProcess[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nightjar-embedded-'));
});
afterEach(async () => {
  for (const child of children.splice(0)) await kill(child);
  await rm(folder, { recursive: true });
});

describe('the embedded database', () => {
  it('goes on from what is on disk', async () => {
    await withStore((store) => store.appendTick(tickAt(NOON)));
    const ticks = await withStore((store) => store.readTicks(WHOLE_FLEET, REGION, NOON - 1, NOON));
    expect(ticks).toEqual([tickAt(NOON)]);
  });

  it('creates its folder, however deep, for its owner alone', async () => {
    const database = await openEmbeddedDatabase({ folder: join(folder, 'a', 'b') });
    expect(database.endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect((await stat(join(folder, 'a', 'b'))).mode & 0o777).toBe(0o700);
    await database.close();
  });

  it('forgets everything when it has no folder', async () => {
    for (const expected of ['fresh', 'fresh again']) {
      const database = await openEmbeddedDatabase();
      await createTable(database.client, 'nightjar');
      const store = createStore({ client: database.client, tableName: 'nightjar' });
      expect(await store.readState('rota'), expected).toBeUndefined();
      await store.commitState('rota', { state: stateWith() }, 0);
      await database.close();
    }
  });

  it('lets nobody in without the key of its own run: no other user of the machine, no page in a browser', async () => {
    const database = await openEmbeddedDatabase();
    await createTable(database.client, 'nightjar');
    const listTables = (headers: Record<string, string>) =>
      fetch(database.endpoint, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-amz-json-1.0',
          'x-amz-target': 'DynamoDB_20120810.ListTables',
          'x-amz-date': '20261122T120000Z',
          ...headers,
        },
        body: '{}',
      });
    const signedBy = (key: string) => ({
      authorization: `AWS4-HMAC-SHA256 Credential=${key}/20261122/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0`,
    });
    const page = { origin: 'https://example.org' };
    for (const headers of [{}, page, signedBy('embedded'), { ...signedBy(''), ...page }]) {
      const answer = await listTables(headers);
      expect([answer.status, await answer.text(), answer.headers.get('access-control-allow-origin')]).toEqual([
        403,
        '',
        null,
      ]);
    }
    expect((await fetch(database.endpoint, { method: 'OPTIONS', headers: page })).status).toBe(403);
    expect(await (await listTables(signedBy(database.accessKeyId))).json()).toEqual({ TableNames: ['nightjar'] });
    await database.close();
  });

  it('lets nobody in after it was closed', async () => {
    const database = await openEmbeddedDatabase({ folder });
    await createTable(database.client, 'nightjar');
    await database.close();
    await expect(fetch(database.endpoint)).rejects.toThrow();
  });

  it('refuses a folder that this process has open already, and takes it once it is closed', async () => {
    const database = await openEmbeddedDatabase({ folder });
    await expect(openEmbeddedDatabase({ folder })).rejects.toThrow(FolderInUse);
    await database.close();
    await (await openEmbeddedDatabase({ folder })).close();
  });

  // `mkdir` with `recursive` would never return here: the system says of a folder that is there that it is not.
  it.runIf(existsSync('/proc/self'))('gives up on a folder that cannot be made', async () => {
    await expect(openEmbeddedDatabase({ folder: '/proc/nightjar/data' })).rejects.toThrow('ENOENT');
  });

  it('makes the folders on the way to its own', async () => {
    const deep = join(folder, 'a', 'b');
    await (await openEmbeddedDatabase({ folder: deep })).close();
    expect(existsSync(deep)).toBe(true);
  });

  it('tells a second process who has the folder, and lets it in as soon as that one is killed', async () => {
    const { child, untilReady } = startWriter(NOON);
    await untilReady;
    const message =
      `Another Nightjar (process ${child.pid}) already uses the folder ${folder}. ` +
      'Stop it, or give another folder with --data, for example --data ./nightjar-2.';
    await expect(openEmbeddedDatabase({ folder })).rejects.toThrow(message);
    await kill(child);
    await (await openEmbeddedDatabase({ folder })).close();
  });

  it('loses nothing that was acknowledged, whenever it is killed', { timeout: 60_000 }, async () => {
    const acknowledged: number[] = [];
    for (let round = 0; round < 6; round++) {
      const writer = startWriter(NOON + round * 3_600_000);
      // The early rounds die while they start, the later ones while they write.
      if (round >= 2) await writer.untilReady;
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 400));
      await kill(writer.child);
      acknowledged.push(...writer.acknowledged);
    }
    const ticks = await withStore((store) => store.readTicks(WHOLE_FLEET, REGION, NOON - 1, NOON + DAY_MS));
    const slots = new Set(ticks.map((tick) => tick.slot));
    expect(acknowledged.length).toBeGreaterThan(0);
    expect(acknowledged.filter((slot) => !slots.has(slot))).toEqual([]);
  });

  it('can be used after a kill in the very moment of creating the table', async () => {
    await withStore(async () => {});
    await withFiles(async (files) => {
      const table = await files.get('table~nightjar');
      await files.put('table~nightjar', { ...table, TableStatus: 'CREATING' });
    });
    expect(await withStore((store) => store.commitState('rota', { state: stateWith() }, 0))).toBe(true);
  });

  it('may have an index row without its item after a kill, which reads as a row that is not there', async () => {
    await withStore((store) => store.commitState('rota', { state: stateWith(), attention: NOON }, 0));
    await withFiles(async (files) => {
      for await (const key of files.keys({ gte: 'item-nightjar~', lt: 'item-nightjar~\uffff' })) await files.del(key);
    });
    await withStore(async (store) => {
      expect(await store.readAttention()).toEqual(['rota']);
      expect(await store.readState('rota')).toBeUndefined();
      await store.commitState('rota', { state: stateWith(), attention: NOON + 1 }, 0);
      expect(await store.readAttention()).toEqual(['rota']);
    });
  });
});

async function withStore<T>(use: (store: ReturnType<typeof createStore>) => Promise<T>): Promise<T> {
  const database = await openEmbeddedDatabase({ folder });
  try {
    await createTable(database.client, 'nightjar');
    return await use(createStore({ client: database.client, tableName: 'nightjar' }));
  } finally {
    await database.close();
  }
}

/** The database's own files, to put them into the state that a kill leaves. */
async function withFiles(use: (files: ClassicLevel<string, object>) => Promise<void>): Promise<void> {
  const files = new ClassicLevel<string, object>(join(folder, 'data'), { valueEncoding: 'json' });
  await use(files);
  await files.close();
}

function startWriter(firstSlot: number) {
  const child = spawn(process.execPath, [WRITER, folder, String(firstSlot)], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  const acknowledged: number[] = [];
  const untilReady = new Promise<void>((resolve, reject) => {
    child.once('exit', () => reject(new Error('The writer ended before it was ready.')));
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line === 'ready') resolve();
      else acknowledged.push(Number(line));
    });
  });
  untilReady.catch(() => {});
  return { child, untilReady, acknowledged };
}

/** Resolves when the process is gone and everything that it had said was read. */
async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, 'close');
  child.kill('SIGKILL');
  await closed;
}
