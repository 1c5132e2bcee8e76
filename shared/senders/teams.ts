/**
 * Microsoft Teams, by the webhook of a workflow: an Adaptive Card. Its blocks of plain runs of text know no Markdown,
 * which those of other kinds do.
 */

import type { TeamsContact } from '../domain/alerting/contact.ts';
import { type Briefing, briefingOf, type Link, type Section, type Tone } from '../domain/messages/briefing.ts';
import { answerFields, firstText } from './answer-fields.ts';
import { fitted, jsonBytes } from './fit.ts';
import type { PostAnswer } from './post.ts';
import { type Reading, readStatus, type Service } from './service.ts';
import { SIGNS } from './sign.ts';

/** Teams takes about 28 KB, whatever it counts. */
const MAX_BYTES = 26_000;
/** The rest would hide behind a menu. */
const MAX_ACTIONS = 6;

export const teams: Service<TeamsContact> = {
  name: 'Teams workflow',
  request: ({ url }, message) => ({ url, body: teamsPayload(briefingOf(message)) }),
  read,
};

export const teamsPayload = (briefing: Briefing): object =>
  fitted(briefing, messageOf, (message) => jsonBytes(message) <= MAX_BYTES);

const messageOf = (briefing: Briefing): object => ({
  type: 'message',
  attachments: [
    { contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content: cardOf(briefing) },
  ],
});

function cardOf({ tone, title, summary, text, list, sections, links, footer }: Briefing): object {
  const isSingle = list.length === 0 && sections.length === 1;
  const actions = [...sections.flatMap((section) => labelled(section, isSingle)), ...links].slice(0, MAX_ACTIONS);
  return {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    fallbackText: summary,
    msteams: { width: 'Full' },
    body: [
      line(run(`${SIGNS[tone]} ${title}`, { size: 'large', weight: 'bolder', color: COLOURS[tone] })),
      ...(list.length > 0 ? [line(run(text)), ...list.map((each) => line(run(`• ${each}`)))] : []),
      ...sections.flatMap((section) => (isSingle ? details(section) : [heading(section), ...details(section)])),
      { ...line(run(footer, { size: 'small', isSubtle: true })), spacing: 'medium' },
    ],
    ...(actions.length > 0 && {
      actions: actions.map(({ label: title, url }) => ({ type: 'Action.OpenUrl', title, url })),
    }),
  };
}

const heading = ({ tone, title }: Section): object => ({
  ...line(run(`${SIGNS[tone]} ${title}`, { weight: 'bolder' })),
  separator: true,
  spacing: 'medium',
});

const details = ({ text, facts }: Section): object[] => [
  line(run(text)),
  ...facts.map(({ label, value }) => line(run(`${label}  `, { weight: 'bolder' }), run(value))),
];

/** Of several, each link says whose it is. */
const labelled = ({ links, incidentId }: Section, isSingle: boolean): readonly Link[] =>
  isSingle ? links : links.map(({ label, url }) => ({ label: `${label} ${incidentId}`, url }));

const COLOURS: Readonly<Record<Tone, string>> = { down: 'attention', neutral: 'default', up: 'good' };

const line = (...inlines: object[]): object => ({ type: 'RichTextBlock', spacing: 'small', inlines });
const run = (text: string, style: object = {}): object => ({ type: 'TextRun', text: text || ' ', ...style });

const ADVICE: Readonly<Record<string, string>> = {
  WorkflowNotFound: 'The workflow was removed: make a new one.',
  WorkflowTriggerIsNotEnabled: 'The workflow is switched off.',
  DirectApiAuthorizationRequired: 'The URL is that of an older kind: copy the one that the workflow shows now.',
};

function read(answer: PostAnswer): Reading | undefined {
  const reading = readStatus(answer);
  if (reading === 'accepted') return readConnector(answer.text);
  const { error } = answerFields(answer.text) as { readonly error?: { readonly code?: unknown } };
  const code = firstText(error?.code);
  return code === undefined ? undefined : { ...reading, said: code, ...(ADVICE[code] && { advice: ADVICE[code] }) };
}

/** The connectors that workflows replace answer 200 even where they refuse. */
function readConnector(text: string): Reading | undefined {
  const status = /failed with error: .*HTTP error (\d{3})/i.exec(text)?.[1];
  if (status === undefined) return undefined;
  const reading = readStatus({ status: Number(status) });
  return reading === 'accepted' ? undefined : { ...reading, said: `the connector failed with ${status}` };
}
