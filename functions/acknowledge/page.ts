/** What somebody sees who follows the link of an alert, most likely on a telephone and just awake. */

import { acknowledgementOf, type Remark } from '../../shared/domain/alerting/remark.ts';
import { timelineOf } from '../../shared/domain/hindsight/timeline.ts';
import { type Incident, outageMs } from '../../shared/domain/incident.ts';
import { linkTo } from '../../shared/domain/messages/particulars.ts';
import { plainText } from '../../shared/domain/messages/plain-text.ts';
import { durationText, isoSeconds, utcText } from '../../shared/domain/time/calendar.ts';
import { type Html, html } from './html.ts';
import { STYLE } from './style.ts';

/** `now` is in ms since the epoch. */
export function incidentPage(incident: Incident, remarks: readonly Remark[], now: number): string {
  const name = plainText(incident.monitorName);
  const first = acknowledgementOf(remarks);
  const isOpen = !incident.closing;
  return pageOf(
    `${isOpen ? 'DOWN' : wordOf(incident)}: ${name}`,
    isOpen ? 'down' : 'over',
    html`<p class="word">${isOpen ? 'DOWN' : wordOf(incident)}</p>
<h1>${name}</h1>
<p>${plainText(incident.failure.message)}</p>
<dl>${factsOf(incident, now)}</dl>
${first && acknowledged(first)}
${!first && isOpen ? FORM : undefined}
${!first && !isOpen ? html`<p>It was over before anybody acknowledged it. There is nothing to do here.</p>` : undefined}
${storyOf(incident, remarks)}`,
  );
}

/** Of a link that does not work, and of troubles of our own. */
export const plainPage = (title: string, text: string): string =>
  pageOf(title, 'plain', html`<h1>${title}</h1>\n<p>${text}</p>`);

function factsOf(incident: Incident, now: number): Html[] {
  const { id, since, severity, closing } = incident;
  const facts: [string, Html][] = [
    [closing ? 'Was down for' : 'Down for', html`${durationText(outageMs(incident, now))}`],
    ['Since', instant(since)],
    ...(closing ? [['Until', instant(closing.upSince)] satisfies [string, Html]] : []),
    ['Severity', html`${severity}`],
    ['Incident', html`${id}`],
  ];
  return facts.map(([label, value]) => html`<dt>${label}</dt><dd>${value}</dd>`);
}

const WORDS = { recovered: 'RECOVERED', paused: 'PAUSED', removed: 'REMOVED' } as const;

const wordOf = ({ closing }: Incident): string => WORDS[closing?.reason ?? 'recovered'];

const instant = (at: number): Html => html`<time datetime="${isoSeconds(at)}">${utcText(at)}</time>`;

const acknowledged = ({ by, at, text }: Remark): Html =>
  html`<div class="said"><p><strong>${by}</strong> is on it, since ${instant(at)}.</p>${text ? html`<p>${text}</p>` : undefined}</div>`;

/** What happened and what was said, in its order; who was told is for those who run Nightjar to see. */
function storyOf(incident: Incident, remarks: readonly Remark[]): Html {
  const entries = timelineOf({ ...incident, told: [] }, remarks);
  const items = entries.map(
    ({ at, kind, text, by }) =>
      html`<li>${kind === 'postmortem' ? postmortemText(remarks, at, by) : text}<br>${quiet(at)}</li>`,
  );
  return html`<h2>What happened</h2>
<ol>${items}</ol>`;
}

const quiet = (at: number): Html => html`<span class="quiet">${instant(at)}</span>`;

/** A post-mortem is there to be read, so it is a link, if it leads to where a browser may go. */
function postmortemText(remarks: readonly Remark[], at: number, by: string | undefined): Html {
  const said = remarks.find((remark) => remark.kind === 'postmortem' && remark.at === at);
  const [link] = linkTo('the post-mortem', said?.text);
  return link ? html`${by}: <a href="${link.url}">${link.label}</a>` : html`${by} linked a post-mortem`;
}

const FORM = html`<form method="post">
<label>Your name <span>(if you like)</span><input name="name" autocomplete="name" maxlength="60"></label>
<label>Note <span>(if you like)</span><textarea name="note" rows="2" maxlength="500"></textarea></label>
<button>I am on it</button>
</form>
<p class="quiet">Reminders stop, and everybody who looks here sees that you are on it.</p>`;

const pageOf = (title: string, kind: string, body: Html): string =>
  html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>${{ markup: STYLE }}</style>
</head>
<body>
<main class="${kind}">
${body}
</main>
</body>
</html>
`.markup;
