/** The examples of docs/alerts.md are what the code writes. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { Incident } from '../../shared/domain/incident.ts';
import { alone, emailText, smsText, subjectOf, terminalText, webhookPayload } from '../../shared/domain/message.ts';
import type { Notification, NotificationKind } from '../../shared/domain/notification.ts';
import { signatureOf } from '../../shared/senders/signature.ts';
import { aMonitor, anHttpTarget, anIncident, MINUTE } from '../domain/builders.ts';

const document = readFileSync(new URL('../../docs/alerts.md', import.meta.url), 'utf8');
const SINCE = Date.UTC(2026, 10, 22, 2, 44, 10);
const ID = 'staff-rota-20261122T024610Z';

function example(kind: NotificationKind, closing?: Incident['closing']): Notification {
  const monitor = aMonitor({ id: 'staff-rota', group: 'Intranet' });
  const url = `https://rota.example.org/health/?key=$\{env:ROTA_KEY}`;
  const opened = { id: ID, monitorId: 'staff-rota', since: SINCE, openedAt: SINCE + 2 * MINUTE };
  return {
    eventId: `${ID}/${kind}`,
    kind,
    incident: anIncident({ ...opened, ...(closing && { closing }) }),
    monitor: { ...monitor, target: anHttpTarget({ url }) },
    statusUrl: 'https://status.example.org/',
    at: SINCE + 2 * MINUTE,
  };
}

const END = SINCE + 310_000;

it.each([
  example('down'),
  example('recovered', { reason: 'recovered', at: END, upSince: SINCE + 250_000 }),
  example('closed', { reason: 'paused', at: END, upSince: END }),
])('the document shows the messages as they are ($kind)', (notification) => {
  expect(document).toContain(
    `Subject: \`${subjectOf(alone(notification))}\`\n\n\`\`\`text\n${emailText(alone(notification))}\`\`\`\n`,
  );
  expect(document).toContain(`${smsText(alone(notification))}\n`);
  expect(document).toContain(`${terminalText(alone(notification))}\n`);
  if (notification.kind === 'recovered') {
    expect(document).toContain(`\`\`\`json\n${JSON.stringify(webhookPayload(notification), null, 2)}\n\`\`\`\n`);
  }
});

it('the example of a signature is right, and the code that is offered to receivers agrees', () => {
  const header = signatureOf('key', '{"kind":"down"}', 1795348800);
  expect(document).toContain(`\n${header}\n`);
  const source = /```js\nimport .*\n([\s\S]*?)```/.exec(document)?.[1] ?? '';
  const isFromNightjar = new Function('createHmac', 'timingSafeEqual', `${source}; return isFromNightjar;`)(
    createHmac,
    timingSafeEqual,
  );
  expect(isFromNightjar(header, '{"kind":"down"}', 'key', 1795348800_000)).toBe(true);
  expect(isFromNightjar(header, '{"kind":"down"}', 'other', 1795348800_000)).toBe(false);
  expect(isFromNightjar(header, '{"kind":"down"}', 'key', 1795350000_000)).toBe(false);
  expect(isFromNightjar('', '', 'key', 1795348800_000)).toBe(false);
});
