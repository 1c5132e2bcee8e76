/**
 * One fresh connection for each hop: a TCP socket to an address that was checked, and TLS over that socket. Giving a
 * name to `tls.connect`, or a list of forbidden addresses, would connect without any check of ours.
 */
import type { X509Certificate } from 'node:crypto';
import net from 'node:net';
import tls from 'node:tls';
import { type AddressPolicy, isAllowed } from './address-policy.ts';
import { takeCertificate } from './certificate.ts';
import { denied, type Endpoint, type EndpointOptions } from './endpoint.ts';
import { ProbeFailed } from './probe-failed.ts';
import type { Run } from './run.ts';

export interface ConnectOptions {
  readonly policy: AddressPolicy;
  readonly secureContext: () => tls.SecureContext;
  readonly deniedCode: EndpointOptions['deniedCode'];
  /** Application protocols to offer in the handshake, the most wanted first; none offers none. */
  readonly protocols?: readonly string[];
}

export interface Connection {
  readonly socket: net.Socket;
  readonly address: string;
  /** The one that the server has proved to hold, over TLS. */
  readonly certificate?: X509Certificate | undefined;
  /** It ends at a proxy, which passes on what it is told the whole URL of. */
  readonly wantsWholeUrl?: boolean;
  /** As Node writes it: `TLSv1.3`. */
  readonly tlsVersion?: string | undefined;
}

/** What TLS over an open socket needs to know. */
export type TlsOptions = Pick<ConnectOptions, 'secureContext' | 'protocols'>;

/** A dead address must not use up the time of a live one, yet a far one needs time for a second packet. */
const ATTEMPT_MS = 2000;

/** A name may have any number of addresses. */
const MAX_ATTEMPTS = 6;

/** Tries the addresses in turn; the first failure is the one reported, for it is what most visitors meet. */
export function connect(run: Run, endpoint: Endpoint, options: ConnectOptions): Promise<Connection> {
  run.enter('tcp');
  const addresses = endpoint.addresses.slice(0, MAX_ATTEMPTS);
  const [only] = addresses;
  return addresses.length === 1 && only !== undefined
    ? attempt(run, only, endpoint, undefined, options)
    : inTurn(run, addresses, endpoint, options);
}

async function inTurn(
  run: Run,
  addresses: readonly string[],
  endpoint: Endpoint,
  options: ConnectOptions,
): Promise<Connection> {
  const last = addresses.at(-1);
  let firstError: unknown;
  for (const address of addresses) {
    try {
      return await attempt(run, address, endpoint, address === last ? undefined : ATTEMPT_MS, options);
    } catch (error) {
      if (run.stopped || run.phase !== 'tcp' || error instanceof ProbeFailed) throw error;
      firstError ??= error;
    }
  }
  throw firstError;
}

function attempt(
  run: Run,
  address: string,
  endpoint: Endpoint,
  attemptMs: number | undefined,
  options: ConnectOptions,
): Promise<Connection> {
  const opened = openTcp(run, address, endpoint, attemptMs, options);
  return endpoint.isTls ? opened.then((inTheClear) => secure(run, inTheClear, endpoint.hostname, options)) : opened;
}

function openTcp(
  run: Run,
  address: string,
  { hostname, port, isTls }: Endpoint,
  attemptMs: number | undefined,
  { policy, deniedCode }: ConnectOptions,
): Promise<Connection> {
  return run.wait((resolve, reject) => {
    const socket = run.hold(net.connect({ host: address, port, noDelay: true, autoSelectFamily: false }));
    const timer = attemptMs && setTimeout(() => socket.destroy(timeout(address, port)), attemptMs);
    if (timer) socket.once('close', () => clearTimeout(timer));
    socket.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    socket.once('connect', () => {
      clearTimeout(timer);
      // Belt and braces: what the kernel says that it is connected to decides, not what it was asked for.
      const remote = socket.remoteAddress;
      if (remote !== undefined && remote !== address && !isAllowed(remote, policy)) {
        socket.destroy();
        return reject(denied(hostname, remote, deniedCode));
      }
      run.enter(isTls ? 'tls' : 'send');
      resolve({ socket, address });
    });
  });
}

const timeout = (address: string, port: number): Error =>
  Object.assign(new Error(`connect ETIMEDOUT ${address}:${port}`), { code: 'ETIMEDOUT' });

/** TLS over a connection in the clear. `hostname`, without brackets, is what its certificate must have been issued for. */
export function secure(
  run: Run,
  { socket, address }: Connection,
  hostname: string,
  { secureContext, protocols = [] }: TlsOptions,
): Promise<Connection> {
  return run.wait((resolve, reject) => {
    const secured = run.hold(
      tls.connect({
        socket,
        // An address has no server name to indicate; it is checked against the certificate as `host` instead.
        host: hostname,
        servername: net.isIP(hostname) ? '' : hostname,
        secureContext: secureContext(),
        ALPNProtocols: [...protocols],
        rejectUnauthorized: true,
      }),
    );
    const certificate = takeCertificate(secured);
    secured.on('error', reject);
    secured.once('secureConnect', () => {
      run.enter('send');
      resolve({ socket: secured, address, certificate: certificate(), tlsVersion: secured.getProtocol() ?? undefined });
    });
  });
}
