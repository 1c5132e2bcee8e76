/** A server on loopback, and its end. Knows nothing of tests, so that the soak can use it as well. */
import net from 'node:net';

export interface Listening {
  readonly port: number;
  /** Ends the server and all its connections. */
  close(): Promise<void>;
}

/** Listens on a free port of 127.0.0.1. */
export async function startListening(server: net.Server): Promise<Listening> {
  const sockets = new Set<net.Socket>();
  server.on('connection', (socket: net.Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as net.AddressInfo).port,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A port of 127.0.0.1 on which nobody listens. */
export async function closedPort(): Promise<number> {
  const { port, close } = await startListening(net.createServer());
  await close();
  return port;
}
