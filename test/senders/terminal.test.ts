import { stripVTControlCharacters } from 'node:util';
import { expect, it } from 'vitest';
import { terminalText } from '../../shared/domain/messages/message.ts';
import type { Notification } from '../../shared/ports.ts';
import { createTerminalSender } from '../../shared/senders/terminal.ts';
import { aMessage, aMonitor, anIncident, NOON } from '../domain/builders.ts';
import { MESSAGES } from '../domain/messages.ts';

const notification: Notification = {
  eventId: 'rota-20261122T120200Z/down',
  kind: 'down',
  incident: anIncident({ monitorName: 'Staff \u001b[2Jrota' }),
  monitor: aMonitor(),
  at: NOON,
};

async function written(colour?: boolean): Promise<string> {
  let text = '';
  const write = (part: string) => {
    text += part;
  };
  await createTerminalSender({ write, ...(colour !== undefined && { colour }) })(
    { kind: 'terminal', id: '(terminal)' },
    aMessage(notification),
  );
  return text;
}

it('a message is written as it is, with a line break at its end', async () => {
  expect(await written()).toBe(`${terminalText(aMessage(notification))}\n`);
});

it('no name can move the cursor', async () => {
  expect(await written()).toContain('DOWN: Staff [2Jrota (critical)');
});

it('only the first word is coloured, and only when asked', async () => {
  const [coloured, plain] = [await written(true), await written()];
  expect(coloured).toMatch(/.DOWN.*: Staff/);
  expect(coloured.startsWith('DOWN')).toBe(false);
  expect(coloured.endsWith(plain.slice('DOWN'.length))).toBe(true);
  expect(stripVTControlCharacters(coloured)).toBe(stripVTControlCharacters(plain));
});

it('each of several has its lines, and each its colour', async () => {
  let text = '';
  const write = (part: string) => {
    text += part;
  };
  const [first, ...rest] = MESSAGES.group.notifications;
  const several = { ...MESSAGES.group, notifications: [first, ...rest] as const };
  await createTerminalSender({ write, colour: true })({ kind: 'terminal', id: '(terminal)' }, several);
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith(' '));
  expect(lines.map(stripVTControlCharacters)).toEqual([
    expect.stringMatching(/^DOWN: Staff rota/),
    expect.stringMatching(/^DOWN: Ledger API/),
    expect.stringMatching(/^RECOVERED: Mail/),
  ]);
  expect(lines.every((line) => line.startsWith('\u001b['))).toBe(true);
});
