/** The one place that names a target for people. Secret references stay as they are written. */
import { scheduleText } from '../checks/heartbeat.ts';
import type { Target } from '../checks/target.ts';

/** What was asked, on one line: `https://example.org/health`. Not cleaned and not capped: see `plainText`. */
export function targetText(target: Target): string {
  switch (target.kind) {
    case 'heartbeat':
      return `heartbeat ${scheduleText(target)}`;
    case 'composite':
      return `${target.atLeast} of ${target.members.join(', ')}`;
    case 'http':
      return target.url;
    case 'flow':
      return `${target.steps.length} steps from ${target.steps[0]?.http.url}`;
    case 'tcp':
    case 'tls':
      return `${target.kind}://${placeText(target)}`;
    case 'grpc':
      return `grpc://${placeText(target)}${target.service === '' ? '' : `/${target.service}`}`;
    case 'domain':
      return `registration of ${target.name}`;
    case 'websocket':
      return target.url;
    case 'dns':
      return `${target.type} ${target.name}${target.resolver === undefined ? '' : ` at ${target.resolver}`}`;
  }
}

const placeText = ({ host, port }: { readonly host: string; readonly port: number }): string =>
  `${host.includes(':') ? `[${host}]` : host}:${port}`;
