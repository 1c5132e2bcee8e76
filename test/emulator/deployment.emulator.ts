/**
 * The whole path in (nearly) AWS: deployed by the CDK, ticked by the schedule, told by SNS. Nothing here calls a
 * function by hand.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { CloudWatchClient, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { PublicStatus } from '../../shared/domain/status.ts';
import { deploy, type Outputs } from './deploy.ts';
import { type Emulator, startEmulator } from './emulator.ts';
import { install, whatIsMissing } from './install.ts';
import { clientOptions, type Heard, type Listener, listenTo } from './queue.ts';
import { type MortalTarget, startTarget } from './target.ts';

const missing = whatIsMissing();
if (missing && process.env.NIGHTJAR_REQUIRE_EXTRAS === '1')
  throw new Error(`The deployment cannot be tested: ${missing}.`);

const TOKEN = 'a-token-that-only-parameter-store-knows';
const MINUTE_MS = 60_000;

describe.skipIf(missing)(missing ? `a deployment (skipped: ${missing})` : 'a deployment', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nightjar-emulator-'));
  let emulator: Emulator;
  let target: MortalTarget;
  let outputs: Outputs;
  let queue: Listener;
  let hasFailed = false;

  beforeAll(async () => {
    install();
    [target, emulator] = await Promise.all([startTarget(TOKEN), startEmulator(folder)]);
    await storeToken(emulator);
    const configuration = join(folder, 'monitors.yaml');
    writeFileSync(configuration, configurationFor(target));
    outputs = await deploy(emulator, configuration, folder);
    queue = await listenTo(emulator, `${outputs.topicPrefix}oncall`);
  }, 5 * MINUTE_MS);

  afterEach(({ task }) => {
    hasFailed ||= task.result?.state === 'fail';
  });

  afterAll(async () => {
    await emulator?.stop();
    if (hasFailed) console.error(readFileSync(join(folder, 'emulator.log'), 'utf8').slice(-20_000));
    await target?.die();
    rmSync(folder, { recursive: true, force: true });
  }, MINUTE_MS);

  test('is ticked by its schedule, and its URL answers that the target is up', async () => {
    const status = await until(statusOfPage, (page) => page.monitors[0]?.status === 'up', 3);
    expect(status.status).toBe('operational');
    expect(status.stale).toBe(false);
    expect(status.monitors.map(({ id, name }) => ({ id, name }))).toEqual([{ id: 'rota', name: 'Rota' }]);
    expect(JSON.stringify(status)).not.toContain('127.0.0.1');
  });

  test('tells of an outage once, when the second check in a row has failed', async () => {
    await target.die();
    const [down] = await until(queue.hear, (heard) => heard.length > 0, 4);
    expect(down?.attributes).toMatchObject({ kind: 'down', monitor: 'rota', severity: 'critical' });
    expect(down?.subject).toContain('DOWN');
    expect(down?.subject).toContain('Staff rota');
    expect(down?.text).toContain('refused');
    const status = await until(statusOfPage, (page) => page.monitors[0]?.status === 'down', 1);
    expect(status.status).toBe('major_outage');
    expect(status.incidents).toMatchObject([{ monitorId: 'rota', failure: { code: 'tcp_refused' } }]);
  });

  test('is acknowledged through the link of the email: to open it changes nothing, and the button does, once', async () => {
    const [down] = await queue.hear();
    const [, link = ''] = /^Acknowledge +(https:\S+)$/m.exec(down?.text ?? '') ?? [];
    const url = onEmulator(link);
    const page = await fetch(url);
    expect([page.status, page.headers.get('referrer-policy')]).toEqual([200, 'no-referrer']);
    expect(await page.text()).toContain('I am on it');
    expect(await (await fetch(url)).text()).toContain('I am on it');
    for (const name of ['Anna', 'Ben']) {
      const answer = await fetch(url, { method: 'POST', body: new URLSearchParams({ name }), redirect: 'manual' });
      expect([answer.status, answer.headers.get('location')]).toEqual([303, new URL(link).pathname]);
    }
    expect(await (await fetch(url)).text()).toContain('<strong>Anna (by link)</strong> is on it');
    expect((await fetch(`${url}0`)).status).toBe(404);
  });

  test('tells of the recovery once, and then falls silent', async () => {
    await target.revive();
    const heard = await until(queue.hear, (messages) => messages.some(isRecovered), 3);
    expect(heard.find(isRecovered)?.subject).toContain('RECOVERED');
    await wait(1.2 * MINUTE_MS);
    const kinds = (await queue.hear()).map(({ attributes }) => attributes.kind);
    expect(kinds).toEqual(['down', 'recovered']);
  });

  test('has published its metrics', async () => {
    const client = new CloudWatchClient(clientOptions(emulator));
    const [up, checks, lag] = await Promise.all(
      (['Up', 'ChecksCompleted', 'TickLag'] as const).map((name) => samplesOf(client, name)),
    );
    client.destroy();
    expect(up?.Minimum).toBe(0);
    expect(up?.Maximum).toBe(1);
    expect(checks?.SampleCount).toBeGreaterThanOrEqual(4);
    expect(lag?.Maximum).toBeLessThan(MINUTE_MS);
  });

  /** The emulator serves function URLs under a path of its own. */
  function onEmulator(url: string): string {
    const { hostname, pathname } = new URL(url);
    return `${emulator.endpoint}/_aws/lambda-url/${hostname.split('.')[0]}${pathname}`;
  }

  async function statusOfPage(): Promise<PublicStatus> {
    const answer = await fetch(onEmulator(outputs.statusUrl));
    expect(answer.status).toBe(200);
    return (await answer.json()) as PublicStatus;
  }
});

const isRecovered = ({ attributes }: Heard): boolean => attributes.kind === 'recovered';

const configurationFor = (target: MortalTarget): string => `
contacts:
  - id: oncall
    email: oncall@example.org
monitors:
  - id: rota
    name: Staff rota
    http: { url: "${target.url}", auth: { bearer: "\${env:ROTA_TOKEN}" } }
    interval: 1m
    retryInterval: 1m
    timeout: 3s
    failureThreshold: 2
    recoveryThreshold: 1
    expect: { status: 200, json: { $.status: ok } }
    alert: { to: [oncall], severity: critical }
    public: { name: Rota }
`;

async function storeToken(emulator: Emulator): Promise<void> {
  const client = new SSMClient(clientOptions(emulator));
  await client.send(new PutParameterCommand({ Name: '/nightjar/ROTA_TOKEN', Type: 'SecureString', Value: TOKEN }));
  client.destroy();
}

/** Asks every second until the answer is as it should be; the last one that was not, when the minutes are over. */
async function until<T>(ask: () => Promise<T>, isRight: (answer: T) => boolean, minutes: number): Promise<T> {
  for (let seconds = 0; ; seconds++) {
    const answer = await ask();
    if (isRight(answer)) return answer;
    if (seconds > minutes * 60) throw new Error(`After ${minutes} minutes it is still ${JSON.stringify(answer)}.`);
    await wait(1000);
  }
}

/** Over the last hour. */
async function samplesOf(client: CloudWatchClient, metricName: string) {
  const now = Date.now();
  const { Datapoints = [] } = await client.send(
    new GetMetricStatisticsCommand({
      Namespace: 'Nightjar',
      MetricName: metricName,
      StartTime: new Date(now - 60 * MINUTE_MS),
      EndTime: new Date(now + MINUTE_MS),
      Period: 7200,
      Statistics: ['Minimum', 'Maximum', 'SampleCount'],
    }),
  );
  return {
    Minimum: Math.min(...Datapoints.map(({ Minimum = Number.NaN }) => Minimum)),
    Maximum: Math.max(...Datapoints.map(({ Maximum = Number.NaN }) => Maximum)),
    SampleCount: Datapoints.reduce((sum, { SampleCount = 0 }) => sum + SampleCount, 0),
  };
}
