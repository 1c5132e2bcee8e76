/** `cdk bootstrap` and `cdk deploy`, as somebody would run them, with the emulator for AWS. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ACCOUNT, type Emulator, REGION, ROOT } from './emulator.ts';

export interface Outputs {
  readonly statusUrl: string;
  readonly tableName: string;
  /** A topic is this and the id of a contact. */
  readonly topicPrefix: string;
}

/** `folder` takes the assembly and the outputs. */
export async function deploy(emulator: Emulator, configuration: string, folder: string): Promise<Outputs> {
  const assembly = join(folder, 'cdk.out');
  const outputs = join(folder, 'outputs.json');
  await cdk(
    emulator,
    ['bootstrap', `aws://${ACCOUNT}/${REGION}`, '--output', join(folder, 'bootstrap.out')],
    configuration,
  );
  await cdk(
    emulator,
    ['deploy', '--require-approval', 'never', '--output', assembly, '--outputs-file', outputs],
    configuration,
  );
  const { Nightjar } = JSON.parse(readFileSync(outputs, 'utf8')) as { Nightjar: Record<string, string> };
  const { StatusUrl = '', TableName = '', TopicPrefix = '' } = Nightjar;
  return { statusUrl: StatusUrl, tableName: TableName, topicPrefix: TopicPrefix };
}

async function cdk(emulator: Emulator, command: readonly string[], configuration: string): Promise<void> {
  const context = [`config=${configuration}`, 'cloudfront=false', 'loopback=allow'].flatMap((pair) => [
    '--context',
    pair,
  ]);
  const child = spawn('cdk', [...command, ...context, '--no-notices', '--ci'], {
    cwd: ROOT,
    env: emulator.environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += text));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`cdk ${command[0]} ended with code ${code}. It said:\n${said}`);
}
