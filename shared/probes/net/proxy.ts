/**
 * Connections through an HTTP proxy that the monitor names; no variable of the environment is ever asked for one. The
 * rules for addresses hold for the proxy. The target's name is resolved by the proxy, so of the target itself only
 * what is an address, or this machine, can be refused.
 *
 *     https   TCP to the proxy, CONNECT, TLS with the target
 *     http    TCP to the proxy, which is then sent whole URLs
 */
import { isIP } from 'node:net';
import { FAILURES } from '../../domain/failure.ts';
import { plainText } from '../../domain/plain-text.ts';
import { isAllowed } from './address-policy.ts';
import { type Connection, type ConnectOptions, connect, secure } from './connect.ts';
import { bareHostname, denied, type EndpointOptions, locate, type Place, placeOf } from './endpoint.ts';
import { failureOf } from './failure-of.ts';
import { ProbeFailed } from './probe-failed.ts';
import type { Run } from './run.ts';

type Rules = ConnectOptions & EndpointOptions;

/** Of the proxy's answer to CONNECT. */
const LONGEST_HEAD_BYTES = 16 * 1024;

/** A proxy that says so has not reached the target. */
const NO_WAY_ON: ReadonlySet<number> = new Set([502, 503, 504]);

export async function connectThrough(run: Run, proxy: string, place: Place, rules: Rules): Promise<Connection> {
  refuseDenied(bareHostname(place.hostname), rules);
  const connection = await toProxy(run, proxy, rules);
  if (!place.isTls) return { ...connection, wantsWholeUrl: true };
  // What the proxy needs to reach the target is part of the target's connecting.
  run.enter('tcp');
  await tunnel(run, connection, `${place.hostname}:${place.port}`);
  run.enter('tls');
  return secure(run, connection, bareHostname(place.hostname), rules);
}

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

function tunnel(run: Run, { socket }: Connection, authority: string): Promise<void> {
  return run.wait((resolve, reject) => {
    let head = '';
    const onData = (chunk: Buffer): void => {
      head += chunk.toString('latin1');
      const end = head.indexOf('\r\n\r\n');
      if (end < 0 && head.length <= LONGEST_HEAD_BYTES) return;
      stop();
      socket.pause();
      const rest = Buffer.from(head.slice(end + 4), 'latin1');
      if (rest.length > 0) socket.unshift(rest);
      const failure = refusal(head);
      if (failure) reject(failure);
      else resolve();
    };
    const onClose = (): void => {
      stop();
      reject(new ProbeFailed('proxy_failed', 'it closed the connection'));
    };
    const stop = (): void => {
      socket.off('data', onData);
      socket.off('close', onClose);
      socket.off('end', onClose);
    };
    socket.on('data', onData);
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
