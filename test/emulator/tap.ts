/**
 * Stands between the Lambdas and the emulator, passes everything on as it is, and notes what is published to SNS. The
 * emulator sends neither mails nor text messages, so this is where it can be seen what they would say.
 */
import { once } from 'node:events';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

/** One publication, by SNS's own rule: each protocol gets the text of its name. */
export interface Publication {
  readonly topicArn: string;
  readonly subject: string;
  readonly texts: { readonly default: string; readonly email: string; readonly sms: string };
}

export interface Tap {
  readonly url: string;
  close(): Promise<void>;
}

const fileIn = (folder: string): string => join(folder, 'published.jsonl');

/** Everything that was published so far, oldest first; `folder` is that of `openTap`. */
export function publicationsIn(folder: string): Publication[] {
  if (!existsSync(fileIn(folder))) return [];
  const lines = readFileSync(fileIn(folder), 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line));
}

/** `folder` takes the notes, for the tests run in other processes. */
export async function openTap(upstream: string, folder: string): Promise<Tap> {
  const server = createServer(async (incoming, outgoing) => {
    const body = Buffer.concat(await incoming.toArray());
    note(incoming.headers, body, folder);
    const { method, url: path, headers } = incoming;
    const onward = request(`${upstream}${path}`, { method: method ?? 'GET', headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on('error', () => outgoing.destroy());
    onward.end(body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function note(headers: IncomingHttpHeaders, body: Buffer, folder: string): void {
  if (!headers['content-type']?.startsWith('application/x-www-form-urlencoded')) return;
  const form = new URLSearchParams(body.toString('utf8'));
  if (form.get('Action') !== 'Publish') return;
  const publication: Publication = {
    topicArn: form.get('TopicArn') ?? '',
    subject: form.get('Subject') ?? '',
    texts: JSON.parse(form.get('Message') ?? '{}'),
  };
  appendFileSync(fileIn(folder), `${JSON.stringify(publication)}\n`);
}
