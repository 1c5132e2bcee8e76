/** `cdk bootstrap` and `cdk deploy`, as somebody would run them, with the emulator for AWS. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ACCOUNT, AWAY_REGION, type EmulatorPlace, HOME_REGION, ROOT } from './emulator.ts';

/** Of each stack by its name, by the name of the output. */
export type Outputs = Readonly<Record<string, Readonly<Record<string, string>>>>;

const SMALLEST = 'monitors: [{ id: any, http: "https://www.example.org/", alert: { to: [] } }]\n';

/** Once for all deployments, as for an account. */
export async function bootstrap(place: EmulatorPlace): Promise<void> {
  const folder = join(place.folder, 'bootstrap');
  const environments = [HOME_REGION, AWAY_REGION].map((region) => `aws://${ACCOUNT}/${region}`);
  await cdk(place, ['bootstrap', ...environments, '--output', join(folder, 'cdk.out')], configure(folder, SMALLEST));
}

/** The stack of that name, and those of its further regions. */
export async function deploy(place: EmulatorPlace, stack: string, configuration: string): Promise<Outputs> {
  const folder = join(place.folder, stack);
  const outputs = join(folder, 'outputs.json');
  const context = [...configure(folder, configuration), '--context', `stack=${stack}`];
  const command = ['deploy', '--all', '--require-approval', 'never', '--output', join(folder, 'cdk.out')];
  await cdk(place, [...command, '--outputs-file', outputs], context);
  return JSON.parse(readFileSync(outputs, 'utf8'));
}

function configure(folder: string, configuration: string): string[] {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'monitors.yaml');
  writeFileSync(file, configuration);
  return [`config=${file}`, 'cloudfront=false', 'loopback=allow'].flatMap((pair) => ['--context', pair]);
}

async function cdk(
  { environment }: EmulatorPlace,
  command: readonly string[],
  context: readonly string[],
): Promise<void> {
  const child = spawn('cdk', [...command, ...context, '--no-notices', '--ci'], {
    cwd: ROOT,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += text));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`cdk ${command[0]} ended with code ${code}. It said:\n${said}`);
}
