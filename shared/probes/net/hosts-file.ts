/** Names that the machine itself defines. The DNS library does not read them, but people expect them to work. */
import { readFile } from 'node:fs/promises';
import { platform } from 'node:os';

const HOSTS_FILE = platform() === 'win32' ? 'C:\\Windows\\System32\\drivers\\etc\\hosts' : '/etc/hosts';

/** An edit of the file is noticed after this long. */
const STALE_AFTER_MS = 30_000;

export type Hosts = ReadonlyMap<string, readonly string[]>;

/** Reads the hosts file again now and then. A file that cannot be read defines nothing. */
export function createHostsReader(file = HOSTS_FILE): () => Promise<Hosts> {
  let readAt = Number.NEGATIVE_INFINITY;
  let hosts: Promise<Hosts>;
  return () => {
    const now = performance.now();
    if (now - readAt > STALE_AFTER_MS) {
      readAt = now;
      hosts = readFile(file, 'utf8').then(parseHosts, () => new Map());
    }
    return hosts;
  };
}

/** By name in lower case. */
export function parseHosts(text: string): Hosts {
  const hosts = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const [address, ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
    if (!address) continue;
    for (const name of names.map((each) => each.toLowerCase())) {
      hosts.set(name, [...(hosts.get(name) ?? []), address]);
    }
  }
  return hosts;
}
