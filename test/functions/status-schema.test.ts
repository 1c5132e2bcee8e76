/** The published schema describes what is really sent: each key of it, and nothing else. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { publicStatus } from '../../shared/domain/status.ts';
import { anIncident, aResult, MINUTE, NOON } from '../domain/builders.ts';
import { aSeen, aState } from '../status/seen-builder.ts';

const text = readFileSync(new URL('../../docs/status.schema.json', import.meta.url), 'utf8');
const schema = z.fromJSONSchema(JSON.parse(text));

const monitor = (id: string, paused = false) => ({ id, name: id, group: 'Staff', intervalMs: MINUTE, paused });
const FLEET = {
  title: 'Status',
  monitors: [monitor('rota'), monitor('ledger'), monitor('jobs', true), monitor('new')],
};
const AT_NOON = { now: NOON + 1000, tickMs: MINUTE };
const FULL = publicStatus(
  FLEET,
  aSeen({ rota: aState(), ledger: aState({ phase: 'down', incidents: [anIncident({ monitorId: 'ledger' })] }) }, [
    aResult('up'),
    aResult('down', 'ledger'),
  ]),
  AT_NOON,
);
const EMPTY = publicStatus({ title: 'Status', monitors: [] }, { states: new Map(), ticks: [] }, AT_NOON);

describe('docs/status.schema.json', () => {
  it('accepts a document with everything in it', () => {
    expect(FULL).toMatchObject({ status: 'major_outage', counts: { up: 1, down: 1, paused: 1, pending: 1 } });
    expect(schema.safeParse(FULL).error).toBeUndefined();
  });

  it('accepts the document of a checker that has never run', () => {
    expect(schema.safeParse(EMPTY).error).toBeUndefined();
  });

  it.each([
    ['a key that it does not know', { ...FULL, secret: 'x' }],
    ['a monitor with a key that it does not know', { ...FULL, monitors: [{ ...FULL.monitors[0], url: 'https://x' }] }],
    ['an incident with a key that it does not know', { ...FULL, incidents: [{ ...FULL.incidents[0], message: 'x' }] }],
    ['a status that it does not know', { ...FULL, status: 'fine' }],
    ['a missing key', { ...FULL, staleAfter: undefined }],
    ['an instant in another form', { ...FULL, updatedAt: '2026-11-22T12:00:00.000Z' }],
  ])('refuses %s', (_, document) => {
    expect(schema.safeParse(document).success).toBe(false);
  });
});
