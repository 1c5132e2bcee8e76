/**
 * A socket layer that leads nowhere but loopback. The probe believes that it talks to public addresses; in truth they
 * are servers of the lab, and whatever has no place in the table is refused and remembered.
 */
import net from 'node:net';

/**
 * The port on loopback that stands for an address, or the error by which the system would refuse it. A socket says that
 * it is connected to what was asked for, unless it `pretends` otherwise.
 */
export type Route = number | { readonly port: number; readonly pretends: string } | { readonly code: string };

export interface SocketLayer {
  /** Every address that a connection was opened to, in order, if the layer is strict: a soak would fill the memory with them. */
  readonly opened: string[];
  /** How many sockets really were connected, whichever function was called for it. */
  connected: number;
  routes: Map<string, Route>;
  restore(): void;
}

interface Way {
  readonly port: number;
  readonly pretends: string;
  readonly code: string;
}

type Connect = (options: net.TcpNetConnectOpts) => net.Socket;

/** Stands in for `net.connect` until it is restored. Loopback itself is connected to unless `isStrict`. */
export function layUnder({ isStrict }: { readonly isStrict: boolean }): SocketLayer {
  const original = net.connect;
  const genuine = original as Connect;
  const deepest = net.Socket.prototype.connect;
  const layer: SocketLayer = {
    opened: [],
    connected: 0,
    routes: new Map(),
    restore() {
      Object.assign(net, { connect: original });
      net.Socket.prototype.connect = deepest;
    },
  };
  net.Socket.prototype.connect = function connectCounted(this: net.Socket, ...given: never) {
    layer.connected++;
    return deepest.apply(this, given);
  };
  const connect: Connect = (options) => {
    const host = options.host ?? '';
    if (isStrict) layer.opened.push(host);
    const route = layer.routes.get(host);
    if (route === undefined && !isStrict && /^(127\.|::1$)/.test(host)) return genuine(options);
    if (route === undefined) return refused(options, 'EPERM');
    const { port, pretends = host, code }: Partial<Way> = typeof route === 'number' ? { port: route } : route;
    return code
      ? refused(options, code)
      : disguised(genuine({ ...options, host: '127.0.0.1', port: port ?? 0 }), pretends);
  };
  Object.assign(net, { connect });
  return layer;
}

/** The probe asks the socket where it has got to. */
const disguised = (socket: net.Socket, host: string): net.Socket =>
  Object.defineProperty(socket, 'remoteAddress', { get: () => host });

function refused({ host, port }: net.TcpNetConnectOpts, code: string): net.Socket {
  const error = Object.assign(new Error(`connect ${code} ${host}:${port}`), { code, address: host, port });
  return new net.Socket().destroy(error);
}
