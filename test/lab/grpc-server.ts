/** HTTP/2 servers on loopback that answer a gRPC call exactly as told, well or badly. */
import http2 from 'node:http2';
import type net from 'node:net';
import { listen } from './servers.ts';

export type OnCall = (stream: http2.ServerHttp2Stream, headers: http2.IncomingHttpHeaders, body: Buffer) => void;

/** Hands over each call once its request is complete. Resolves to the port. */
export const grpcServer = (onCall: OnCall, tls?: http2.SecureServerOptions): Promise<number> =>
  listen(grpcListener(onCall, tls));

export function grpcListener(onCall: OnCall, tls?: http2.SecureServerOptions): net.Server {
  const server = tls ? http2.createSecureServer({ ...tls, allowHTTP1: false }) : http2.createServer();
  server.on('stream', (stream, headers) => {
    const chunks: Buffer[] = [];
    stream.on('error', () => {});
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.once('end', () => onCall(stream, headers, Buffer.concat(chunks)));
  });
  server.on('sessionError', () => {});
  return server;
}

export const GRPC_HEAD = { ':status': 200, 'content-type': 'application/grpc' };

/** Behind its five bytes of prefix. */
export const framed = (message: readonly number[]): Buffer => Buffer.from([0, 0, 0, 0, message.length, ...message]);

/** A complete answer: header, message, trailers. */
export const replying =
  (
    message: Buffer,
    trailers: http2.OutgoingHttpHeaders = { 'grpc-status': '0' },
    head: http2.OutgoingHttpHeaders = GRPC_HEAD,
  ): OnCall =>
  (stream) => {
    stream.respond(head, { waitForTrailers: true });
    stream.once('wantTrailers', () => stream.sendTrailers(trailers));
    stream.end(message);
  };

/** All in the header, as a server answers that fails the call at once. */
export const trailersOnly =
  (status: number | string, message?: string): OnCall =>
  (stream) =>
    stream.respond(
      { ...GRPC_HEAD, 'grpc-status': String(status), ...(message === undefined ? {} : { 'grpc-message': message }) },
      { endStream: true },
    );
