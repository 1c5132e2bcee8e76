import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { HttpContact } from '../../shared/domain/alerting/contact.ts';
import { alone } from '../../shared/domain/messages/message.ts';
import { aStory, MESSAGES } from '../domain/messages.ts';
import { type Receiver, sendTo, startReceiver } from './receiver.ts';

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

async function sent(contact: Partial<HttpContact>, message = alone(aStory('down'))) {
  const whole: HttpContact = {
    kind: 'http',
    id: 'alarm',
    method: 'POST',
    url: `${receiver.origin}/alarms`,
    headers: {},
    body: { text: '{{title}}' },
    allowPrivate: false,
    ...contact,
  };
  await sendTo(whole, message, { 'env:TOKEN': 'canary' });
  return receiver.received[0];
}

describe('a request of one’s own making', () => {
  it('has the method, the headers and the body that were written down, with secrets and the message filled in', async () => {
    const request = await sent({
      method: 'PUT',
      headers: { Authorization: 'Bearer ${env:TOKEN}', 'X-Team': 'payroll' },
      body: { alarm: { text: '{{ title }}', tags: ['{{severity}}', 'nightjar'], loud: true, level: 3 } },
    });
    expect(request?.method).toBe('PUT');
    expect(request?.headers).toMatchObject({
      authorization: 'Bearer canary',
      'x-team': 'payroll',
      'content-type': 'application/json; charset=utf-8',
    });
    expect(JSON.parse(request?.body ?? '')).toEqual({
      alarm: { text: 'DOWN: Staff rota (critical)', tags: ['critical', 'nightjar'], loud: true, level: 3 },
    });
  });

  it('is plain text where the body is a text', async () => {
    const request = await sent({ body: '{{title}}\n{{statusUrl}}' });
    expect(request?.headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(request?.body).toBe('DOWN: Staff rota (critical)\nhttps://status.example.org/');
  });

  it('may name the type of its content itself', async () => {
    const request = await sent({ headers: { 'Content-Type': 'application/vnd.alarm+json' } });
    expect(request?.headers['content-type']).toBe('application/vnd.alarm+json');
  });

  it('cannot be broken by what a message says, nor made to say a secret', async () => {
    const monitorName = '","admin":true,"x":"{{severity}} ${env:TOKEN} \\';
    const request = await sent({ body: { text: '{{title}}' } }, alone(aStory('down', { incident: { monitorName } })));
    expect(JSON.parse(request?.body ?? '')).toEqual({ text: `DOWN: ${monitorName} (critical)` });
  });

  it('says of several what it says of one', async () => {
    const request = await sent({ body: ['{{title}}', '{{acknowledgeUrl}}', '{{reason}}'] }, MESSAGES.group);
    expect(JSON.parse(request?.body ?? '')).toEqual([
      '2 DOWN, 1 RECOVERED: Staff rota, Ledger API, Mail (critical)',
      '',
      'group',
    ]);
  });
});
