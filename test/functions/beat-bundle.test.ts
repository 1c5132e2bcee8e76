/** The beat function as it is deployed. */
import type { APIGatewayProxyEventV2 as Event } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BeatHandler } from '../../functions/beat/handler.ts';
import { hashOfToken, newToken } from '../../functions/beat/tokens.ts';
import { createStore } from '../../shared/store/index.ts';
import { type Bundled, HEAVY, openBundled } from './bundled.ts';

const TOKEN = newToken();

let beat: Bundled<BeatHandler>;
beforeAll(async () => {
  const tokens = [{ monitorId: 'backup', tokenHash: hashOfToken(TOKEN) }];
  beat = await openBundled({ name: 'beat', files: { 'beats.json': tokens } });
});
afterAll(() => beat.close());

const send = (method: string, rawPath: string) =>
  beat.handler({ version: '2.0', rawPath, headers: {}, requestContext: { http: { method } } } as unknown as Event, {});

describe('the bundled beat function', () => {
  it('notes what a job reports, and answers a stranger as if nothing were there', async () => {
    expect(await send('POST', `/beat/${TOKEN}/3`)).toMatchObject({ statusCode: 200, body: '{"ok":true}\n' });
    expect(await send('HEAD', `/beat/${TOKEN}`)).toMatchObject({ statusCode: 200, body: '' });
    expect(await send('GET', `/beat/${newToken()}`)).toMatchObject({ statusCode: 404 });
    const beats = await createStore(beat.table).readBeats();
    expect([...beats]).toEqual([['backup', { lastFailAt: expect.any(Number), lastBeatAt: expect.any(Number) }]]);
  });

  it.each(HEAVY)('does not carry %s', (module) => {
    expect(beat.carried(module)).toEqual([]);
  });
});
