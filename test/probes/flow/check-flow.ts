/** One check of a flow as a file would have it: read, probed on loopback, judged, and with its secrets blotted out. */
import { parseFleet } from '../../../shared/config/index.ts';
import type { Monitor } from '../../../shared/domain/monitor.ts';
import { createProbe, type ProbeOptions } from '../../../shared/probes/index.ts';
import { type Check, checkMonitor } from '../../../shared/tick/check-monitor.ts';

interface Options {
  readonly timeout?: string;
  readonly expect?: object;
  readonly secrets?: Readonly<Record<string, string>>;
  readonly probe?: ProbeOptions;
  readonly signal?: AbortSignal;
}

export function flowMonitor(flow: object, { timeout = '5s', expect }: Options = {}): Monitor {
  const text = JSON.stringify({ monitors: [{ id: 'account', flow, timeout, ...(expect && { expect }) }] });
  const parsed = parseFleet(text, { file: 'monitors.yaml' });
  const [monitor] = parsed.ok ? parsed.fleet.monitors : [];
  if (!monitor) throw new Error(JSON.stringify(parsed.ok || parsed.problems, null, 2));
  return monitor;
}

export function checkFlow(flow: object, options: Options = {}): Promise<Check> {
  const read = async (reference: string): Promise<string> => options.secrets?.[reference] ?? '';
  const probe = createProbe({ allowLoopback: true, ...options.probe });
  return checkMonitor({ probe, secrets: { read } }, flowMonitor(flow, options), options.signal);
}

/** What became of each step that was taken, in order. */
export const stepsOf = ({ observation }: Check): [name: string, verdict: string, status: number | undefined][] =>
  (observation.steps ?? []).map((look) => [look.step, look.judgement.verdict, look.observation.http?.status]);
