/** Asks the DNS one question and tells what the answer holds. It has no opinion; see `judge`. */
import { Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import type { DnsTarget } from '../../domain/checks/target.ts';
import { plainText } from '../../domain/messages/plain-text.ts';
import type { Probe } from '../../ports.ts';
import { locate } from '../net/endpoint.ts';
import { look } from '../net/look.ts';
import type { Net } from '../net/net.ts';
import { ProbeFailed } from '../net/probe-failed.ts';
import type { Run } from '../net/run.ts';
import { answersOf } from './answers.ts';

/** Patience with one packet; it doubles with each try. The run's deadline ends the whole. */
const TRY_MS = 1000;
const TRIES = 3;
const DNS_PORT = 53;

export function createDnsProbe(net: Net): Probe<DnsTarget> {
  return (target, _assertions, limits) =>
    look(limits, async (current) => {
      current.hostname = `${target.type} of ${plainText(target.name)}`;
      const { run, seen } = current;
      const server = target.resolver === undefined ? undefined : await serverOf(run, net, target, target.resolver);
      if (server) seen.address = server.address;
      const answers = await ask(run, target, server?.text);
      run.finish();
      seen.dns = { type: target.type, answers };
    });
}

interface Server {
  readonly address: string;
  /** As the DNS library wants it: `192.0.2.1:53`, `[2001:db8::1]:53`. */
  readonly text: string;
}

/** The server that the monitor names. Its address is held to the same rules as any other that is probed. */
async function serverOf(run: Run, net: Net, { allowPrivate }: DnsTarget, resolver: string): Promise<Server> {
  const { hostname, port } = serverPlace(resolver);
  const policy = { allowPrivate, allowLoopback: net.allowLoopback };
  const place = { hostname, port, isTls: false };
  await locate(run, place, { ...net, policy, deniedCode: 'denied_address' });
  return { address: hostname, text: hostname.includes(':') ? `[${hostname}]:${port}` : `${hostname}:${port}` };
}

/** `192.0.2.1`, `192.0.2.1:5353`, `2001:db8::1` or `[2001:db8::1]:5353`. */
function serverPlace(text: string): { hostname: string; port: number } {
  const bare = text.replace(/^\[(.*)\]$/, '$1');
  if (isIP(bare)) return { hostname: bare, port: DNS_PORT };
  const [, hostname = '', port = ''] = /^\[?([^\]]*?)\]?:(\d{1,5})$/.exec(text) ?? [];
  if (isIP(hostname) && Number(port) > 0 && Number(port) <= 65_535) return { hostname, port: Number(port) };
  throw new ProbeFailed('invalid_target', `the resolver "${plainText(text)}" is not an address such as 192.0.2.1:53`);
}

/** A resolver of its own for each question: nobody's silence delays anybody else, and nothing comes from a cache. */
function ask(run: Run, { name, type }: DnsTarget, server: string | undefined): Promise<readonly string[]> {
  const resolver = new Resolver({ timeout: TRY_MS, tries: TRIES });
  if (server) resolver.setServers([server]);
  run.hold({ destroy: () => resolver.cancel() });
  const fault = (error: unknown): unknown => (server && isRefused(error) ? refusedBy(server, error) : error);
  return run.wait((resolve, reject) => {
    answersOf(resolver, type, ascii(name)).then(resolve, (error: unknown) => reject(fault(error)));
  });
}

/** Nobody listens there. For the machine's own name server that is our trouble, for one that is probed it is not. */
const isRefused = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED';

const refusedBy = (server: string, cause: unknown): ProbeFailed => new ProbeFailed('tcp_refused', server, { cause });

/** Only names of other scripts are converted: the conversion would take `1.2` for an address. */
const ascii = (name: string): string => (/^[\x20-\x7e]*$/.test(name) ? name : domainToASCII(name));
