/** The status function as it is deployed. */
import type { APIGatewayProxyEventV2 as Event } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HttpHandler } from '../../functions/status/handler.ts';
import { publicFleet } from '../../shared/domain/status.ts';
import { cellId, slotOf, WHOLE_FLEET } from '../../shared/domain/time/slot.ts';
import { createStore } from '../../shared/store/index.ts';
import { aFleet, aMonitor, MINUTE } from '../domain/builders.ts';
import { aState, aTick } from '../status/seen-builder.ts';
import { type Bundled, HEAVY, openBundled, REGION } from './bundled.ts';

const FLEET = aFleet({ monitors: [aMonitor({ public: { name: 'Rota' } })] });

let status: Bundled<HttpHandler>;
beforeAll(async () => {
  const files = { 'public.json': publicFleet(FLEET) };
  status = await openBundled({ name: 'status', files }, { NIGHTJAR_CELLS: '1', NIGHTJAR_TICK_MS: '60000' });
});
afterAll(() => status.close());

/** The function has the machine's own clock, so the last tick has to be of just now. */
async function foldOneTick(slot: number): Promise<void> {
  const store = createStore(status.table);
  const cell = cellId(WHOLE_FLEET);
  await store.appendTick({ ...aTick(slot, [{ monitorId: 'rota', verdict: 'up', totalMs: 42 }]), cell, region: REGION });
  await store.commitState('rota', { state: aState({ since: slot }) }, 0);
  await store.commitCursor({ cell, region: REGION, slot, committedAt: slot + 2000 }, undefined);
}

const ask = (method: string, path: string) =>
  status.handler({ version: '2.0', headers: {}, requestContext: { http: { method, path } } } as unknown as Event, {});
const get = (path: string) => ask('GET', path);

describe('the bundled status function', () => {
  it('is not ready before the first tick', async () => {
    const answer = await get('/ready');
    expect(answer.statusCode).toBe(503);
    expect(JSON.parse(answer.body ?? '')).toMatchObject({ reasons: [{ code: 'no_tick_yet' }] });
  });

  it('tells what the table holds once there is a tick', async () => {
    const slot = slotOf(Date.now(), MINUTE);
    await foldOneTick(slot);
    expect((await get('/ready')).statusCode).toBe(200);
    const answer = await get('/status.json');
    expect(JSON.parse(answer.body ?? '')).toMatchObject({
      status: 'operational',
      stale: false,
      monitors: [{ id: 'rota', name: 'Rota', status: 'up', responseTimeMs: 42 }],
    });
  });

  it('sends no body to HEAD, which nothing between Lambda and the visitor would take out', async () => {
    const answers = await Promise.all(['/status.json', '/unknown'].map((path) => ask('HEAD', path)));
    expect(answers).toMatchObject([
      { statusCode: 200, body: '' },
      { statusCode: 404, body: '' },
    ]);
  });

  it.each(HEAVY)('does not carry %s', (module) => {
    expect(status.carried(module)).toEqual([]);
  });
});
