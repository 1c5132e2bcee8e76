/** One conversation over a WebSocket, on a connection that was checked and is used for nothing else. */
import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import packageJson from '../../../package.json' with { type: 'json' };
import type { WebSocketTarget } from '../../domain/checks/target.ts';
import { statusText } from '../../domain/status-phrase.ts';
import type { Look } from '../net/look.ts';
import { ProbeFailed } from '../net/probe-failed.ts';
import type { Run } from '../net/run.ts';
import { closedWith, webSocketError } from './failures.ts';

/** Of the first reply, all its fragments together. */
export const MAX_REPLY_BYTES = 1024 * 1024;

/** How long the server gets to answer our close, after the clock has stopped. */
const CLOSE_MS = 250;

export interface Conversation extends Omit<WebSocketTarget, 'url'> {
  readonly url: URL;
  readonly isReplyWanted: boolean;
}

/** The text of the first reply, or undefined where none is waited for: nothing was sent and nothing is expected. */
export async function converse(
  look: Look,
  Client: typeof WebSocket,
  socket: Socket,
  conversation: Conversation,
): Promise<string | undefined> {
  const { run } = look;
  const { send, isReplyWanted } = conversation;
  const client = await connected(look, Client, socket, conversation);
  run.enter('reply');
  const text = send !== undefined || isReplyWanted ? await firstReply(run, client, send) : undefined;
  run.finish();
  await close(run, client);
  return text;
}

function connected(
  { run, seen }: Look,
  Client: typeof WebSocket,
  socket: Socket,
  { url, headers, subprotocol }: Conversation,
): Promise<WebSocket> {
  return run.wait((resolve, reject) => {
    const client = make();
    run.hold({ destroy: () => client.terminate() });
    client.once('upgrade', (answer) => {
      seen.http = headOf(answer);
    });
    client.once('unexpected-response', (_request, answer) => {
      seen.http = headOf(answer);
      reject(unexpectedStatus(answer.statusCode ?? 0));
    });
    // Stays, so that no error is ever without a listener.
    client.on('error', (error) => reject(webSocketError(error)));
    client.once('open', () => {
      client.pause();
      resolve(client);
    });
    socket.once('data', () => run.phase === 'wait' && run.enter('head'));

    function make(): WebSocket {
      try {
        return new Client(url, subprotocol === undefined ? [] : [subprotocol], {
          createConnection: () => socket,
          headers: { 'user-agent': `Nightjar/${packageJson.version} (uptime check)`, ...headers },
          finishRequest: (request: ClientRequest) => {
            request.once('finish', () => run.phase === 'send' && run.enter('wait'));
            request.end();
          },
          maxPayload: MAX_REPLY_BYTES,
          // An answer that is not compressed cannot be a bomb.
          perMessageDeflate: false,
        });
      } catch (error) {
        throw webSocketError(error as Error);
      }
    }
  });
}

function firstReply(run: Run, client: WebSocket, question: string | undefined): Promise<string> {
  return run.wait((resolve, reject) => {
    client.once('error', (error) => reject(webSocketError(error)));
    client.once('close', (code, reason) => reject(closedWith(code, reason.toString())));
    client.once('message', (data) => resolve(data.toString()));
    client.resume();
    if (question !== undefined) client.send(question);
  });
}

/** What happens now is no longer the target's time, nor does it change what was seen. */
async function close(run: Run, client: WebSocket): Promise<void> {
  const closed = run.wait<void>((resolve) => {
    client.once('close', () => resolve());
    setTimeout(resolve, CLOSE_MS).unref();
    client.resume();
    client.close(1000);
  });
  await closed.catch(() => {});
}

function headOf({ statusCode = 0, headers }: IncomingMessage): NonNullable<Look['seen']['http']> {
  const joined = Object.entries(headers).map(([name, value]) => [name, [value ?? ''].flat().join(', ')] as const);
  return { version: '1.1', status: statusCode, headers: Object.fromEntries(joined) };
}

const unexpectedStatus = (status: number): ProbeFailed =>
  new ProbeFailed(
    status === 429 ? 'rate_limited' : 'unexpected_status',
    `${statusText(status)} instead of 101 Switching Protocols`,
  );
