/**
 * The whole path in (nearly) AWS: deployed by the CDK, ticked every ten seconds by the schedule and its queue, told by SNS
 * and by HTTP, acknowledged by link. Until the last test nothing calls a function by hand.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { PublicStatus } from '../../shared/domain/status.ts';
import { verifySignature } from '../../shared/senders/signature.ts';
import { type Received, type Receiver, startReceiver } from '../senders/receiver.ts';
import { callLater, onEmulator, setEnvironment } from './aws.ts';
import { samplesOf } from './cloudwatch.ts';
import { deploy } from './deploy.ts';
import { type EmulatorPlace, HOME_REGION } from './emulator.ts';
import { configurationFor, SECRETS, storeSecrets } from './fleet.ts';
import { createJob, type Job } from './job.ts';
import { showLogAfterFailure } from './log.ts';
import { bodiesIn, type Heard, type Listener, listenTo, policyOf } from './queue.ts';
import { shown, withPlaceholders } from './shown.ts';
import { countsOf, deadLetterQueuesOf, subscribeFunction, subscribeUrl, unsubscribeAll } from './subscriptions.ts';
import { publicationsIn } from './tap.ts';
import { type MortalTarget, startTarget } from './target.ts';
import { until } from './until.ts';

const provided = inject('emulator');
const missing = 'missing' in provided ? provided.missing : undefined;

const MINUTE_MS = 60_000;

describe.skipIf(missing)(missing ? `a deployment (skipped: ${missing})` : 'a deployment', () => {
  const emulator = provided as EmulatorPlace;
  const job: Job = createJob();
  let rota: MortalTarget;
  let ledger: MortalTarget;
  let receiver: Receiver;
  let outputs: Readonly<Record<string, string>>;
  let heard: Readonly<Record<'oncall' | 'raw' | 'critical' | 'boss', Listener>>;
  let late: Listener;

  const topicOf = (contact: string): string => `${outputs.TopicPrefix}${contact}`;

  beforeAll(async () => {
    rota = await startTarget(({ url }) => url === `/health/?key=${SECRETS.ROTA_KEY}`);
    ledger = await startTarget(({ headers }) => headers.authorization === `Bearer ${SECRETS.LEDGER_TOKEN}`);
    receiver = await startReceiver();
    receiver.answer = (response) => response.end('ok');
    await storeSecrets(emulator, { ...SECRETS, CHAT_URL: `${receiver.origin}/chat` });
    const configuration = configurationFor({ rota, ledger, receiver, job });
    outputs = (await deploy(emulator, 'Nightjar', configuration)).Nightjar ?? {};
    heard = {
      oncall: await listenTo(emulator, topicOf('oncall'), 'oncall'),
      raw: await listenTo(emulator, topicOf('oncall'), 'oncall-raw', { isRaw: true }),
      critical: await listenTo(emulator, topicOf('oncall'), 'oncall-critical', { filter: { severity: ['critical'] } }),
      boss: await listenTo(emulator, topicOf('boss'), 'boss'),
    };
    await unsubscribeAll(emulator, topicOf('late'));
    await subscribeFunction(emulator, topicOf('oncall'), `${receiver.origin}/lambda`);
    job.start(onEmulator(emulator, outputs.BeatUrl ?? ''));
  }, 5 * MINUTE_MS);

  showLogAfterFailure(emulator);

  afterAll(async () => {
    job.stop();
    await Promise.all([rota?.die(), ledger?.die(), receiver?.close()]);
  });

  test('has a subscription that waits to be confirmed, and counts once it is', async () => {
    const before = await countsOf(emulator, topicOf('office'));
    await subscribeUrl(emulator, topicOf('office'), `${receiver.origin}/office`);
    const [request] = await until(() => sentTo('/office'), isSomebodyThere, 10);
    expect(await countsOf(emulator, topicOf('office'))).toEqual({ ...before, pending: 1 });
    await fetch(JSON.parse(request?.body ?? '{}').SubscribeURL);
    expect(await countsOf(emulator, topicOf('office'))).toMatchObject({ pending: 0 });
    expect((await countsOf(emulator, topicOf('office'))).confirmed).toBeGreaterThan(before.confirmed);
  });

  test('is ticked by its schedule and the queue of slots, and its URL answers that all is well', async () => {
    const isUp = ({ monitors }: PublicStatus) => monitors.every(({ status }) => status === 'up');
    const status = await until(statusOfPage, isUp, 240);
    expect(status).toMatchObject({ status: 'operational', stale: false });
    expect(status.monitors.map(({ id, name }) => ({ id, name }))).toEqual([
      { id: 'staff-rota', name: 'Rota' },
      { id: 'nightly-backup', name: 'nightly-backup' },
    ]);
    expect(JSON.stringify(status)).not.toContain('127.0.0.1');
    expect(new Set(job.answers)).toEqual(new Set([200]));
  });

  test('tells of an outage by email and text message in the words that the documents show', async () => {
    rota.fallIll();
    await ledger.die();
    await until(heard.oncall.hear, isSomebodyThere, 90);
    const published = publicationsOf('oncall');
    expect(published).toHaveLength(1);
    expect(emailOf(published[0])).toBe(withPlaceholders(shown('email: down')));
    expect(withPlaceholders(published[0]?.texts.sms ?? '')).toBe(textMessageShown('DOWN: Staff rota'));
    const status = await statusOfPage();
    expect(status.status).toBe('major_outage');
    expect(status.incidents).toMatchObject([{ monitorId: 'staff-rota', failure: { code: 'unexpected_status' } }]);
  });

  test('reaches queues, wrapped and raw, and a function, with what filters ask for', async () => {
    const [published] = publicationsOf('oncall');
    const [wrapped, raw, filtered] = await Promise.all(
      [heard.oncall, heard.raw, heard.critical].map(async (listener) => (await listener.hear())[0]),
    );
    const attributes = { kind: 'down', monitor: 'staff-rota', severity: 'critical', reason: 'single' };
    expect(wrapped).toMatchObject({ subject: published?.subject, text: published?.texts.email, attributes });
    expect(wrapped?.attributes.eventId).toMatch(/^staff-rota-\d{8}T\d{6}Z\/down$/);
    expect(raw).toEqual({ text: published?.texts.email, attributes: wrapped?.attributes });
    expect(filtered).toEqual(wrapped);
    const calls = () => sentTo('/lambda').map(({ body }) => JSON.parse(body).Records[0]);
    const [call] = await until(() => calls().filter(({ Sns }) => isMessage(Sns)), isSomebodyThere, 20);
    expect(call).toMatchObject({
      EventSource: 'aws:sns',
      Sns: { Message: wrapped?.text, MessageAttributes: { severity: { Value: 'critical' } } },
    });
  });

  test('reaches a webhook, signed with a secret of Parameter Store, and a chat whose URL is one', async () => {
    const [hook] = await until(() => sentTo('/hook'), isSomebodyThere, 20);
    const [chat] = await until(() => sentTo('/chat'), isSomebodyThere, 20);
    const header = String(hook?.headers['nightjar-signature']);
    const signed = { header, body: hook?.body ?? '', now: Date.now() };
    expect(verifySignature({ ...signed, secret: SECRETS.HOOK_SECRET })).toBe(true);
    expect(verifySignature({ ...signed, secret: 'another' })).toBe(false);
    expect(JSON.parse(hook?.body ?? '')).toMatchObject({
      eventId: (await heard.oncall.hear())[0]?.attributes.eventId,
      kind: 'down',
      summary: 'DOWN: Staff rota',
      monitor: { target: { url: `${rota.origin}/health/?key=\${env:ROTA_KEY}` } },
    });
    expect(chat?.body).toContain('DOWN: Staff rota (critical)');
    for (const { body } of receiver.received) expect(body).not.toContain(SECRETS.ROTA_KEY);
  });

  test('delivers to a URL that has confirmed', async () => {
    const messages = () => sentTo('/office').map(({ body }) => JSON.parse(body));
    const [message] = await until(() => messages().filter(isMessage), isSomebodyThere, 20);
    expect(message).toMatchObject({ Type: 'Notification', MessageAttributes: { monitor: { Value: 'ledger' } } });
    expect(message.Message).toContain('The server refused the connection');
  });

  test('publishes nothing for a contact of whom nobody has confirmed', async () => {
    expect(publicationsOf('late')).toEqual([]);
    late = await listenTo(emulator, topicOf('late'), 'late');
  });

  test('is acknowledged through the link of the email: to open it changes nothing, and the button does, once', async () => {
    const [down] = await heard.oncall.hear();
    const [, link = ''] = /^Acknowledge +(https:\S+)$/m.exec(down?.text ?? '') ?? [];
    const url = onEmulator(emulator, link);
    const page = await fetch(url);
    expect([page.status, page.headers.get('referrer-policy')]).toEqual([200, 'no-referrer']);
    expect(await page.text()).toContain('I am on it');
    expect(await (await fetch(url)).text()).toContain('I am on it');
    for (const name of ['Ada', 'Ben']) {
      const body = new URLSearchParams({ name, note: 'restarting it now' });
      const answer = await fetch(url, { method: 'POST', body, redirect: 'manual' });
      expect([answer.status, answer.headers.get('location')]).toEqual([303, new URL(link).pathname]);
    }
    expect(await (await fetch(url)).text()).toContain('<strong>Ada (by link)</strong> is on it');
    expect((await fetch(`${url}0`)).status).toBe(404);
  });

  test('tells of a job that reports no more, and only those whose filter lets it through', async () => {
    job.stop();
    const all = await until(heard.oncall.hear, (messages) => messages.length > 1, 90);
    expect(all[1]?.attributes).toMatchObject({ kind: 'down', monitor: 'nightly-backup', severity: 'warning' });
    expect(await heard.raw.hear()).toHaveLength(2);
    expect(await heard.critical.hear()).toHaveLength(1);
  });

  test('tells the second contact of what nobody has acknowledged, and of nothing else', async () => {
    const [escalated] = await until(heard.boss.hear, isSomebodyThere, 180);
    expect(escalated?.attributes).toMatchObject({ kind: 'down', monitor: 'ledger' });
    expect(escalated?.text).toContain('Escalated      nobody has acknowledged it for 1 min');
  });

  test('tells them what they have missed, once somebody has', async () => {
    const [message] = await until(late.hear, isSomebodyThere, 180);
    expect(message?.attributes).toMatchObject({ kind: 'down', monitor: 'ledger' });
  });

  test('tells of the recovery once, in the words that the documents show, and then falls silent', async () => {
    await Promise.all([rota.revive(), ledger.revive()]);
    await until(heard.critical.hear, (messages) => messages.some(isRecovered), 60);
    job.start(onEmulator(emulator, outputs.BeatUrl ?? ''));
    await until(heard.oncall.hear, (messages) => messages.filter(isRecovered).length > 1, 60);
    await wait(20_000);
    const published = publicationsOf('oncall').find(({ subject }) => subject.startsWith('RECOVERED: Staff rota'));
    const expected = withPlaceholders(shown('email: recovered')).replace('by Ada at', 'by Ada (by link) at');
    expect(emailOf(published)).toBe(expected);
    expect(withPlaceholders(published?.texts.sms ?? '')).toBe(textMessageShown('RECOVERED: Staff rota'));
    expect(kindsOf(await heard.oncall.hear())).toEqual([
      'staff-rota down',
      'nightly-backup down',
      'staff-rota recovered',
      'nightly-backup recovered',
    ]);
    expect(kindsOf(await heard.critical.hear())).toEqual(['staff-rota down', 'staff-rota recovered']);
    for (const { hear } of [heard.boss, late]) {
      expect(kindsOf(await hear())).toEqual(['ledger down', 'ledger recovered']);
    }
    expect(sentTo('/hook').map(({ body }) => JSON.parse(body).kind)).toEqual(['down', 'recovered']);
  });

  test('has published its metrics', async () => {
    const [up, checks, lag] = await Promise.all(
      ['Up', 'ChecksCompleted', 'TickLag'].map((name) => samplesOf(emulator, HOME_REGION, name)),
    );
    expect([up?.minimum, up?.maximum]).toEqual([0, 1]);
    expect(checks?.count).toBeGreaterThanOrEqual(12);
    expect(lag?.maximum).toBeLessThan(MINUTE_MS);
  });

  // The emulator keeps the redrive policy of a subscription and does nothing by it: this is as far as it can be seen there.
  test('has a queue for what SNS cannot deliver, named by each subscription and open to the topic', async () => {
    const queues = await deadLetterQueuesOf(emulator, topicOf('oncall'));
    expect([...queues.keys()].sort()).toEqual(['email oncall@example.org', 'sms +441632960961']);
    const [queue = '', ...others] = new Set(queues.values());
    expect(others).toEqual([]);
    expect(queue).toContain(':Nightjar-ContactsUndelivered');
    expect((await policyOf(emulator, HOME_REGION, 'Nightjar-ContactsUndelivered')).Statement).toContainEqual(
      expect.objectContaining({
        Effect: 'Allow',
        Principal: { Service: 'sns.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: queue,
        Condition: { ArnEquals: { 'aws:SourceArn': topicOf('oncall') } },
      }),
    );
  });

  // Called by hand, because the emulator's scheduler does not look at what becomes of its calls.
  test('keeps a run that failed in the failure queue', async () => {
    const name = outputs.NotifierFunctionName ?? '';
    await setEnvironment(emulator, HOME_REGION, name, { NIGHTJAR_TABLE: 'gone' });
    await callLater(emulator, HOME_REGION, name);
    const [body = '{}'] = await until(() => bodiesIn(emulator, HOME_REGION, 'Nightjar-Failures'), isSomebodyThere, 60);
    const { requestContext, responsePayload } = JSON.parse(body);
    expect(requestContext).toMatchObject({ condition: 'RetriesExhausted' });
    expect(requestContext.functionArn).toContain(name);
    expect(responsePayload.errorMessage).toMatch(/gone|not found|non-existent/);
  });

  const sentTo = (path: string): readonly Received[] => receiver.received.filter(({ url }) => url === path);

  const publicationsOf = (contact: string) =>
    publicationsIn(emulator.folder).filter(({ topicArn }) => topicArn === topicOf(contact));

  async function statusOfPage(): Promise<PublicStatus> {
    const answer = await fetch(onEmulator(emulator, outputs.StatusUrl ?? ''));
    expect(answer.status).toBe(200);
    return (await answer.json()) as PublicStatus;
  }
});

const isSomebodyThere = (found: readonly unknown[]): boolean => found.length > 0;

/** An alarm of CloudWatch, which uses the topics too, has no attributes. */
const isMessage = ({ MessageAttributes }: { readonly MessageAttributes?: object }): boolean =>
  MessageAttributes !== undefined;

const isRecovered = ({ attributes }: Heard): boolean => attributes.kind === 'recovered';

const kindsOf = (messages: readonly Heard[]): string[] =>
  messages.map(({ attributes }) => `${attributes.monitor} ${attributes.kind}`);

const emailOf = (publication: ReturnType<typeof publicationsIn>[number] | undefined): string =>
  withPlaceholders(`Subject: ${publication?.subject}\n\n${publication?.texts.email}`);

const textMessageShown = (beginning: string): string | undefined =>
  withPlaceholders(shown('text messages'))
    .split('\n\n')
    .find((text) => text.startsWith(beginning));
