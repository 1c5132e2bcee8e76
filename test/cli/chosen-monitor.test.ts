/** What `nightjar check` makes of a URL on its command line. */
import { expect, it } from 'vitest';
import { chosenMonitor } from '../../cli/commands/chosen-monitor.ts';

const targetOf = (url: string) => chosenMonitor(url, undefined, undefined).monitor.target;

it.each<[string, object]>([
  ['https://example.org/', { kind: 'http', url: 'https://example.org/' }],
  ['wss://example.org/live', { kind: 'websocket', url: 'wss://example.org/live' }],
  ['ws://10.0.0.8/', { kind: 'websocket', url: 'ws://10.0.0.8/' }],
  ['tcp://db.example.org:5432', { kind: 'tcp', host: 'db.example.org', port: 5432 }],
  ['tcp://[fd00::1]:6379', { kind: 'tcp', host: 'fd00::1', port: 6379 }],
  ['tls://example.org', { kind: 'tls', host: 'example.org', port: 443 }],
])('%s is checked as what it is, on whichever network', (url, target) => {
  expect(targetOf(url)).toMatchObject({ ...target, allowPrivate: true });
});

it.each(['tcp://db.example.org', 'ftp://example.org/', 'wss://', 'nonsense://'])('%s is misuse', (url) => {
  expect(() => targetOf(url)).toThrow(`${url} cannot be checked`);
});
