import { readFileSync } from 'node:fs';
import { App, Stack } from 'aws-cdk-lib';
import { expect, it } from 'vitest';
import { secretStatements } from '../../infra/secret-access.ts';
import { parseFleet } from '../../shared/config/index.ts';
import { parameterOf } from '../../shared/secrets/parameter-of.ts';

const outcome = parseFleet(readFileSync(new URL('../config/good/everything.yaml', import.meta.url), 'utf8'), {
  file: 'everything.yaml',
});
if (!outcome.ok) throw new Error('a file that uses everything is no longer valid');
const { contacts } = outcome.fleet;

/** What each kind refers to, by the file. */
const REFERENCES: Readonly<Record<string, readonly string[]>> = {
  sns: [],
  webhook: ['env:WEBHOOK_URL', 'secret:nightjar/webhook#key'],
  slack: ['env:SLACK_URL', 'env:MATTERMOST_HOOK'],
  teams: ['ssm:/nightjar/teams'],
  discord: ['env:DISCORD_URL'],
  'google-chat': ['env:GOOGLE_CHAT_URL'],
  telegram: ['env:TELEGRAM_TOKEN'],
  pagerduty: ['env:PAGERDUTY_KEY'],
  opsgenie: ['env:OPSGENIE_KEY'],
  ntfy: ['env:NTFY_TOKEN', 'env:NTFY_URL'],
  http: ['env:ALARM_TOKEN'],
};

it('the file has every kind of contact', () => {
  expect([...new Set(contacts.map(({ kind }) => kind))].sort()).toEqual(Object.keys(REFERENCES).sort());
});

it.each(Object.entries(REFERENCES))(
  'the notifier may read the secrets of a contact of kind %s, and no other',
  (kind, references) => {
    const statements = secretStatements(
      new Stack(new App(), 'Nightjar'),
      contacts.filter((contact) => contact.kind === kind),
    );
    const readable = statements
      .filter(({ actions }) => actions.includes('ssm:GetParameter'))
      .flatMap(({ resources }) => resources.map((arn) => arn.split(':parameter').at(-1)));
    expect(readable).toEqual(references.map((reference) => parameterOf(reference).name));
  },
);
