/**
 * AWS's own DynamoDB Local, as far as this machine has it: a Java program that ships inside an npm package. It is no
 * dependency of the project, because its licence allows internal use only and because not everybody has Java.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import type { Engine } from '../contract/store-contract.ts';

/** Outside of what git and npm know; `install.ts` fills it. */
export const CACHE = fileURLToPath(new URL('../../node_modules/.cache/nightjar/dynamodb-local/', import.meta.url));
const FOLDER = `${CACHE}package/emulator/`;
const JAR = 'DynamoDBLocal.jar';

const READY_WITHIN_MS = 30_000;
const POLL_MS = 100;

/** Why DynamoDB Local cannot run here, for a person; undefined when it can. */
export function whatIsMissing(): string | undefined {
  try {
    execFileSync('java', ['-version'], { stdio: 'ignore' });
  } catch {
    return 'it is a Java program and there is no java on the PATH';
  }
  if (!existsSync(FOLDER + JAR)) return 'it is not installed; run: npx node test/dynamodb-local/install.ts';
  return undefined;
}

/** Starts it in memory and resolves when it answers. */
export async function startDynamoDbLocal(): Promise<Engine> {
  const port = await freePort();
  const library = `-Djava.library.path=${FOLDER}DynamoDBLocal_lib`;
  const args = [library, '-jar', JAR, '-inMemory', '-disableTelemetry', '-port', String(port)];
  const java = spawn('java', args, { cwd: FOLDER, stdio: ['ignore', 'ignore', 'pipe'] });
  let complaint = '';
  java.stderr.on('data', (text) => {
    complaint += text;
  });
  const client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const close = async () => {
    client.destroy();
    if (java.exitCode === null && java.kill()) await once(java, 'exit');
  };
  for (let waitedMs = 0; waitedMs < READY_WITHIN_MS && java.exitCode === null; waitedMs += POLL_MS) {
    if (await answers(client)) return { client, close };
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  await close();
  throw new Error(
    `DynamoDB Local did not answer within ${READY_WITHIN_MS / 1000} s. It said: ${complaint || 'nothing'}`,
  );
}

const answers = (client: DynamoDBClient): Promise<boolean> =>
  client.send(new ListTablesCommand({})).then(
    () => true,
    () => false,
  );

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
