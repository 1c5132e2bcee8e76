/** The server of a local run, over real sockets: who may give orders, and what comes of them. */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runningOffice } from '../../../cli/office/running.ts';
import { findAdmin, publishAdmin } from '../../../cli/run/admin-file.ts';
import { ADMIN_PATH } from '../../../cli/run/admin-handler.ts';
import type { HttpServer } from '../../../cli/run/http-server.ts';
import { type LocalTable, openTable } from '../../../cli/run/open-table.ts';
import { serveLocal } from '../../../cli/run/serve-local.ts';
import { systemClock } from '../../../shared/clock/system-clock.ts';
import { Refusal } from '../../../shared/logbook/refusal.ts';
import { acknowledgeUrl } from '../../../shared/senders/acknowledge-link.ts';
import { aFleet, anIncident } from '../../domain/builders.ts';
import { folderWith } from '../folder.ts';

let folder: string;
let table: LocalTable;
let server: HttpServer;
let token: string;
const logged: unknown[] = [];

beforeEach(async () => {
  logged.length = 0;
  folder = folderWith({});
  table = await openTable(folder, systemClock);
  const write = (...line: unknown[]) => void logged.push(line);
  const log = { info: write, warn: write, error: write };
  const input = { fleet: aFleet(), folder, port: 0, tickMs: 60_000, region: 'local', version: '0.0.0' };
  server = await serveLocal({ ...table, clock: systemClock, log }, input);
  token = (await findAdmin(folder))?.token ?? '';
});
afterEach(async () => {
  await server.close();
  await table.close();
});

const order = (verb: string, body: unknown, headers: Record<string, string> = { Authorization: `Bearer ${token}` }) =>
  fetch(`${server.url}${ADMIN_PATH}${verb}`, { method: 'POST', body: JSON.stringify(body), headers });
const silence = { kind: 'silence', scope: { kind: 'everything' }, forMs: 60_000, by: 'anna@desk' } as const;
const held = () => table.logbook.readOverrides(systemClock.now());

async function wholeAnswer(path: string, init: RequestInit): Promise<object> {
  const answer = await fetch(server.url + path, init);
  const headers = [...answer.headers].filter(([name]) => name !== 'date');
  return { status: answer.status, headers, body: await answer.text() };
}

describe('the key to a running Nightjar', () => {
  it('is 128 bits in a file that only its owner can read, and goes when the run ends', async () => {
    expect(token).toMatch(/^[0-9a-f]{32}$/);
    expect(statSync(join(folder, 'admin.json')).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(join(folder, 'admin.json'), 'utf8'))).toEqual({ url: server.url, token });
    await server.close();
    expect(await findAdmin(folder)).toBeUndefined();
  });

  it('is hidden again where a former run has left a file that all can read', async () => {
    const open = folderWith({ 'admin.json': 'half of a' });
    expect(await findAdmin(open)).toBeUndefined();
    await publishAdmin(open, { url: 'http://127.0.0.1:1', token: 't' });
    expect(statSync(join(open, 'admin.json')).mode & 0o777).toBe(0o600);
    expect(await findAdmin(open)).toEqual({ url: 'http://127.0.0.1:1', token: 't' });
  });
});

describe('an order', () => {
  it('is carried out for whoever has the token', async () => {
    const answer = await order('override', silence);
    expect(answer.status).toBe(200);
    expect(await held()).toEqual([await answer.json()]);
  });

  it.each([
    ['none', {}],
    ['that of another run', { Authorization: `Bearer ${'0'.repeat(32)}` }],
    ['half of it', { Authorization: 'Bearer ' }],
  ])('with a token like this is answered like any path that is not there: %s', async (_, headers) => {
    const init = { method: 'POST', body: JSON.stringify(silence), headers };
    const unknownPath = await wholeAnswer('/no/such/path', init);
    expect(unknownPath).toMatchObject({ status: 404 });
    expect(await wholeAnswer(`${ADMIN_PATH}override`, init)).toEqual(unknownPath);
    expect(await held()).toEqual([]);
  });

  it('is never taken by GET, as a page in a browser could send it', async () => {
    const answer = await fetch(`${server.url}${ADMIN_PATH}overrides`, {
      headers: { Authorization: `Bearer ${token}` },
    });
    expect(answer.status).toBe(404);
  });

  it.each([
    ['explode', {}],
    ['constructor', {}],
    ['override', { ...silence, kind: 'fire' }],
    ['override', { ...silence, forMs: '1h' }],
    ['override', { ...silence, more: 1 }],
    ['lift', { id: 7, by: 'anna' }],
    ['audit', 'yesterday'],
    ['audit', undefined],
  ])('that is not known as it is written is not carried out: %s %j', async (verb, body) => {
    const answer = await order(verb, body);
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('does not know this order');
    expect(await table.logbook.readAudit(0)).toEqual([]);
  });

  it('that makes no sense is refused with everything that the command needs to explain it', async () => {
    const scope = { kind: 'monitor', name: 'rotta' } as const;
    const answer = await order('override', { ...silence, scope });
    expect(answer.status).toBe(422);
    expect(await answer.json()).toEqual({
      message: 'There is no monitor "rotta".',
      unknown: { name: 'rotta', known: ['rota'] },
    });
    const refused = runningOffice({ url: server.url, token })('override', { ...silence, scope });
    await expect(refused).rejects.toSatisfy((error) => error instanceof Refusal && error.unknown?.name === 'rotta');
    expect(logged).toEqual([]);
  });

  it('larger than any that there is, is not heard', async () => {
    expect((await order('note', { what: 'rota', by: 'anna', text: 'x'.repeat(70_000) })).status).toBe(413);
  });

  it('that fails is told to the command in general and to the screen in full', async () => {
    await table.close();
    const answer = await order('overrides', {});
    expect(answer.status).toBe(500);
    expect(await answer.text()).toContain('its screen says why');
    expect(logged).toHaveLength(1);
    table = await openTable(folder, systemClock);
  });
});

it('the link of an alert leads to the same server, whose page does not change when it is only looked at', async () => {
  const now = systemClock.now();
  const incident = anIncident();
  await table.store.putIncident(incident, 1);
  const link = acknowledgeUrl(server.url, await table.linkKey(), incident.id, now);
  expect(await (await fetch(link)).text()).toContain('I am on it');
  expect(await table.logbook.readRemarks(incident.id)).toEqual([]);
  const answer = await fetch(link, { method: 'POST', body: new URLSearchParams({ name: 'Anna' }) });
  expect(answer.redirected).toBe(true);
  expect(await answer.text()).toContain('<strong>Anna (by link)</strong> is on it');
});
