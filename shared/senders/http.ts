/** A request of the reader's own making. Its body is filled in by structure, so that no message can break it. */

import type { HttpContact } from '../domain/alerting/contact.ts';
import { briefingOf } from '../domain/messages/briefing.ts';
import { fillTemplate } from '../domain/messages/template.ts';
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
