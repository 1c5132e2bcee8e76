/** Looks at a WebSocket once: the upgrade, a message if there is one to send, and the first reply if one is waited for. */

import type { Assertion } from '../../domain/checks/assertion.ts';
import type { WebSocketTarget } from '../../domain/checks/target.ts';
import type { Probe } from '../../ports.ts';
import { selectNodes } from '../http/json.ts';
import { prepareTls, withCertificateHint } from '../net/client-certificate.ts';
import { type Look, look } from '../net/look.ts';
import { type Net, open } from '../net/net.ts';
import { noteConnection } from '../net/note-connection.ts';
import { ProbeFailed } from '../net/probe-failed.ts';
import { converse } from './converse.ts';

export function createWebSocketProbe(net: Net): Probe<WebSocketTarget> {
  return async (target, assertions, limits) => {
    if (target.url.startsWith('wss:')) prepareTls(net, target);
    // The library is loaded only here, since most fleets need none.
    const { default: WebSocket } = await import('ws');
    const observation = await look(limits, (current) => lookAt(current, net, WebSocket, target, assertions));
    return withCertificateHint(target)(observation);
  };
}

async function lookAt(
  current: Look,
  net: Net,
  WebSocket: typeof import('ws').WebSocket,
  target: WebSocketTarget,
  assertions: readonly Assertion[],
): Promise<void> {
  const { run, seen } = current;
  const url = parseTarget(target.url);
  current.hostname = url.hostname;
  const options = { ...target, protocols: ['http/1.1'], alwaysTunnel: true };
  const connection = await open(run, net, placeOf(url), options);
  noteConnection(current, connection, assertions);
  const isReplyWanted = assertions.some(({ subject }) => subject === 'body' || subject === 'json');
  const text = await converse(current, WebSocket, connection.socket, { ...target, url, isReplyWanted });
  if (text === undefined) return;
  seen.body = { text, truncated: false };
  const paths = assertions.flatMap((each) => (each.subject === 'json' ? [each.path] : []));
  if (paths.length > 0) seen.json = await selectNodes(seen.body, paths);
}

function parseTarget(text: string): URL {
  const url = URL.parse(text);
  if (!url) throw new ProbeFailed('invalid_target', 'its address is not a URL such as wss://example.org/');
  if (url.protocol !== 'ws:' && url.protocol !== 'wss:') {
    throw new ProbeFailed('invalid_target', 'its URL must begin with wss:// or ws://');
  }
  if (url.username || url.password) {
    throw new ProbeFailed('invalid_target', 'user names and passwords belong into a header, not into the URL');
  }
  url.hash = '';
  return url;
}

function placeOf({ protocol, hostname, port }: URL) {
  const isTls = protocol === 'wss:';
  return { hostname, port: port === '' ? (isTls ? 443 : 80) : Number(port), isTls };
}
