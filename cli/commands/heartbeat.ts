/** `nightjar heartbeat new`: a token for a job, and everything that has to be pasted somewhere because of it. */
import { Command } from 'commander';
import { hashOfToken, newToken } from '../../functions/beat/tokens.ts';
import { Misuse } from '../misuse.ts';

const LOCAL = 'http://127.0.0.1:8787/beat';

const GUIDE = `
The token is printed once and kept nowhere; monitors.yaml gets its hash, which
is no secret. Who has lost a token makes a new one and replaces the hash.

Examples:
  $ nightjar heartbeat new nightly-backup
  $ nightjar heartbeat new nightly-backup --url https://abc.lambda-url.eu-west-1.on.aws/beat
`;

export function heartbeatCommand(): Command {
  const create = new Command('new')
    .description('make a token for a job, with the lines to paste')
    .argument('<id>', 'the id of the monitor')
    .option('-u, --url <url>', 'where jobs report: the output BeatUrl of a deployment', LOCAL)
    .addHelpText('after', GUIDE)
    .showHelpAfterError('For example: nightjar heartbeat new nightly-backup')
    .action((id: string, options: { readonly url: string }) => {
      process.stdout.write(`${instructions(idOf(id), beatUrl(options.url), newToken()).join('\n')}\n`);
    });
  return new Command('heartbeat')
    .description('let a job report by itself that it is alive')
    .addCommand(create)
    .showHelpAfterError('For example: nightjar heartbeat new nightly-backup');
}

function idOf(id: string): string {
  if (/^[a-z0-9][a-z0-9-]{0,63}$/.test(id)) return id;
  throw new Misuse(`"${id}" cannot be the id of a monitor: lower-case letters, digits and hyphens, at most 64.`, {
    example: 'nightjar heartbeat new nightly-backup',
  });
}

/** With `/beat` at its end and no slash after it, whichever part of it was given. */
function beatUrl(text: string): string {
  if (!/^https?:$/.test(URL.canParse(text) ? new URL(text).protocol : '')) {
    const example = 'nightjar heartbeat new nightly-backup --url https://abc.lambda-url.eu-west-1.on.aws/beat';
    throw new Misuse(`${text} is no http(s) URL.`, { example });
  }
  return `${text.replace(/\/+$/, '').replace(/\/beat$/, '')}/beat`;
}

const instructions = (id: string, url: string, token: string): string[] => [
  `A token for ${id}. It is shown only now; keep it like a password.`,
  '',
  `  token  ${token}`,
  `  URL    ${url}/${token}`,
  '',
  'Into monitors.yaml, with your own rhythm (or cron: "0 3 * * *" and a zone, instead of period):',
  '',
  `  - id: ${id}`,
  '    heartbeat:',
  '      period: 1d',
  '      grace: 30m',
  `      tokenHash: ${hashOfToken(token)}`,
  '',
  'Into the crontab of the machine that does the job; the exit code goes with it:',
  '',
  `  0 3 * * * /path/to/job; curl -fsS -m 10 --retry 3 -o /dev/null ${url}/${token}/$?`,
  '',
  'By hand, to try it:',
  '',
  `  curl -fsS ${url}/${token}`,
];
