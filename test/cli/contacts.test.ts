import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AwsEndpoint, startAwsEndpoint } from '../aws/endpoint.ts';
import { type Receiver, startReceiver } from '../senders/receiver.ts';
import { folderWith } from './folder.ts';
import { type Ended, runNightjar } from './nightjar.ts';

const FILE = `
contacts:
  - { id: oncall, email: [oncall@example.org, duty@example.org], sms: "+441632960961" }
  - { id: team, slack: "\${env:SLACK_URL}" }
  - { id: pager, pagerduty: "\${env:PAGERDUTY_KEY}" }
  - { id: hook, webhook: { url: "\${env:HOOK_URL}", secret: "\${env:HOOK_KEY}" } }
monitors:
  - { id: rota, http: https://rota.example.org/, alert: { to: [oncall, team, pager, hook] } }
`;

const contacts = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> =>
  runNightjar(['contacts', ...args], { cwd: folderWith({ 'monitors.yaml': FILE }), env });

describe('nightjar contacts', () => {
  it('lists how everybody is reached, with secrets as they are written, and claims nothing of what it does not know', async () => {
    const { exit, stdout } = await contacts([], { SLACK_URL: 'https://canary.example.org/' });
    expect(exit).toBe(0);
    expect(stdout.split('\n').map((line) => line.replace(/ {2,}/g, ' | '))).toEqual([
      'ID | WAY | WHERE | STATE',
      'oncall | email | oncall@example.org | ? by AWS; --stack NAME tells who has confirmed',
      'oncall | email | duty@example.org | ? by AWS; --stack NAME tells who has confirmed',
      'oncall | SMS | +441632960961 | ? by AWS; --stack NAME tells who has confirmed',
      'team | Slack | ${env:SLACK_URL} | ✓ secrets are here',
      'pager | PagerDuty | ${env:PAGERDUTY_KEY}, region us | ? not known on this machine: ${env:PAGERDUTY_KEY}',
      'hook | webhook | ${env:HOOK_URL} | ? not known on this machine: ${env:HOOK_URL}, ${env:HOOK_KEY}',
      '',
    ]);
  });

  it('says so where there is nobody', async () => {
    const cwd = folderWith({
      'my.yaml': 'monitors: [{ id: rota, http: https://rota.example.org/, alert: { to: [] } }]',
    });
    const { exit, stdout } = await runNightjar(['contacts', 'my.yaml'], { cwd });
    expect({ exit, stdout }).toEqual({ exit: 0, stdout: 'There are no contacts: nobody is told of anything.\n' });
  });
});

describe('nightjar contacts --send-test', () => {
  let receiver: Receiver;
  beforeEach(async () => {
    receiver = await startReceiver();
    receiver.answer = (response) => response.writeHead(200).end('ok');
  });
  afterEach(() => receiver.close());

  const env = () => ({
    SLACK_URL: `${receiver.origin}/canary`,
    HOOK_URL: `${receiver.origin}/hook`,
    HOOK_KEY: 'canary',
  });

  it('sends a message that is marked as a test, and its end, and prints what was answered', async () => {
    const { exit, stdout } = await contacts(['--send-test', 'team'], env());
    expect(stdout).toBe('✓ team has taken the test message, and its end.\n  answered: 200 ok\n  answered: 200 ok\n');
    expect(exit).toBe(0);
    const texts = receiver.received.map(({ body }) => JSON.parse(body).attachments[0].fallback);
    expect(texts).toEqual([
      expect.stringMatching(/^DOWN: Nightjar test, nothing is down \(info\)/),
      expect.stringMatching(/^RECOVERED: Nightjar test, nothing is down after 0 s \(info\)/),
    ]);
    expect(receiver.received[0]?.body).toContain('has sent by hand. Nothing is down.');
  });

  it('prints a refusal and what it would mean for an alert, and ends with 1', async () => {
    receiver.answer = (response) => response.writeHead(404).end('no_service');
    const { exit, stdout } = await contacts(['--send-test', 'team'], env());
    expect(exit).toBe(1);
    expect(stdout).toBe(
      [
        '✗ The Slack webhook of contact "team" answered 404 (no_service). The webhook was removed or switched off: make a new one.',
        '  answered: 404 no_service',
        '  An alert would be given up, and another contact told of it.',
        '',
      ].join('\n'),
    );
  });

  it('says that another attempt may help where it may', async () => {
    receiver.answer = (response) => response.writeHead(503).end();
    const { exit, stdout } = await contacts(['--send-test', 'hook'], env());
    expect(exit).toBe(1);
    expect(stdout).toContain('  An alert would be tried again.\n');
    expect(stdout).not.toContain('canary');
  });

  it('names the secret that is missing', async () => {
    const { exit, stdout } = await contacts(['--send-test', 'team']);
    expect(exit).toBe(1);
    expect(stdout).toContain('The Slack webhook of contact "team" was not called: ${env:SLACK_URL} is not set.');
  });

  it.each([
    ['oncall', 'Email and text messages are sent by AWS only, so "oncall" cannot be reached from here.'],
    ['nobody', 'There is no contact "nobody". There is: oncall, team, pager, hook.'],
    ['teem', 'There is no contact "teem". Did you mean team?'],
  ])('cannot be done for %s', async (id, reason) => {
    const { exit, stderr } = await contacts(['--send-test', id], env());
    expect(exit).toBe(2);
    expect(stderr).toContain(reason);
    expect(receiver.received).toHaveLength(0);
  });
});

describe('nightjar contacts --stack', () => {
  let endpoint: AwsEndpoint;
  let answers: Readonly<Record<string, string>>;
  beforeEach(async () => {
    endpoint = await startAwsEndpoint(async (request, response) => {
      const asked = new URLSearchParams((await request.toArray()).join(''));
      const key = [asked.get('Action'), asked.get('TopicArn'), asked.get('NextToken')].filter(Boolean).join(' ');
      const answer = answers[key];
      response.writeHead(answer === undefined ? 403 : 200, { 'content-type': 'text/xml' });
      response.end(
        answer ?? '<ErrorResponse><Error><Code>AuthorizationError</Code><Message>no</Message></Error></ErrorResponse>',
      );
    });
  });
  afterEach(() => endpoint.close());

  const ARN = 'arn:aws:sns:eu-west-1:000000000000:Nightjar-oncall';
  const topics = (arns: readonly string[], next = '') =>
    `<ListTopicsResponse><ListTopicsResult><Topics>${arns.map((arn) => `<member><TopicArn>${arn}</TopicArn></member>`).join('')}</Topics>${next}</ListTopicsResult></ListTopicsResponse>`;
  const subscriptions = (members: readonly (readonly [string, string, string])[], next = '') =>
    `<ListSubscriptionsByTopicResponse><ListSubscriptionsByTopicResult><Subscriptions>${members
      .map(
        ([protocol, address, arn]) =>
          `<member><Protocol>${protocol}</Protocol><Endpoint>${address}</Endpoint><SubscriptionArn>${arn}</SubscriptionArn></member>`,
      )
      .join('')}</Subscriptions>${next}</ListSubscriptionsByTopicResult></ListSubscriptionsByTopicResponse>`;

  const asked = () =>
    contacts(['--stack', 'Nightjar'], {
      AWS_ENDPOINT_URL_SNS: endpoint.settings.endpoint,
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    });

  it('tells who has confirmed, whatever page of the lists it is on', async () => {
    answers = {
      ListTopics: topics(['arn:aws:sns:eu-west-1:000000000000:Other-oncall'], '<NextToken>two</NextToken>'),
      'ListTopics two': topics([ARN]),
      [`ListSubscriptionsByTopic ${ARN}`]: subscriptions(
        [
          ['email', 'oncall@example.org', `${ARN}:1`],
          ['email', 'duty@example.org', 'PendingConfirmation'],
          ['sqs', 'arn:aws:sqs:eu-west-1:000000000000:q', `${ARN}:2`],
        ],
        '<NextToken>more</NextToken>',
      ),
      [`ListSubscriptionsByTopic ${ARN} more`]: subscriptions([['sms', '+441632960961', `${ARN}:3`]]),
    };
    const { exit, stdout } = await asked();
    expect(exit).toBe(1);
    const lines = stdout.split('\n').map((line) => line.replace(/ {2,}/g, ' | '));
    expect(lines.slice(1, 4)).toEqual([
      'oncall | email | oncall@example.org | ✓ confirmed',
      'oncall | email | duty@example.org | ✗ not confirmed: the mail from AWS waits to be opened',
      'oncall | SMS | +441632960961 | ✓ confirmed',
    ]);
  });

  it('never shows as confirmed what is not there', async () => {
    answers = { ListTopics: topics([]) };
    const { exit, stdout } = await asked();
    expect(exit).toBe(1);
    expect(stdout.match(/not confirmed: no subscription, or none any more/g)).toHaveLength(3);
    expect(stdout).not.toContain('✓ confirmed');
  });

  it('ends with 0 once everybody has', async () => {
    answers = {
      ListTopics: topics([ARN]),
      [`ListSubscriptionsByTopic ${ARN}`]: subscriptions([
        ['email', 'oncall@example.org', `${ARN}:1`],
        ['email', 'duty@example.org', `${ARN}:2`],
        ['sms', '+441632960961', `${ARN}:3`],
      ]),
    };
    expect((await asked()).exit).toBe(0);
  });

  it('says what AWS refuses', async () => {
    answers = {};
    const { exit, stderr } = await asked();
    expect(exit).toBe(2);
    expect(stderr).toContain('SNS could not be asked about the stack Nightjar. AuthorizationError');
  });
});
