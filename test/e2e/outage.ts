/**
 * One outage from beginning to end, watched by a real runner that is killed on the way and started again; and what may
 * be said of the messages that arrived.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type Nightjar, startNightjar } from '../cli/nightjar.ts';
import { type Received, startReceiver } from './receiver.ts';
import { startTarget } from './target.ts';

const SECRET = 'whsec-of-the-kill-test';

/** Between a message's arrival and its mark there are a few writes; with a busy machine this is ample. */
const SEND_TO_MARK_MS = 1500;

/** Long enough for a second copy, if there were going to be one. */
const QUIET_MS = 2500;

const PATIENCE_MS = 45_000;

export interface Plan {
  /** When the runner is killed, in ms after the target broke. */
  readonly killAfterMs?: number;
  /** Or: at the first message of this kind, when it has arrived or when it has been answered. */
  readonly killAt?: { readonly kind: string; readonly moment: 'beforeAnswer' | 'afterAnswer' };
  /** From the kill to the next start. */
  readonly pauseMs?: number;
  /** How long the target stays broken after the world was told. */
  readonly lastsMs?: number;
}

export interface Story {
  readonly received: readonly Received[];
  /** Monotonic instants in ms, on the scale of the messages'. */
  readonly kills: readonly number[];
  /** How the last runner ended when it was asked to. */
  readonly exit: number | NodeJS.Signals;
  readonly output: string;
}

const configuration = (target: string, hook: string): string => `
defaults: { interval: 1s, retryInterval: 1s, timeout: 1s, failureThreshold: 2, recoveryThreshold: 2 }
contacts:
  - id: hook
    webhook: { url: "${hook}", secret: "\${env:HOOK_SECRET}" }
monitors:
  - id: rota
    name: Staff rota
    http: "${target}"
    alert: { to: [hook] }
`;

export async function playOutage(plan: Plan): Promise<Story> {
  const folder = await mkdtemp(join(tmpdir(), 'nightjar-kill-'));
  const target = await startTarget();
  const kills: number[] = [];
  const outputs: Nightjar[] = [];
  let restarted: Promise<void> | undefined;
  const killNow = (moment: 'beforeAnswer' | 'afterAnswer') => (message: Received) => {
    if (plan.killAt?.moment === moment && plan.killAt.kind === message.kind) restarted ??= killAndRestart();
  };
  const hooks = { beforeAnswer: killNow('beforeAnswer'), afterAnswer: killNow('afterAnswer') };
  const receiver = await startReceiver(SECRET, hooks);
  const file = join(folder, 'monitors.yaml');
  await writeFile(file, configuration(target.url, receiver.url));
  let runner = start();
  try {
    await runner.printed(/rota: pending → up/);
    target.setBroken(true);
    const killing = plan.killAfterMs === undefined ? undefined : wait(plan.killAfterMs).then(killAndRestart);
    await arrived('down');
    await wait(plan.lastsMs ?? 0);
    target.setBroken(false);
    await arrived('recovered');
    await killing;
    await restarted;
    await runner.printed(/Status: /);
    await wait(QUIET_MS);
    const { exit } = await runner.stop();
    return {
      received: receiver.received,
      kills,
      exit,
      output: outputs.map((one) => one.output()).join('--- killed\n'),
    };
  } finally {
    for (const one of outputs) one.process.kill('SIGKILL');
    await Promise.all([target.close(), receiver.close(), ...outputs.map((one) => one.ended)]);
    await rm(folder, { recursive: true, force: true });
  }

  function start(): Nightjar {
    const args = ['run', file, '--data', join(folder, 'data'), '--port', '0'];
    const started = startNightjar(args, { env: { HOOK_SECRET: SECRET } });
    outputs.push(started);
    return started;
  }

  async function killAndRestart(): Promise<void> {
    runner.process.kill('SIGKILL');
    kills.push(performance.now());
    await runner.ended;
    await wait(plan.pauseMs ?? 0);
    runner = start();
  }

  async function arrived(kind: string): Promise<void> {
    const giveUp = AbortSignal.timeout(PATIENCE_MS);
    while (!receiver.received.some((message) => message.kind === kind)) {
      if (giveUp.aborted) {
        const said = outputs.map((one) => one.output()).join('--- killed\n');
        throw new Error(`No message of the kind "${kind}" arrived. The runner said:\n${said}`);
      }
      await wait(20);
    }
  }
}

/** Everything that breaks the promise; empty when it was kept. */
export function brokenPromises({ received, kills, exit }: Story): string[] {
  const faults: string[] = [];
  for (const kind of ['down', 'recovered']) {
    const copies = received.filter((message) => message.kind === kind);
    const ids = new Set(copies.map((message) => message.eventId));
    if (ids.size !== 1) faults.push(`${ids.size} different messages of the kind ${kind}: ${[...ids].join(', ')}`);
    copies.slice(1).forEach((copy, index) => {
      const former = copies[index]?.at ?? 0;
      if (!kills.some((kill) => Math.abs(kill - former) < SEND_TO_MARK_MS && kill < copy.at)) {
        faults.push(`a second copy of ${copy.eventId}, although no kill fell between sending and marking`);
      }
    });
  }
  if (received.some((message) => message.kind !== 'down' && message.kind !== 'recovered'))
    faults.push('other messages');
  if (received.some((message) => !message.isSigned)) faults.push('a message whose signature does not hold');
  if (exit !== 0) faults.push(`the runner ended with ${exit} when it was asked to stop`);
  return faults;
}
