/** `nightjar ack`, `nightjar note` and `nightjar postmortem`: what people say of an incident. */
import { Command } from 'commander';
import { acknowledgementReport, notedLine } from '../../screen/by-hand.ts';
import { ask, type PlaceAndName, paint, print, somewhereBySomebody } from './place.ts';

const WHICH = 'the id of an incident, or a monitor for its last one';

const ACK_GUIDE = `
Reminders and escalations stop, and everybody who looks sees who is on it. The
first one who says so counts.

Examples:
  $ nightjar ack staff-rota
  $ nightjar ack staff-rota-20261122T024610Z --note "disk full, clearing"
`;

const NOTE_GUIDE = `
While it lasts and afterwards; notes are kept for ever, each of up to 500
characters.

Examples:
  $ nightjar note staff-rota "failing over to the standby"
`;

const POSTMORTEM_GUIDE = `
Examples:
  $ nightjar postmortem staff-rota https://wiki.example.org/postmortem/42
`;

export function ackCommand(): Command {
  const command = new Command('ack')
    .description('say that you are on it')
    .argument('<incident>', WHICH)
    .option('-n, --note <text>', 'what you know or do');
  return somewhereBySomebody(command, ACK_GUIDE).action(
    async (what: string, options: PlaceAndName & { readonly note?: string }) => {
      const { by, note } = options;
      const outcome = await ask(options, 'acknowledge', { what, by, ...(note !== undefined && { note }) });
      print(acknowledgementReport(outcome, note !== undefined, paint));
    },
  );
}

export function noteCommand(): Command {
  const command = new Command('note')
    .description('add a note to an incident')
    .argument('<incident>', WHICH)
    .argument('<text...>', 'what there is to say');
  return somewhereBySomebody(command, NOTE_GUIDE).action(
    async (what: string, words: readonly string[], options: PlaceAndName) => {
      const incident = await ask(options, 'note', { what, by: options.by, text: words.join(' ') });
      print([notedLine(incident, 'Noted', paint)]);
    },
  );
}

export function postmortemCommand(): Command {
  const command = new Command('postmortem')
    .description('link an incident to what was learnt from it')
    .argument('<incident>', WHICH)
    .argument('<url>', 'http or https');
  return somewhereBySomebody(command, POSTMORTEM_GUIDE).action(
    async (what: string, url: string, options: PlaceAndName) => {
      const incident = await ask(options, 'postmortem', { what, by: options.by, url });
      print([notedLine(incident, 'Linked', paint)]);
    },
  );
}
