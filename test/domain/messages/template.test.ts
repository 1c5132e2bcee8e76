import { describe, expect, it } from 'vitest';
import { briefingOf } from '../../../shared/domain/messages/briefing.ts';
import { fillTemplate, PLACEHOLDERS, unknownPlaceholders } from '../../../shared/domain/messages/template.ts';
import { aMessage, aMonitor, anIncident, NOON } from '../builders.ts';

const notification = {
  eventId: 'rota-20261122T120200Z/down',
  kind: 'down',
  incident: anIncident(),
  monitor: aMonitor(),
  statusUrl: 'https://status.example.org/',
  acknowledgeUrl: 'https://status.example.org/acknowledge?token=1',
  at: NOON,
} as const;
const briefing = briefingOf(aMessage(notification));

describe('a template', () => {
  it('is filled in by structure, whatever a message says', () => {
    const hostile = { ...briefing, title: 'DOWN: " }, {{details}} \\ ${env:TOKEN}' };
    const filled = fillTemplate({ message: 'Look: {{title}}', tags: ['{{ severity }}', 7, null, true] }, hostile);
    expect(filled).toEqual({
      message: 'Look: DOWN: " }, {{details}} \\ ${env:TOKEN}',
      tags: ['critical', 7, null, true],
    });
  });

  it('may be a plain text', () => {
    expect(fillTemplate('{{severity}}/{{tone}}/{{eventId}}', briefing)).toBe(
      'critical/down/rota-20261122T120200Z/down',
    );
  });

  it('knows where to look and where to acknowledge, if there is one incident', () => {
    const two = briefingOf(aMessage(notification, { ...notification, eventId: 'ledger/down' }));
    const template = '{{statusUrl}} {{acknowledgeUrl}}';
    expect(fillTemplate(template, briefing)).toBe(`${notification.statusUrl} ${notification.acknowledgeUrl}`);
    expect(fillTemplate(template, two)).toBe(`${notification.statusUrl} `);
  });

  it('has the details of everything that is told, line by line', () => {
    const { details } = PLACEHOLDERS;
    expect(details(briefing)).toContain('Expected: status 200-299\nFound: 503\n');
    expect(details(briefing)).toContain('Status page: https://status.example.org/');
    const names = ['Staff rota', 'Ledger'].map((monitorName, index) => ({
      ...notification,
      eventId: `e${index}`,
      incident: anIncident({ id: `i${index}`, monitorName }),
    }));
    const [first = notification, ...rest] = names;
    for (const { incident } of names)
      expect(details(briefingOf(aMessage(first, ...rest)))).toContain(`DOWN: ${incident.monitorName}`);
  });

  it('tells the names that mean nothing', () => {
    expect(unknownPlaceholders('{{title}} {{titel}} {{ }} {{toString}} {title}')).toEqual(['titel', '', 'toString']);
  });
});
