/**
 * A fleet that is watched from two regions: the stack of the second writes to the table of the first. Both must agree, until
 * one of them is silent.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { PublicStatus } from '../../shared/domain/status.ts';
import { WHOLE_FLEET } from '../../shared/domain/time/slot.ts';
import type { Cursor } from '../../shared/ports.ts';
import { createStore } from '../../shared/store/index.ts';
import { callLater, clientOptions, onEmulator, setEnvironment } from './aws.ts';
import { samplesOf } from './cloudwatch.ts';
import { deploy } from './deploy.ts';
import { AWAY_REGION, type EmulatorPlace, HOME_REGION } from './emulator.ts';
import { showLogAfterFailure } from './log.ts';
import { bodiesIn, type Listener, listenTo } from './queue.ts';
import { publicationsIn } from './tap.ts';
import { type MortalTarget, startTarget } from './target.ts';
import { until } from './until.ts';

const provided = inject('emulator');
const missing = 'missing' in provided ? provided.missing : undefined;

const MINUTE_MS = 60_000;
/** A region that has looked at nothing for longer than that has no vote: shared/domain/quorum.ts. */
const SILENT_MS = 2 * MINUTE_MS;

describe.skipIf(missing)(missing ? `two regions (skipped: ${missing})` : 'two regions', () => {
  const emulator = provided as EmulatorPlace;
  let target: MortalTarget;
  let home: Readonly<Record<string, string>>;
  let away: Readonly<Record<string, string>>;
  let oncall: Listener;
  let dynamo: DynamoDBClient;

  beforeAll(async () => {
    target = await startTarget(() => true);
    const { Wide = {}, 'Wide-us-east-1': far = {} } = await deploy(emulator, 'Wide', configurationFor(target));
    [home, away] = [Wide, far];
    oncall = await listenTo(emulator, `${home.TopicPrefix}oncall`, 'wide-oncall');
    dynamo = new DynamoDBClient(clientOptions(emulator, HOME_REGION));
  }, 6 * MINUTE_MS);

  showLogAfterFailure(emulator);

  afterAll(async () => {
    dynamo?.destroy();
    await target?.die();
  });

  test('tick by themselves, and write to the one table', async () => {
    for (const region of [HOME_REGION, AWAY_REGION]) await until(() => cursorOf(region), isThere, 240);
    await until(statusOfPage, ({ status }) => status === 'operational', 30);
    expect(await readiness()).toMatchObject({ status: 'ready', silentRegions: [] });
    expect((await samplesOf(emulator, AWAY_REGION, 'ChecksCompleted')).count).toBeGreaterThan(0);
  });

  test('agree on an outage, and each message says who sees it', async () => {
    target.fallIll();
    const [down] = await until(oncall.hear, (heard) => heard.length > 0, 90);
    expect(down?.text).toContain(`Seen from      down in ${HOME_REGION}, ${AWAY_REGION}\n`);
    expect(publications()[0]?.texts.sms).toContain('Down in 2 of 2 regions.');
    await target.revive();
    const all = await until(oncall.hear, (heard) => heard.length > 1, 90);
    expect(all.map(({ attributes }) => attributes.kind)).toEqual(['down', 'recovered']);
  });

  test('keep what fails in a region in the failure queue of that region', async () => {
    await setEnvironment(emulator, AWAY_REGION, away.TickFunctionName ?? '', { NIGHTJAR_TABLE_PARAMETER: '/gone' });
    await callLater(emulator, AWAY_REGION, away.TickFunctionName ?? '');
    const queue = 'Wide-us-east-1-Failures';
    const [body = '{}'] = await until(
      () => bodiesIn(emulator, AWAY_REGION, queue),
      (bodies) => bodies.length > 0,
      60,
    );
    expect(JSON.parse(body).requestContext.functionArn).toContain(`:${AWAY_REGION}:`);
  });

  test('decide nothing while one of them may still disagree, and without it once it is silent', async () => {
    target.fallIll();
    const last = (await cursorOf(AWAY_REGION))?.slot ?? 0;
    await wait(40_000);
    expect(await oncall.hear()).toHaveLength(2);
    expect((await statusOfPage()).incidents).toEqual([]);
    const [, , down] = await until(oncall.hear, (heard) => heard.length > 2, 180);
    expect(down?.text).toContain(`Seen from      down in ${HOME_REGION}; no word from ${AWAY_REGION}\n`);
    expect((await cursorOf(AWAY_REGION))?.slot).toBe(last);
    expect(await readiness()).toMatchObject({ status: 'ready', silentRegions: [AWAY_REGION] });
    const [, confirmed = ''] = /^Confirmed +(.+? UTC),/m.exec(down?.text ?? '') ?? [];
    expect(Date.parse(confirmed) - last).toBeGreaterThan(SILENT_MS);
  });

  const isThere = (cursor: Cursor | undefined): boolean => cursor !== undefined;

  const cursorOf = (region: string): Promise<Cursor | undefined> =>
    createStore({ client: dynamo, tableName: home.TableName ?? '' }).readCursor(WHOLE_FLEET, region);

  const publications = () =>
    publicationsIn(emulator.folder).filter(({ topicArn }) => topicArn === `${home.TopicPrefix}oncall`);

  const statusOfPage = (): Promise<PublicStatus> => answerOf('/status.json');
  const readiness = (): Promise<object> => answerOf('/ready');

  async function answerOf<T>(path: string): Promise<T> {
    const answer = await fetch(onEmulator(emulator, home.StatusUrl?.replace('/status.json', path) ?? ''));
    return (await answer.json()) as T;
  }
});

const configurationFor = (target: MortalTarget): string => `
regions: [${HOME_REGION}, ${AWAY_REGION}]
contacts:
  - { id: oncall, email: oncall@example.org }
controls: []
monitors:
  - id: rota
    http: "${target.origin}/"
    interval: 10s
    retryInterval: 10s
    timeout: 3s
    failureThreshold: 2
    recoveryThreshold: 1
    alert: { to: [oncall], severity: critical }
    public: true
`;
