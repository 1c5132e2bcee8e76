/** The acknowledge function as it is deployed. */
import type { APIGatewayProxyEventV2 as Event } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AcknowledgeHandler } from '../../functions/acknowledge/handler.ts';
import { acknowledgeUrl } from '../../shared/senders/acknowledge-link.ts';
import { createStore } from '../../shared/store/index.ts';
import { createLinkKey } from '../../shared/store/link-key.ts';
import { createLogbook } from '../../shared/store/logbook.ts';
import { anIncident } from '../domain/builders.ts';
import { type Bundled, HEAVY, openBundled } from './bundled.ts';

const incident = anIncident();

let acknowledge: Bundled<AcknowledgeHandler>;
beforeAll(async () => {
  acknowledge = await openBundled({ name: 'acknowledge', files: {} });
});
afterAll(() => acknowledge.close());

const send = (method: string, rawPath: string, body?: string) =>
  acknowledge.handler(
    { version: '2.0', rawPath, headers: {}, requestContext: { http: { method } }, body } as unknown as Event,
    {},
  );

describe('the bundled acknowledge function', () => {
  it('agrees with the notifier on the key, whoever made it, and notes who is on it', async () => {
    const { table } = acknowledge;
    await createStore(table).putIncident(incident, 1);
    expect(await send('GET', '/acknowledge/rota.abc.def')).toMatchObject({ statusCode: 404 });
    const path = acknowledgeUrl('', await createLinkKey(table)(), incident.id, Date.now());
    const page = await send('GET', path);
    expect(page).toMatchObject({ statusCode: 200, body: expect.stringContaining('<h1>Staff rota</h1>') });
    expect(await send('POST', path, 'name=Anna')).toMatchObject({ statusCode: 303, headers: { Location: path } });
    const said = await createLogbook(table).readRemarks(incident.id);
    expect(said).toMatchObject([{ kind: 'acknowledged', by: 'Anna (by link)' }]);
  });

  it.each(HEAVY)('does not carry %s', (module) => {
    expect(acknowledge.carried(module)).toEqual([]);
  });
});
