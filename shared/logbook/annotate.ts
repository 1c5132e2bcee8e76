/** Says something about an incident, while it lasts or afterwards. */
import type { Incident } from '../domain/incident.ts';
import { type AcknowledgeDeps, remark } from './acknowledge.ts';
import { findIncident } from './find-incident.ts';
import { Refusal } from './refusal.ts';
import { nameOf, textOf } from './words.ts';

const LONGEST_URL = 2000;

/** Adds a note. `what` is an incident or a monitor. Throws `Refusal` where there is no such incident, or no text. */
export async function annotate(
  deps: AcknowledgeDeps,
  input: { readonly what: string; readonly by: string; readonly text: string },
): Promise<Incident> {
  const text = textOf(input.text);
  const by = nameOf(input.by);
  const incident = await findIncident(deps, input.what);
  await remark(deps, { incidentId: incident.id, kind: 'note', by, text });
  return incident;
}

/** Adds the link to what was learnt. The last one counts. */
export async function linkPostmortem(
  deps: AcknowledgeDeps,
  input: { readonly what: string; readonly by: string; readonly url: string },
): Promise<Incident> {
  const url = URL.parse(input.url);
  if (!url || !/^https?:$/.test(url.protocol) || url.href.length > LONGEST_URL) {
    throw new Refusal(`${input.url.slice(0, 200)} is no http(s) URL such as https://wiki.example.org/postmortem/42.`);
  }
  const by = nameOf(input.by);
  const incident = await findIncident(deps, input.what);
  await remark(deps, { incidentId: incident.id, kind: 'postmortem', by, text: url.href });
  return incident;
}
