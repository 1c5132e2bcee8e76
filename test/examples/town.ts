/** Where the examples' names lead in a test: the demo services, a stack of monitoring, and servers of three protocols. */
import { createServer as createHttpServer } from 'node:http';
import net from 'node:net';
import tls from 'node:tls';
import { startDemo } from '../../cli/demo/index.ts';
import { DEMO_ROOT_KEY } from '../../cli/demo/keys.ts';
import type { Heartbeat } from '../../shared/domain/checks/heartbeat.ts';
import type { FlowStep, HttpTarget, Target } from '../../shared/domain/checks/target.ts';
import type { Monitor } from '../../shared/domain/monitor.ts';
import { createProbe } from '../../shared/probes/index.ts';
import { checkMonitor } from '../../shared/tick/check-monitor.ts';
import { NOON } from '../domain/builders.ts';
import { createAuthority } from '../lab/certificates.ts';
import { startDnsServer } from '../lab/dns-server.ts';
import { startListening } from '../lab/listening.ts';

const REDIS_PASSWORD = 'swordfish';

const SECRETS: Readonly<Record<string, string>> = {
  'env:CLINIC_REDIS_PASSWORD': REDIS_PASSWORD,
  'env:KEYS_ROOT_KEY': DEMO_ROOT_KEY,
  'env:LEDGER_LOGIN_PASSWORD': 'a password that the demo does not ask for',
  'env:LEDGER_RLS_TOKEN': 'a token that the demo does not ask for',
};

export async function openTown() {
  const demo = await startDemo({ basePort: 0, now: () => NOON });
  const authority = await createAuthority();
  const stack = await startListening(
    createHttpServer((request, response) => answerOfStack(request.url ?? '', response)),
  );
  const redis = await startListening(net.createServer(speakRedis));
  const postgres = await startListening(net.createServer((socket) => void socket.resume()));
  const { key, cert } = await authority.issue({ names: ['keys.example.org', '127.0.0.1'] });
  const secure = await startListening(tls.createServer({ key, cert }));
  const dns = await startDnsServer(() => ['192.0.2.7']);
  const beats = new Map<string, Heartbeat>();
  const probe = createProbe({
    allowLoopback: true,
    ca: authority.cert,
    resolver: async () => ['127.0.0.1'],
    beats: { readBeats: async () => beats },
  });
  const read = async (reference: string): Promise<string> => SECRETS[reference] ?? '';
  const services = {
    'rota.example.org': demo.urls.rota,
    'api.ledger.example.org': demo.urls.ledger,
    'clinic.example.org': demo.urls.clinic,
    'keys.example.org': demo.urls.keys,
    'jobs.example.org': demo.urls.jobs,
  };
  const ports: Readonly<Record<number, number>> = { 6379: redis.port, 5432: postgres.port, 443: secure.port };

  return {
    demo,
    beats,
    /** The verdict on a monitor of an example, as of noon. */
    verdictOf: async (monitor: Monitor) => {
      const target = relocated(monitor.target);
      // Where the demo speaks plain http there is no certificate to expect anything of.
      const assertions = monitor.assertions.filter(
        ({ subject }) => subject !== 'certificate' || target.kind !== 'http',
      );
      return (await checkMonitor({ probe, secrets: { read } }, { ...monitor, target, assertions }, undefined, NOON))
        .result;
    },
    close: () => Promise.all([demo, stack, redis, postgres, secure, dns].map((each) => each.close())),
  };

  function relocated(target: Target): Target {
    if (target.kind === 'http') return relocatedRequest(target);
    if (target.kind === 'flow') {
      const step = <Step extends FlowStep>(each: Step): Step => ({ ...each, http: relocatedRequest(each.http) });
      return { ...target, steps: target.steps.map(step), finally: target.finally.map(step) };
    }
    if (target.kind === 'tcp' || target.kind === 'tls') return { ...target, port: ports[target.port] ?? 0 };
    return target.kind === 'dns' ? { ...target, resolver: dns.address } : target;
  }

  function relocatedRequest(target: HttpTarget): HttpTarget {
    return { ...target, url: relocatedUrl(target.url) };
  }

  function relocatedUrl(url: string): string {
    const { host, pathname } = new URL(url);
    return (services[host as keyof typeof services] ?? `http://127.0.0.1:${stack.port}`) + pathname;
  }
}

function answerOfStack(path: string, response: import('node:http').ServerResponse): void {
  if (path === '/api/health') response.end(JSON.stringify({ database: 'ok', version: '11.2.0' }));
  else response.writeHead(/ready$/.test(path) ? 200 : 404).end('ready\n');
}

/** As much of Redis as a check asks for. */
function speakRedis(socket: net.Socket): void {
  let isKnown = false;
  socket.on('data', (data) => {
    for (const line of data.toString().split('\r\n')) {
      if (line.startsWith('AUTH')) isKnown = line === `AUTH ${REDIS_PASSWORD}`;
      if (line !== '')
        socket.write(line === 'PING' ? (isKnown ? '+PONG\r\n' : '-NOAUTH\r\n') : isKnown ? '+OK\r\n' : '-ERR\r\n');
    }
  });
}
