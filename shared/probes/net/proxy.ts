/**
 * Connections through an HTTP proxy that the monitor names; no variable of the environment is ever asked for one. The
 * rules for addresses hold for the proxy. The target's name is resolved by the proxy, so of the target itself only
 * what is an address, or this machine, can be refused.
 *
 *     https   TCP to the proxy, CONNECT, TLS with the target
 *     http    TCP to the proxy, which is then sent whole URLs
 *     others  TCP to the proxy, CONNECT, and TLS if there is any
 */
import { isIP } from 'node:net';
import { FAILURES } from '../../domain/checks/failure.ts';
import { plainText } from '../../domain/messages/plain-text.ts';
import { isAllowed } from './address-policy.ts';
import { type Connection, type ConnectOptions, connect, secure } from './connect.ts';
import { bareHostname, denied, type EndpointOptions, locate, type Place, placeOf } from './endpoint.ts';
import { failureOf } from './failure-of.ts';
import { ProbeFailed } from './probe-failed.ts';
import type { Run } from './run.ts';

type Rules = ConnectOptions & EndpointOptions & { readonly alwaysTunnel?: boolean | undefined };

/** Of the proxy's answer to CONNECT. */
const LONGEST_HEAD_BYTES = 16 * 1024;

/** A proxy that says so has not reached the target. */
const NO_WAY_ON: ReadonlySet<number> = new Set([502, 503, 504]);

export async function connectThrough(run: Run, proxy: string, place: Place, rules: Rules): Promise<Connection> {
  refuseDenied(bareHostname(place.hostname), rules);
  const connection = await toProxy(run, proxy, rules);
  if (!place.isTls && !rules.alwaysTunnel) return { ...connection, wantsWholeUrl: true };
  // What the proxy needs to reach the target is part of the target's connecting.
  run.enter('tcp');
  await tunnel(run, connection, authorityOf(place));
  run.enter(place.isTls ? 'tls' : 'send');
  return place.isTls ? secure(run, connection, bareHostname(place.hostname), rules) : connection;
}

const authorityOf = ({ hostname, port }: Place): string =>
  `${isIP(hostname) === 6 ? `[${hostname}]` : hostname}:${port}`;

function refuseDenied(hostname: string, { policy, deniedCode }: Rules): void {
  const isOurs = /(^|\.)localhost$/i.test(hostname);
  const address = isIP(hostname) ? hostname : isOurs ? '127.0.0.1' : undefined;
  if (address !== undefined && !isAllowed(address, policy)) throw denied(hostname, address, deniedCode);
}

/** What goes wrong on the way to the proxy, time included, is not the target's fault. */
async function toProxy(run: Run, proxy: string, rules: Rules): Promise<Connection> {
  const url = URL.parse(proxy);
  if (url?.protocol !== 'http:') throw new ProbeFailed('invalid_target', 'its proxy is not written http://host:port');
  const place = placeOf(url);
  run.timedOutAs = 'proxy_failed';
  try {
    return await connect(run, await locate(run, place, { ...rules, deniedCode: 'denied_address' }), rules);
  } catch (cause) {
    const { code, message } = failureOf(cause, run.phase, place.hostname);
    if (FAILURES[code].blame !== 'target') throw cause;
    throw new ProbeFailed('proxy_failed', message.replace(/\.$/, ''), { cause });
  } finally {
    run.timedOutAs = undefined;
  }
}

/** What came behind the proxy's header is the target's, and is left in the socket for whoever reads it next. */
function tunnel(run: Run, { socket }: Connection, authority: string): Promise<void> {
  return run.wait((resolve, reject) => {
    let head = '';
    const onReadable = (): void => {
      for (let chunk = socket.read(); chunk !== null; chunk = socket.read()) {
        head += chunk.toString('latin1');
        const end = head.indexOf('\r\n\r\n');
        if (end < 0 && head.length <= LONGEST_HEAD_BYTES) continue;
        answered(head.slice(end + 4));
        return;
      }
    };
    const answered = (rest: string): void => {
      stop();
      if (rest !== '') socket.unshift(Buffer.from(rest, 'latin1'));
      const failure = refusal(head);
      if (failure) reject(failure);
      else resolve();
    };
    const onClose = (): void => {
      stop();
      reject(new ProbeFailed('proxy_failed', 'it closed the connection'));
    };
    const stop = (): void => {
      socket.off('readable', onReadable);
      socket.off('close', onClose);
      socket.off('end', onClose);
    };
    socket.on('readable', onReadable);
    socket.on('end', onClose);
    socket.on('close', onClose);
    socket.write(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n\r\n`);
  });
}

function refusal(head: string): ProbeFailed | undefined {
  const [line = ''] = head.split('\r\n');
  const status = Number(/^HTTP\/1\.[01] (\d{3})(?: |$)/.exec(line)?.[1]);
  if (status >= 200 && status <= 299) return undefined;
  if (NO_WAY_ON.has(status)) return new ProbeFailed('tcp_unreachable', `the proxy answered ${status}`);
  return new ProbeFailed('proxy_failed', `it answered "${plainText(line, 60)}"`);
}
