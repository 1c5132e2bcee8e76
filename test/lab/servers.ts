/** Servers on loopback that live as long as the test that started them. They do exactly as told, well or badly. */
import http from 'node:http';
import net from 'node:net';
import tls from 'node:tls';
import { onTestFinished } from 'vitest';

/** Listens on a free port and ends, with all its connections, when the test does. */
export async function listen(server: net.Server): Promise<number> {
  const sockets = new Set<net.Socket>();
  server.on('connection', (socket: net.Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return (server.address() as net.AddressInfo).port;
}

type OnSocket = (socket: net.Socket) => void;

/** Hands over each connection as it comes. Resolves to the server's base URL. */
export async function tcpServer(onSocket: OnSocket): Promise<string> {
  return `http://127.0.0.1:${await listen(net.createServer(onSocket))}/`;
}

/** The same over TLS; the URL's host is `localhost`, as in the certificates of the lab. */
export async function tlsServer(options: tls.TlsOptions, onSocket: OnSocket = answering(OK)): Promise<string> {
  const server = tls.createServer(options, (socket) => {
    socket.on('error', () => socket.destroy());
    onSocket(socket);
  });
  server.on('tlsClientError', () => {});
  return `https://localhost:${await listen(server)}/`;
}

export async function httpServer(listener: http.RequestListener): Promise<string> {
  return `http://127.0.0.1:${await listen(http.createServer(listener))}/`;
}

/** Waits for a request, sends these bytes and leaves the connection open. */
export const answering =
  (...parts: readonly (string | Uint8Array)[]): OnSocket =>
  (socket) => {
    socket.once('data', () => {
      for (const part of parts) socket.write(part);
    });
  };

/** Waits for a request, sends these bytes and closes. */
export const answeringAndClosing =
  (...parts: readonly (string | Uint8Array)[]): OnSocket =>
  (socket) => {
    socket.once('data', () => {
      for (const part of parts) socket.write(part);
      socket.end();
    });
  };

/** Waits for a request and sends one of these every few milliseconds until the connection ends. */
export const dripping =
  (first: string, next: string, everyMs = 10): OnSocket =>
  (socket) => {
    socket.once('data', () => {
      socket.write(first);
      const timer = setInterval(() => socket.write(next), everyMs);
      socket.once('close', () => clearInterval(timer));
    });
  };

export const OK = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok';

/** A complete answer with this body. */
export const okWith = (body: string | Uint8Array, headers = ''): Uint8Array =>
  Buffer.concat([
    Buffer.from(`HTTP/1.1 200 OK\r\ncontent-length: ${Buffer.byteLength(body)}\r\n${headers}\r\n`),
    Buffer.from(body),
  ]);
