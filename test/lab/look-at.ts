/** One look at a target of any kind, from the probe to the verdict. */
import type { Assertion } from '../../shared/domain/checks/assertion.ts';
import { judge } from '../../shared/domain/checks/judgement.ts';
import type {
  DnsTarget,
  GrpcTarget,
  HeartbeatTarget,
  Target,
  TcpTarget,
  TlsTarget,
  WebSocketTarget,
} from '../../shared/domain/checks/target.ts';
import { createProbe, type ProbeOptions } from '../../shared/probes/index.ts';
import type { Sight } from './look.ts';

export interface LookAtOptions {
  readonly assertions?: readonly Assertion[];
  readonly probe?: ProbeOptions;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** Loopback is allowed, as in a local run, unless `probe` says otherwise. */
export async function lookAt(target: Target, options: LookAtOptions = {}): Promise<Sight> {
  const { assertions = [], timeoutMs = 5000, signal } = options;
  const probe = createProbe({ allowLoopback: true, ...options.probe });
  const startedAt = performance.now();
  const observation = await probe(target, assertions, signal ? { timeoutMs, signal } : { timeoutMs });
  const tookMs = performance.now() - startedAt;
  const judgement = judge(observation, assertions);
  return { observation, judgement, outcome: judgement.failure?.code ?? judgement.verdict, tookMs };
}

export const aTcpTarget = (port: number, target: Partial<TcpTarget> = {}): TcpTarget => ({
  kind: 'tcp',
  host: 'localhost',
  port,
  tls: false,
  send: [],
  allowPrivate: false,
  ...target,
});

export const aTlsTarget = (port: number, target: Partial<TlsTarget> = {}): TlsTarget => ({
  kind: 'tls',
  host: 'localhost',
  port,
  allowPrivate: false,
  ...target,
});

export const aWebSocketTarget = (url: string, target: Partial<WebSocketTarget> = {}): WebSocketTarget => ({
  kind: 'websocket',
  url,
  headers: {},
  allowPrivate: false,
  ...target,
});

export const aGrpcTarget = (port: number, target: Partial<GrpcTarget> = {}): GrpcTarget => ({
  kind: 'grpc',
  host: 'localhost',
  port,
  tls: false,
  service: '',
  metadata: {},
  allowPrivate: false,
  ...target,
});

export const aDnsTarget = (target: Partial<DnsTarget> = {}): DnsTarget => ({
  kind: 'dns',
  name: 'example.org',
  type: 'A',
  allowPrivate: false,
  ...target,
});

/** Every hour, with ten minutes of grace. */
export const aHeartbeat = (target: Partial<HeartbeatTarget> = {}): HeartbeatTarget => ({
  kind: 'heartbeat',
  monitorId: 'job',
  schedule: { periodMs: 3_600_000 },
  graceMs: 600_000,
  tokenHash: `sha256:${'0'.repeat(64)}`,
  ...target,
});
