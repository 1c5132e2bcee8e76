/** What `nightjar check` is to look at: a monitor of the configuration, or a URL with every setting at its default. */
import { type Problem, parseFleet } from '../../shared/config/index.ts';
import { nearestFirst } from '../../shared/config/nearest.ts';
import type { Monitor } from '../../shared/domain/monitor.ts';
import { loadFleet } from '../load-fleet.ts';
import { Misuse } from '../misuse.ts';

export interface Chosen {
  readonly monitor: Monitor;
  /** The target belongs to the demo fleet, which runs only beside `nightjar run`. */
  readonly isDemo: boolean;
  /** Of the file; absent where it names none, and for a URL. */
  readonly regions?: readonly string[];
}

/** `timeout` is a duration as in the configuration, such as `5s`. Throws `Misuse`. */
export function chosenMonitor(what: string, file: string | undefined, timeout: string | undefined): Chosen {
  const chosen = what.includes('://') ? { monitor: monitorOfUrl(what), isDemo: false } : configured(what, file);
  if (timeout === undefined) return chosen;
  const { monitor } = chosen;
  return { ...chosen, monitor: { ...monitor, policy: { ...monitor.policy, timeoutMs: timeoutMsOf(timeout) } } };
}

function configured(id: string, file: string | undefined): Chosen {
  const { fleet, file: read } = loadFleet(file);
  const monitor = fleet.monitors.find((candidate) => candidate.id === id);
  if (!monitor) throw unknownMonitor(id, read, fleet.monitors);
  return { monitor, isDemo: fleet.demo, ...(fleet.regions && { regions: fleet.regions }) };
}

/** Who types a URL means it, on whichever network it is. */
const monitorOfUrl = (url: string): Monitor => onlyMonitor({ name: url, ...kindOf(url) }, `${url} cannot be checked`);

/** What is no ws(s), tcp or tls URL is taken for http, which says what it expects. */
function kindOf(url: string): object {
  const { protocol, hostname, port } = URL.parse(url) ?? { protocol: '', hostname: '', port: '' };
  switch (protocol) {
    case 'ws:':
    case 'wss:':
      return { websocket: { url, allowPrivate: true } };
    case 'tcp:':
    case 'tls:': {
      const host = hostname.replace(/^\[|\]$/g, '');
      return { [protocol.slice(0, -1)]: { host, ...(port && { port: Number(port) }), allowPrivate: true } };
    }
    default:
      return { http: { url, allowPrivate: true } };
  }
}

const timeoutMsOf = (text: string): number =>
  onlyMonitor({ name: 'any', http: 'https://example.org', timeout: text }, `--timeout ${text} cannot be used`).policy
    .timeoutMs;

/** The monitor of a file that has no other, so that there is one way only in which monitors are made. */
function onlyMonitor(entry: object, complaint: string): Monitor {
  const text = JSON.stringify({ monitors: [{ id: 'only', ...entry }] });
  const outcome = parseFleet(text, { file: 'the command line' });
  const [monitor] = outcome.ok ? outcome.fleet.monitors : [];
  if (monitor) return monitor;
  const reasons = outcome.ok ? [] : outcome.problems.map(reasonText);
  throw new Misuse(`${complaint}: ${reasons.join('; ')}.`, {
    example: 'nightjar check https://example.org --timeout 5s',
  });
}

/** A problem without its place in a file that nobody has written. */
const reasonText = ({ message, expected }: Problem): string =>
  `${message.replace(' (monitor only)', '')}${expected === undefined ? '' : `; expected ${expected}`}`;

function unknownMonitor(what: string, file: string, monitors: readonly Monitor[]): Misuse {
  const ids = monitors.map(({ id }) => id);
  const nearest = nearestFirst(what, ids).slice(0, 3);
  const looksLikeHost = /^[\w-]+(\.[\w-]+)+([:/]|$)|^localhost\b/.test(what);
  const example = looksLikeHost ? `https://${what}` : (nearest[0] ?? 'https://example.org');
  const known =
    nearest.length > 0 ? `The nearest of its ${monitors.length}: ${nearest.join(', ')}.` : 'It has none at all.';
  return new Misuse(`There is no monitor "${what}" in ${file}. ${known}`, { example: `nightjar check ${example}` });
}
