/** The lab: authorities, a DNS server and as many bad servers as its rows ask for, until it is closed. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import tls from 'node:tls';
import type { HeartbeatTarget } from '../../shared/domain/checks/target.ts';
import { createResolver, type ProbeOptions } from '../../shared/probes/index.ts';
import { answering, OK, type OnSocket } from './behaviours.ts';
import { type Authority, createAuthority } from './certificates.ts';
import { type Reply, startDnsServer } from './dns-server.ts';
import { type Jobs, openJobs, type Report } from './jobs.ts';
import { startListening } from './listening.ts';
import { aHeartbeat } from './look-at.ts';
import { layUnder } from './socket-layer.ts';

export interface Lab {
  /** Trusted by the probe. */
  readonly authority: Authority;
  /** Trusted by nobody. */
  readonly stranger: Authority;
  /** How the probe of every row is made, where the row does not say otherwise. */
  readonly probe: ProbeOptions;
  /** Each resolves to the base URL of a server: http on 127.0.0.1, https on `localhost`. */
  tcp(onSocket: OnSocket): Promise<string>;
  http(listener: http.RequestListener): Promise<string>;
  tls(options: tls.TlsOptions, onSocket?: OnSocket): Promise<string>;
  /** Any server of TCP, such as one of HTTP/2; resolves to its port. */
  listen(server: net.Server): Promise<number>;
  /** The address of a name server that answers every question like this; `question` counts them. */
  dns(reply: Reply | ((question: number) => Reply)): Promise<string>;
  /** A heartbeat whose job has reported all of this. */
  job(heartbeat: Partial<HeartbeatTarget>, ...reports: readonly Report[]): Promise<HeartbeatTarget>;
  /** A port whose queue of connections is full, so that the system drops whatever knocks. */
  blackHole(): Promise<number>;
  /** A fresh name that the lab's DNS answers like this; `question` counts its own questions, two for each look. */
  name(reply: Reply | ((question: number) => Reply), prefix?: string): string;
  /** Lets the system itself refuse connections to a public address with this error. */
  refuse(address: string, code: string): void;
  /** Lets a public address be this port of the lab. */
  route(address: string, port: number): void;
  close(): Promise<void>;
}

export async function openLab(): Promise<Lab> {
  const closers: (() => unknown)[] = [];
  const names = new Map<string, (question: number) => Reply>();
  const questions = new Map<string, number>();
  const [authority, stranger, dns] = await Promise.all([
    createAuthority(),
    createAuthority('Nobody You Know'),
    startDnsServer((name) => {
      const count = questions.get(name) ?? 0;
      questions.set(name, count + 1);
      return names.get(name)?.(count) ?? 'nxdomain';
    }),
  ]);
  const layer = layUnder({ isStrict: false });
  closers.push(dns.close, layer.restore);
  let jobs: Promise<Jobs> | undefined;
  const openedJobs = (): Promise<Jobs> => {
    if (!jobs) closers.push(() => jobs?.then(({ close }) => close()));
    jobs ??= openJobs();
    return jobs;
  };
  let jobCount = 0;

  const listen = async (server: net.Server): Promise<number> => {
    const { port, close } = await startListening(server);
    closers.push(close);
    return port;
  };
  return {
    authority,
    stranger,
    probe: {
      allowLoopback: true,
      ca: authority.cert,
      resolver: createResolver({ servers: [dns.address] }),
      hasIpv6: () => true,
      beats: { readBeats: async () => (await openedJobs()).beats.readBeats() },
    },
    listen,
    tcp: async (onSocket) => `http://127.0.0.1:${await listen(net.createServer(onSocket))}/`,
    http: async (listener) => `http://127.0.0.1:${await listen(http.createServer(listener))}/`,
    tls: async (options, onSocket = answering(OK)) => `https://localhost:${await listen(secured(options, onSocket))}/`,
    async dns(reply) {
      const { address, close } = await startDnsServer((_name, question) =>
        typeof reply === 'function' ? reply(question) : reply,
      );
      closers.push(close);
      return address;
    },
    async job(heartbeat, ...reports) {
      const monitorId = `job-${++jobCount}`;
      const tokenHash = await (await openedJobs()).job(monitorId, reports);
      return aHeartbeat({ monitorId, tokenHash, ...heartbeat });
    },
    async blackHole() {
      const { port, close } = await deafServer();
      closers.push(close);
      return port;
    },
    name(reply, prefix = 'n') {
      const name = `${prefix}${names.size}.lab.example`;
      // The hosts of URLs are looked up in their plain form.
      const plain = new URL(`http://${name}/`).hostname;
      names.set(plain, typeof reply === 'function' ? reply : () => reply);
      return name;
    },
    refuse: (address, code) => void layer.routes.set(address, { code }),
    route: (address, port) => void layer.routes.set(address, port),
    async close() {
      for (const close of closers.reverse()) await close();
    },
  };
}

function secured(options: tls.TlsOptions, onSocket: OnSocket): tls.Server {
  const server = tls.createServer(options, (socket) => {
    socket.on('error', () => socket.destroy());
    onSocket(socket);
  });
  return server.on('tlsClientError', () => {});
}

const LISTENER = `const server = require('node:net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () =>
  console.log(server.address().port))`;

/** A process that listens and is stopped before it accepts; two connections fill its queue. */
async function deafServer(): Promise<{ port: number; close(): Promise<void> }> {
  const child = spawn(process.execPath, ['-e', LISTENER], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(child.stdout, 'data');
  child.kill('SIGSTOP');
  const port = Number(line);
  const fillers = Array.from({ length: 4 }, () => new net.Socket().connect(port, '127.0.0.1').on('error', () => {}));
  await Promise.all(fillers.slice(0, 2).map((socket) => once(socket, 'connect')));
  return {
    port,
    async close() {
      for (const filler of fillers) filler.destroy();
      child.kill('SIGKILL');
      await once(child, 'close');
    },
  };
}
