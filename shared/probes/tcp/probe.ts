/**
 * Looks at a TCP port once: connects, begins TLS if that is wanted, says its lines, and reads what comes back as far as
 * some assertion is about it. It has no opinion; see `judge`.
 */
import type { Assertion } from '../../domain/checks/assertion.ts';
import type { TcpTarget } from '../../domain/checks/target.ts';
import type { Probe } from '../../ports.ts';
import { selectNodes } from '../http/json.ts';
import { acceptance, prepareTls, withCertificateHint } from '../net/client-certificate.ts';
import type { Connection } from '../net/connect.ts';
import { type Look, look } from '../net/look.ts';
import { type Net, open, secured } from '../net/net.ts';
import { noteConnection } from '../net/note-connection.ts';
import { ProbeFailed } from '../net/probe-failed.ts';
import { Reply } from './reply.ts';
import { say } from './say.ts';
import { startTls } from './start-tls.ts';
import { engineFor, takeSteps } from './steps.ts';

export function createTcpProbe(net: Net): Probe<TcpTarget> {
  return async (target, assertions, limits) => {
    const engine = await engineFor(target.dialogue ?? []);
    if (target.tls || target.startTls) prepareTls(net, target);
    const observation = await look(limits, async (current) => {
      current.hostname = target.host;
      const connection = await reach(current, net, target);
      noteConnection(current, connection, assertions);
      const { dialogue } = target;
      if (dialogue) await takeSteps(current, connection.socket, dialogue, engine);
      else await converse(current, connection, target, assertions);
      await noteJson(current, assertions);
    });
    return withCertificateHint(target)(observation);
  };
}

async function reach({ run }: Look, net: Net, target: TcpTarget): Promise<Connection> {
  const { host, port } = target;
  const place = { hostname: host, port, isTls: target.tls };
  const connection = await open(run, net, place, { ...target, alwaysTunnel: true });
  if (!target.startTls) return connection;
  await startTls(run, connection.socket, target.startTls);
  return secured(run, net, connection, host, target);
}

/** Where nothing is expected to be sent, a server that has accepted the connection and the lines is up. */
async function converse(look: Look, connection: Connection, target: TcpTarget, assertions: readonly Assertion[]) {
  const { run, seen } = look;
  const { socket } = connection;
  if (!assertions.some(isOnReply)) {
    await say(run, socket, target.send);
    run.finish();
    await acceptance(run, connection, target);
    return;
  }
  run.enter('reply');
  const reply = new Reply(assertions);
  const reading = reply.read(run, socket, target.send);
  await reading.catch((error: unknown) => {
    if (!(isOutOfTime(error) && reply.lacksText)) throw error;
  });
  seen.body = reply.body;
}

async function noteJson({ run, seen }: Look, assertions: readonly Assertion[]): Promise<void> {
  run.finish();
  const paths = assertions.flatMap((each) => (each.subject === 'json' ? [each.path] : []));
  if (seen.body && paths.length > 0) seen.json = await selectNodes(seen.body, paths);
}

/** About what comes back, or about when it does. */
const isOnReply = (assertion: Assertion): boolean =>
  assertion.subject === 'body' ||
  assertion.subject === 'json' ||
  (assertion.subject === 'phase' && (assertion.phase === 'firstByte' || assertion.phase === 'transfer'));

/** Something came, and what was waited for was not in it: what did come tells more than that the time is over. */
const isOutOfTime = (error: unknown): boolean => error instanceof ProbeFailed && error.code === 'body_timeout';
