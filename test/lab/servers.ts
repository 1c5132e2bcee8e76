/** Servers on loopback that live as long as the test that started them. They do exactly as told, well or badly. */
import http from 'node:http';
import net from 'node:net';
import tls from 'node:tls';
import { onTestFinished } from 'vitest';
import { answering, OK, type OnSocket } from './behaviours.ts';
import { startListening } from './listening.ts';

export * from './behaviours.ts';

/** Listens on a free port and ends, with all its connections, when the test does. */
export async function listen(server: net.Server): Promise<number> {
  const { port, close } = await startListening(server);
  onTestFinished(close);
  return port;
}

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
