/** Nightjar as a person starts it: the launcher, in a process of its own, with its output collected. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export const LAUNCHER = fileURLToPath(new URL('../../cli/nightjar.mjs', import.meta.url));

export interface NightjarOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** For Node itself, before the launcher. */
  readonly nodeOptions?: readonly string[];
}

export interface Ended {
  /** A code, or the name of the signal that ended it. */
  readonly exit: number | NodeJS.Signals;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Nightjar {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Everything that was printed so far. */
  output(): string;
  /** Resolves with the match as soon as the output has it; rejects when the process ends without, or in 20 s. */
  printed(pattern: RegExp): Promise<RegExpExecArray>;
  /** Ends it as Ctrl-C does, and resolves when it is gone. */
  stop(): Promise<Ended>;
}

const PATIENCE_MS = 20_000;

export function startNightjar(args: readonly string[], options: NightjarOptions = {}): Nightjar {
  const { cwd, env = {}, nodeOptions = [] } = options;
  const child = spawn(process.execPath, [...nodeOptions, LAUNCHER, ...args], {
    env: { PATH: process.env.PATH ?? '', NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(cwd === undefined ? {} : { cwd }),
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = once(child, 'close').then(([code, signal]): Ended => ({ exit: code ?? signal, stdout, stderr }));
  return { process: child, ended, output, printed, stop };

  function output(): string {
    return stdout + stderr;
  }

  async function printed(pattern: RegExp): Promise<RegExpExecArray> {
    const giveUp = AbortSignal.timeout(PATIENCE_MS);
    for (;;) {
      const found = pattern.exec(output());
      if (found) return found;
      if (giveUp.aborted || child.exitCode !== null || child.signalCode !== null) {
        throw new Error(`Nightjar never printed ${pattern}, but:\n${output()}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  function stop(): Promise<Ended> {
    child.kill('SIGINT');
    return ended;
  }
}

export const runNightjar = (args: readonly string[], options?: NightjarOptions): Promise<Ended> =>
  startNightjar(args, options).ended;
