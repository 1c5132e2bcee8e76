/** Asks a gRPC server once whether a service is serving: `grpc.health.v1.Health/Check`. */
import { TLSSocket } from 'node:tls';
import packageJson from '../../../package.json' with { type: 'json' };
import type { GrpcTarget } from '../../domain/checks/target.ts';
import type { Probe } from '../../ports.ts';
import { prepareTls, withCertificateHint } from '../net/client-certificate.ts';
import type { Connection } from '../net/connect.ts';
import { look } from '../net/look.ts';
import { type Net, open } from '../net/net.ts';
import { noteConnection } from '../net/note-connection.ts';
import { ProbeFailed } from '../net/probe-failed.ts';
import { type Call, call } from './call.ts';
import { healthAnswer, healthRequest } from './health-message.ts';
import { requireOk, requireServing } from './status.ts';

const PATH = '/grpc.health.v1.Health/Check';

export function createGrpcProbe(net: Net): Probe<GrpcTarget> {
  return (target, assertions, limits) => {
    if (target.tls) prepareTls(net, target);
    const looked = look(limits, async (current) => {
      const { run } = current;
      const { host, port, tls, service } = target;
      current.hostname = host;
      const place = { hostname: host, port, isTls: tls };
      const connection = await open(run, net, place, { ...target, protocols: ['h2'], alwaysTunnel: true });
      noteConnection(current, connection, assertions);
      requireHttp2(connection);
      const answer = await call(run, connection, callOf(target, run.remainingMs));
      run.finish();
      requireOk(answer);
      requireServing(healthAnswer(answer.body), service);
    });
    return looked.then(withCertificateHint(target));
  };
}

function callOf({ host, port, tls, service, metadata }: GrpcTarget, remainingMs: number): Call {
  const lowerCased = Object.entries(metadata).map(([name, value]) => [name.toLowerCase(), value]);
  return {
    origin: `${tls ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${port}`,
    path: PATH,
    headers: {
      'user-agent': `Nightjar/${packageJson.version} (uptime check)`,
      ...Object.fromEntries(lowerCased),
      'content-type': 'application/grpc',
      te: 'trailers',
      'grpc-timeout': `${Math.max(1, Math.ceil(remainingMs))}m`,
    },
    body: healthRequest(service),
  };
}

/** A server without ALPN would be taken at its word, and then speak something else. */
function requireHttp2({ socket }: Connection): void {
  if (!(socket instanceof TLSSocket) || socket.alpnProtocol === 'h2') return;
  throw new ProbeFailed('tls_alpn', 'gRPC needs h2');
}
