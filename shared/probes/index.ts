/** Probes: code that looks at a target once. One folder for each kind of target. */
import type { Target } from '../domain/monitor.ts';
import type { Probe } from '../ports.ts';
import { createHttpProbe, type HttpProbeOptions } from './http/probe.ts';

export type { Resolver } from './http/resolver.ts';
export { createResolver } from './http/resolver.ts';

export type ProbeOptions = HttpProbeOptions;

/** A probe for every kind of target. Make one and keep it: what is dear to set up is shared by all its runs. */
export function createProbe(options: ProbeOptions = {}): Probe {
  const byKind: { readonly [K in Target['kind']]: Probe } = { http: createHttpProbe(options) };
  return (target, assertions, limits) => byKind[target.kind](target, assertions, limits);
}
