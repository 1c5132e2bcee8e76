/** `infra/app.ts` as the CDK's command line runs it. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface Synthesis {
  readonly code: number;
  /** Everything that was written to the terminal. */
  readonly said: string;
  readonly folder: string;
}

/** `environment` is all that the program sees beside its path. */
export async function synthesise(
  configuration: string,
  environment: Readonly<Record<string, string>> = {},
  context: Readonly<Record<string, unknown>> = {},
): Promise<Synthesis> {
  const folder = mkdtempSync(join(tmpdir(), 'nightjar-synth-'));
  const config = join(folder, 'monitors.yaml');
  writeFileSync(config, configuration);
  const cdk = JSON.parse(readFileSync(join(ROOT, 'cdk.json'), 'utf8')) as { context: object };
  const env = {
    PATH: process.env.PATH,
    CDK_OUTDIR: join(folder, 'cdk.out'),
    CDK_CONTEXT_JSON: JSON.stringify({ ...cdk.context, config, ...context }),
    ...environment,
  };
  return new Promise((resolve) => {
    execFile(process.execPath, ['infra/app.ts'], { cwd: ROOT, env }, (error, stdout, stderr) => {
      const code = error ? Number(error.code ?? 1) : 0;
      resolve({ code, said: stdout + stderr, folder });
    });
  });
}

/** Every file of an assembly, with its content. */
export function filesOf({ folder }: Synthesis): { readonly name: string; readonly text: string }[] {
  const out = join(folder, 'cdk.out');
  return readdirSync(out, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => ({
      name: join(parentPath, name),
      text: readFileSync(join(parentPath, name), 'utf8'),
    }));
}
