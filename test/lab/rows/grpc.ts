/** The kind grpc: health that is good, bad or unknown, and servers that speak something else. */
import net from 'node:net';
import type { GrpcTarget, Target } from '../../../shared/domain/checks/target.ts';
import { answering, OK, pouring, silent } from '../behaviours.ts';
import { framed, GRPC_HEAD, grpcListener, type OnCall, replying, trailersOnly } from '../grpc-server.ts';
import type { Lab } from '../lab.ts';
import { aGrpcTarget } from '../look-at.ts';
import { type Family, HANGS_MS } from '../row.ts';

const SERVING = framed([8, 1]);

const calling =
  (onCall: OnCall, target: Partial<GrpcTarget> = {}) =>
  async (lab: Lab): Promise<Target> =>
    aGrpcTarget(await lab.listen(grpcListener(onCall)), target);

/** An answer of HTTP that is none of gRPC. */
const answeringHttp =
  (head: Record<string, string | number>): OnCall =>
  (stream) => {
    stream.respond(head);
    stream.end('<html>');
  };

export const grpc: Family = {
  name: 'gRPC (kind grpc)',
  rows: [
    { id: '380', does: 'is serving', expected: 'up', target: calling(replying(SERVING)) },
    { id: '381', does: 'is not serving', expected: 'down grpc_not_serving', target: calling(replying(framed([8, 2]))) },
    {
      id: '382a',
      does: 'does not know the service',
      expected: 'down grpc_service_unknown',
      target: calling(trailersOnly(5), { service: 'rota.v1.Rota' }),
    },
    {
      id: '382b',
      does: 'has no health check',
      expected: 'down grpc_unimplemented',
      target: calling(trailersOnly(12)),
    },
    {
      id: '382c',
      does: 'wants to know who asks',
      expected: 'down grpc_denied',
      target: calling(trailersOnly(16, 'no%20token')),
    },
    { id: '382d', does: 'is unavailable', expected: 'down grpc_not_serving', target: calling(trailersOnly(14)) },
    { id: '382e', does: 'has an error inside', expected: 'down grpc_error', target: calling(trailersOnly(13)) },
    {
      id: '382f',
      does: 'has a status of its own making',
      expected: 'down grpc_error',
      target: calling(trailersOnly(99)),
    },
    {
      id: '383a',
      does: 'is represented by a proxy that says 503',
      expected: 'down unexpected_status',
      target: calling(answeringHttp({ ':status': 503 })),
    },
    {
      id: '383b',
      does: 'is represented by a proxy that says 429',
      expected: 'down rate_limited',
      target: calling(answeringHttp({ ':status': 429 })),
    },
    {
      id: '383c',
      does: 'is a web page',
      expected: 'down protocol_error',
      target: calling(answeringHttp({ ':status': 200, 'content-type': 'text/html' })),
    },
    {
      id: '384a',
      does: 'sends no status',
      expected: 'down protocol_error',
      target: calling(replying(SERVING, {})),
    },
    {
      id: '384b',
      does: 'sends half a message',
      expected: 'down protocol_error',
      target: calling(replying(SERVING.subarray(0, 6))),
    },
    {
      id: '384c',
      does: 'sends a message that is compressed',
      expected: 'down protocol_error',
      target: calling(replying(Buffer.concat([Buffer.from([1]), SERVING.subarray(1)]))),
    },
    {
      id: '384d',
      does: 'sends a message without end',
      expected: 'down body_too_large',
      target: calling((stream) => {
        stream.respond(GRPC_HEAD);
        pouring(Buffer.alloc(16_384))(stream);
      }),
      isBomb: true,
    },
    {
      id: '385',
      does: 'accepts the call and never answers',
      expected: 'down http_timeout',
      target: calling(() => {}),
      timeoutMs: HANGS_MS,
    },
    {
      id: '386',
      does: 'resets the call',
      expected: 'down connection_closed',
      target: calling((stream) => stream.close(2)),
    },
    {
      id: '387a',
      does: 'speaks HTTP/1 only',
      expected: 'down protocol_error',
      target: async (lab) => aGrpcTarget(await lab.listen(net.createServer(answering(OK)))),
    },
    {
      id: '387b',
      does: 'speaks TLS, and no HTTP/2 over it',
      expected: 'down tls_alpn',
      target: async (lab) =>
        aGrpcTarget(Number(new URL(await lab.tls(await lab.authority.issue())).port), { tls: true }),
    },
    {
      id: '387c',
      does: 'is silent from the first packet on',
      expected: 'down http_timeout',
      target: async (lab) => aGrpcTarget(await lab.listen(net.createServer(silent))),
      timeoutMs: HANGS_MS,
    },
  ],
};
