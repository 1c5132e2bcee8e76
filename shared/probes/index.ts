/** Probes: code that looks at a target once. One folder for each kind of target, on the common ground of `net`. */
import type { Target } from '../domain/checks/target.ts';
import type { Probe } from '../ports.ts';
import { asksForFacts, withAnswerFacts } from './answer-facts.ts';
import { createCompositeProbe, type StateReader } from './composite/probe.ts';
import { createDnsProbe } from './dns/probe.ts';
import { createDomainProbe } from './domain/probe.ts';
import { createFlowProbe } from './flow/probe.ts';
import { createGrpcProbe } from './grpc/probe.ts';
import { type BeatReader, createHeartbeatProbe } from './heartbeat/probe.ts';
import { createHttpProbe } from './http/probe.ts';
import { createNet, type NetOptions } from './net/net.ts';
import { createTcpProbe } from './tcp/probe.ts';
import { createTlsProbe } from './tls/probe.ts';
import { createWebSocketProbe } from './websocket/probe.ts';

export type { AwsCredentials } from './net/net.ts';
export type { Resolver } from './net/resolver.ts';
export { createResolver } from './net/resolver.ts';

export type ProbeOptions = NetOptions & {
  /** Where heartbeats are kept. Without it they are all unknown. */
  readonly beats?: BeatReader;
  /** Where the states of monitors are kept. Without it composites are all unknown. */
  readonly states?: StateReader;
};

type ByKind = { readonly [K in Target['kind']]: Probe<Extract<Target, { kind: K }>> };

/** A probe for every kind of target. Make one and keep it: what is dear to set up is shared by all its runs. */
export function createProbe(options: ProbeOptions = {}): Probe {
  const net = createNet(options);
  const http = createHttpProbe(net);
  const byKind: ByKind = {
    http,
    flow: createFlowProbe(http),
    tcp: createTcpProbe(net),
    tls: createTlsProbe(net),
    websocket: createWebSocketProbe(net),
    dns: createDnsProbe(net),
    grpc: createGrpcProbe(net),
    domain: createDomainProbe(net),
    heartbeat: createHeartbeatProbe(options.beats),
    composite: createCompositeProbe(options.states),
  };
  return (target, assertions, limits) => {
    const probe = byKind[target.kind] as Probe;
    const observation = probe(target, assertions, limits);
    if (!assertions.some(asksForFacts)) return observation;
    return observation.then((seen) => withAnswerFacts(seen, assertions));
  };
}
