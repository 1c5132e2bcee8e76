/** A request of the reader's own making. Its body is filled in by structure, so that no message can break it. */
import { briefingOf } from '../domain/briefing.ts';
import type { HttpContact } from '../domain/contact.ts';
import { fillTemplate } from '../domain/template.ts';
import type { Service } from './service.ts';

export const http: Service<HttpContact> = {
  name: 'receiver',
  request: ({ method, url, headers, body }, message) => ({
    method,
    url,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
    body: fillTemplate(body, briefingOf(message)),
  }),
};
