/** What becomes of the client certificate that a probe shows, and what is to be set up before it does. */
import { TLSSocket } from 'node:tls';
import type { FailureCode } from '../../domain/checks/failure.ts';
import type { Observation } from '../../domain/checks/observation.ts';
import type { Reach } from '../../domain/checks/target.ts';
import type { Connection } from './connect.ts';
import type { Net } from './net.ts';
import { ProbeFailed } from './probe-failed.ts';
import type { Run } from './run.ts';

/** A server that has said nothing for so long has nothing against the certificate. */
const SILENCE_MS = 500;

/** Some give out a ticket first and look at the certificate then. */
const AFTERTHOUGHT_MS = 100;

/** What is set up once is not the target's time, so it is set up before the clock runs. */
export function prepareTls(net: Net, { ca, clientCertificate }: Reach): void {
  // Material of the monitor's own may be faulty, and it is the look that says so.
  if (!ca && !clientCertificate) net.secureContext();
}

/**
 * By TLS 1.3 a server judges the certificate of its client when the handshake is over, as the client sees it. Where nothing else
 * is waited for, this waits for that; rejects if the server complains or closes.
 */
export async function acceptance(run: Run, { socket }: Connection, { clientCertificate }: Reach): Promise<void> {
  if (!clientCertificate || !(socket instanceof TLSSocket)) return;
  await run.wait<void>((resolve, reject) => {
    const closed = (): void => reject(new ProbeFailed('connection_closed'));
    const within = (ms: number): NodeJS.Timeout => setTimeout(resolve, Math.min(ms, run.remainingMs / 2));
    let timer = within(SILENCE_MS);
    run.hold({ destroy: () => clearTimeout(timer) });
    socket.once('session', () => {
      clearTimeout(timer);
      timer = within(AFTERTHOUGHT_MS);
    });
    socket.once('data', () => resolve());
    socket.once('error', reject);
    socket.once('end', closed);
    socket.once('close', closed);
    if (socket.destroyed) reject(socket.errored ?? new ProbeFailed('connection_closed'));
    else socket.resume();
  });
}

const WITHOUT_A_WORD: ReadonlySet<FailureCode> = new Set(['tcp_reset', 'connection_closed', 'tls_handshake']);

/** Many servers drop whoever shows the wrong certificate without a word. */
export const withCertificateHint =
  ({ clientCertificate }: Reach) =>
  (observation: Observation): Observation => {
    const { failure, http } = observation;
    if (!clientCertificate || http || !failure || !WITHOUT_A_WORD.has(failure.code)) return observation;
    const message = `${failure.message.replace(/\.$/, '')}; it may not have accepted the client certificate.`;
    return { ...observation, failure: { ...failure, message } };
  };
