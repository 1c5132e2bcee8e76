/** Prometheus' blackbox_exporter as a peer, where the machine has it: the same target, asked through its /probe. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Look, Target } from './probe.ts';

const PROGRAMS = ['prometheus-blackbox-exporter', 'blackbox_exporter'];

export const HOW_TO_INSTALL =
  'blackbox_exporter is not installed, so it is left out. On Debian: apt-get install prometheus-blackbox-exporter';

/** Linux counts the time of a process in hundredths of a second. */
const TICKS_PER_SECOND = 100;

export interface Blackbox {
  look(url: string): Look;
  /** User and system time that it has used so far. */
  cpuSeconds(): number;
  stop(): Promise<void>;
}

/** Undefined where it is not installed. It gets one thread to run Go on, as Node has one for JavaScript. */
export async function startBlackbox(target: Target): Promise<Blackbox | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'nightjar-blackbox-'));
  writeFileSync(join(folder, 'ca.pem'), target.ca);
  writeFileSync(join(folder, 'config.yml'), configuration(join(folder, 'ca.pem')));
  const port = await freePort();
  for (const program of PROGRAMS) {
    const child = await started(program, [
      `--config.file=${join(folder, 'config.yml')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=error',
    ]);
    if (child) return peer(child, port, folder);
  }
  rmSync(folder, { recursive: true });
  return undefined;
}

const configuration = (ca: string): string => `modules:
  http:
    prober: http
    timeout: 10s
    http:
      preferred_ip_protocol: ip4
      tls_config: { ca_file: ${ca} }
`;

async function started(program: string, args: readonly string[]): Promise<ChildProcess | undefined> {
  const child = spawn(program, args, { stdio: 'ignore', env: { ...process.env, GOMAXPROCS: '1' } });
  const outcome = await Promise.race([once(child, 'spawn').then(() => 'runs'), once(child, 'error')]).catch(() => 'no');
  return outcome === 'runs' ? child : undefined;
}

async function peer(child: ChildProcess, port: number, folder: string): Promise<Blackbox> {
  const agent = new Agent({ keepAlive: true });
  await untilReady(port);
  return {
    look: (url) => () => ask(agent, port, url),
    cpuSeconds: () => cpuSecondsOf(child.pid ?? 0),
    stop: async () => {
      agent.destroy();
      const ended = once(child, 'exit');
      child.kill();
      await ended;
      rmSync(folder, { recursive: true });
    },
  };
}

function ask(agent: Agent, port: number, url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const path = `/probe?module=http&target=${encodeURIComponent(url)}`;
    const request = get({ agent, host: '127.0.0.1', port, path }, (response) => {
      let text = '';
      response.setEncoding('latin1');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.once('end', () => {
        if (text.includes('\nprobe_success 1\n')) resolve();
        else reject(new Error(`blackbox_exporter says that the bench's own target failed:\n${text}`));
      });
    });
    request.once('error', reject);
  });
}

/** Fields 14 and 15 of its line, counted from behind the name, which may hold anything. */
function cpuSecondsOf(pid: number): number {
  const line = readFileSync(`/proc/${pid}/stat`, 'latin1');
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

async function untilReady(port: number): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const socket = net.connect(port, '127.0.0.1');
    const isOpen = await Promise.race([once(socket, 'connect').then(() => true), once(socket, 'error')]).catch(
      () => false,
    );
    socket.destroy();
    if (isOpen === true) return;
    await wait(50);
  }
  throw new Error('blackbox_exporter did not open its port within 5 seconds');
}

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
