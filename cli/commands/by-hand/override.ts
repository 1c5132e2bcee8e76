/** `nightjar silence`, `nightjar pause` and `nightjar maintenance`: what holds for a while, beside the file. */
import { Command, InvalidArgumentError } from 'commander';
import type { OverrideKind, Scope } from '../../../shared/domain/alerting/override.ts';
import { parseScope } from '../../../shared/domain/alerting/scope.ts';
import { overrideReport } from '../../screen/by-hand.ts';
import { ask, type PlaceAndName, paint, print, somewhereBySomebody } from './place.ts';
import { durationOf, instantOf, type When, whenOf } from './times.ts';

const SCOPES = `
A scope is the id of a monitor, group:NAME, tag:NAME, or all.
The same again changes what holds already: the last word counts.
`;

const WORDS: Readonly<Record<OverrideKind, { readonly description: string; readonly guide: string }>> = {
  silence: {
    description: 'tell nobody for a while; checks go on',
    guide: `${SCOPES}
Examples:
  $ nightjar silence staff-rota --for 2h --note "moving the database"
  $ nightjar silence tag:eu --for 30m
  $ nightjar silence all --for 15m --stack Nightjar
`,
  },
  pause: {
    description: 'stop checking, until resumed or for a while',
    guide: `${SCOPES}
Examples:
  $ nightjar pause staff-rota
  $ nightjar pause group:Intranet --for 2d --note "closed for the holidays"
`,
  },
  maintenance: {
    description: 'plan maintenance at short notice; checks go on',
    guide: `${SCOPES}
Examples:
  $ nightjar maintenance staff-rota --for 2h
  $ nightjar maintenance group:Intranet --from 2026-12-01T22:00Z --for 4h
  $ nightjar maintenance all --from 30m --for 1h
`,
  },
};

interface Options extends PlaceAndName {
  readonly for?: number;
  readonly from?: When;
  readonly note?: string;
}

export function overrideCommand(kind: OverrideKind): Command {
  const { description, guide } = WORDS[kind];
  const command = new Command(kind)
    .description(description)
    .argument('<scope>', 'what it covers: a monitor, group:NAME, tag:NAME or all', scopeOf);
  const lasting = 'how long, such as 30m, 2h or 7d';
  if (kind === 'pause') command.option('-f, --for <duration>', `${lasting}; until resumed unless given`, durationOf);
  else command.requiredOption('-f, --for <duration>', lasting, durationOf);
  if (kind === 'maintenance')
    command.option('--from <when>', 'an instant, or how long from now (default: now)', (text) => whenOf(text));
  command.option('-n, --note <text>', 'why, for everybody who wonders');
  return somewhereBySomebody(command, guide).action((scope: Scope, options: Options) => run(kind, scope, options));
}

async function run(kind: OverrideKind, scope: Scope, options: Options): Promise<void> {
  const written = await ask(options, 'override', {
    kind,
    scope,
    by: options.by,
    ...(options.for !== undefined && { forMs: options.for }),
    ...(options.from !== undefined && { from: instantOf(options.from, Date.now()) }),
    ...(options.note !== undefined && { note: options.note }),
  });
  // It may have begun a moment after this was asked for.
  print(overrideReport(written, Math.max(Date.now(), options.from ? 0 : written.from), paint));
}

export function scopeOf(text: string): Scope {
  const scope = parseScope(text);
  if (scope) return scope;
  throw new InvalidArgumentError('A scope is the id of a monitor, group:NAME, tag:NAME, or all.');
}
