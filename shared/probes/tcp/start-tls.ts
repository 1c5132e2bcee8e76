/** How each protocol is asked to begin TLS (RFC 3207, RFC 3501, RFC 2595). Nothing else is said in the clear. */
import type { Socket } from 'node:net';
import type { StartTls } from '../../domain/checks/target.ts';
import { plainText } from '../../domain/messages/plain-text.ts';
import { ProbeFailed } from '../net/probe-failed.ts';
import type { Run } from '../net/run.ts';
import { Dialogue } from './dialogue.ts';

const PROTOCOLS: Readonly<Record<StartTls, (talk: Dialogue) => Promise<void>>> = { smtp, imap, pop3 };

/** Resolves when the server waits for the handshake. Rejects with `starttls_failed` if it does not want one. */
export async function startTls(run: Run, socket: Socket, protocol: StartTls): Promise<void> {
  run.enter('reply');
  const talk = new Dialogue(run, socket, { endless: 'starttls_failed', closed: 'it was asked to begin TLS' });
  try {
    await PROTOCOLS[protocol](talk);
  } finally {
    talk.end();
  }
}

async function smtp(talk: Dialogue): Promise<void> {
  await smtpReply(talk, '220', 'a greeting (220)');
  // An address literal is what a client without a name of its own gives.
  talk.say('EHLO [127.0.0.1]');
  const extensions = await smtpReply(talk, '250', 'its extensions (250)');
  if (!extensions.some((each) => /^STARTTLS\s*$/i.test(each))) {
    throw new ProbeFailed('starttls_failed', 'STARTTLS is not among the extensions that it offers');
  }
  talk.say('STARTTLS');
  await smtpReply(talk, '220', 'its consent to STARTTLS (220)');
}

/** The texts of a reply, which has a line for each: `250-PIPELINING`, and a space instead of the hyphen in the last. */
async function smtpReply(talk: Dialogue, code: string, expected: string): Promise<string[]> {
  const texts: string[] = [];
  for (;;) {
    const line = await talk.line();
    const [, found, mark, text] = /^(\d{3})([ -]|$)(.*)$/.exec(line) ?? [];
    if (found !== code) throw unexpected(expected, line);
    texts.push(text ?? '');
    if (mark !== '-') return texts;
  }
}

async function imap(talk: Dialogue): Promise<void> {
  const greeting = await talk.line();
  if (!/^\* OK\b/i.test(greeting)) throw unexpected('a greeting (* OK)', greeting);
  talk.say('a1 STARTTLS');
  // Untagged lines may come at any time.
  let line = await talk.line();
  while (line.startsWith('* ')) line = await talk.line();
  if (!/^a1 OK\b/i.test(line)) throw unexpected('its consent to STARTTLS (a1 OK)', line);
}

async function pop3(talk: Dialogue): Promise<void> {
  const greeting = await talk.line();
  if (!/^\+OK\b/.test(greeting)) throw unexpected('a greeting (+OK)', greeting);
  talk.say('STLS');
  const line = await talk.line();
  if (!/^\+OK\b/.test(line)) throw unexpected('its consent to STLS (+OK)', line);
}

const unexpected = (expected: string, line: string): ProbeFailed =>
  new ProbeFailed('starttls_failed', `expected ${expected}, found "${plainText(line, 80)}"`);
