/** A DynamoDB inside this process, for runs without an AWS account: dynalite on loopback, on disk or in memory. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ClassicLevel } from 'classic-level';
import dynalite from 'dynalite';
import { lockFolder } from './lock-folder.ts';

export interface EmbeddedDatabase {
  readonly client: DynamoDBClient;
  /** Where it listens, for example `http://127.0.0.1:40123`. */
  readonly endpoint: string;
  /** The only access key that it answers to; made anew for each run. */
  readonly accessKeyId: string;
  /** To be called last: requests that are still under way fail. Lets go of the folder. */
  close(): Promise<void>;
}

/**
 * Opens the database in `folder`, which is created where needed, or in memory when none is given. It is still empty
 * the first time: see `createTable`. Throws `FolderInUse` when another process has the folder.
 */
export async function openEmbeddedDatabase(options: { readonly folder?: string } = {}): Promise<EmbeddedDatabase> {
  const folder = options.folder === undefined ? undefined : resolve(options.folder);
  const unlock = folder === undefined ? async () => {} : await lockFolder(folder);
  try {
    const path = folder === undefined ? undefined : join(folder, 'data');
    if (path !== undefined) await forgetHalfCreatedTables(path);
    const accessKeyId = randomBytes(16).toString('hex');
    const { server, endpoint } = await listen(path, accessKeyId);
    const client = clientFor(endpoint, accessKeyId);
    return { client, endpoint, accessKeyId, close: () => close(client, server).finally(unlock) };
  } catch (error) {
    await unlock();
    throw error;
  }
}

async function listen(path: string | undefined, accessKeyId: string): Promise<{ server: Server; endpoint: string }> {
  const server = dynalite({
    ...(path !== undefined && { path }),
    createTableMs: 0,
    deleteTableMs: 0,
    updateTableMs: 0,
  });
  admitOnly(accessKeyId, server);
  // Its one client keeps connections alive; a server that hangs up after idle seconds would cost it a retry.
  server.keepAliveTimeout = 0;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/**
 * Dynalite asks for a signature and does not look at it, and it lets pages of any origin read its answers. A port of this
 * machine can be reached by its other users, and by every page in a browser on it: neither knows the key.
 */
function admitOnly(accessKeyId: string, server: Server): void {
  const [answer] = server.listeners('request') as RequestListener[];
  const proof = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/`;
  server.removeAllListeners('request');
  server.on('request', (request, response) => {
    if (request.headers.authorization?.startsWith(proof)) answer?.(request, response);
    else response.writeHead(403).end();
  });
}

const clientFor = (endpoint: string, accessKeyId: string): DynamoDBClient =>
  new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId, secretAccessKey: 'embedded' },
  });

async function close(client: DynamoDBClient, server: Server): Promise<void> {
  client.destroy();
  await new Promise<void>((done, failed) => {
    server.close((error) => (error ? failed(error) : done()));
    server.closeIdleConnections();
  });
}

/**
 * A process that is killed at the very moment of creating a table leaves it in the state CREATING for ever, and nobody
 * can use or delete it. Nothing can be in such a table yet, so it is forgotten and will be created again.
 */
async function forgetHalfCreatedTables(path: string): Promise<void> {
  const level = new ClassicLevel<string, { TableStatus?: string }>(path, { valueEncoding: 'json' });
  try {
    for await (const [key, table] of level.iterator({ gte: 'table~', lt: 'table~\uffff' })) {
      if (table.TableStatus === 'CREATING') await level.del(key);
    }
  } finally {
    await level.close();
  }
}
