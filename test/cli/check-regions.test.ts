/** The command and the function that answers it, with Lambda's own protocol between them. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Context } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeHandler } from '../../functions/tick/handler.ts';
import { parseFleet } from '../../shared/config/index.ts';
import type { Fleet } from '../../shared/domain/monitor.ts';
import type { Logbook, Store } from '../../shared/ports.ts';
import { createProbe } from '../../shared/probes/index.ts';
import { type AwsEndpoint, startAwsEndpoint } from '../aws/endpoint.ts';
import { httpOf, NOON } from '../domain/builders.ts';
import { folderWith } from './folder.ts';
import { runNightjar } from './nightjar.ts';

let target: Server;
let aws: AwsEndpoint;
let configuration: string;
/** What the target answers to which region. */
const statuses: Record<string, number> = {};

beforeAll(async () => {
  target = createServer((request, response) => {
    response.statusCode = statuses[request.url?.slice(1) ?? ''] ?? 200;
    response.end('ok');
  });
  await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(target.address() as AddressInfo).port}/`;
  configuration = [
    'regions: [eu-west-1, us-east-1, ap-southeast-2]',
    `monitors: [{ id: rota, http: { url: "${url}", allowPrivate: true } }]`,
  ].join('\n');
  const parsed = parseFleet(configuration, { file: 'monitors.yaml' });
  if (!parsed.ok) throw new Error('the configuration of this test is not valid');

  aws = await startAwsEndpoint(async (request, response) => {
    const region = request.headers.authorization?.split('/')[2] ?? '';
    response.setHeader('content-type', 'application/json');
    if (request.method === 'GET') {
      const stack = region === 'eu-west-1' ? 'Nightjar' : `Nightjar-${region}`;
      const names =
        region === 'ap-southeast-2' ? ['Other-TickCheckerFunction-1'] : [`${stack}-TickCheckerFunctionAA-1`];
      response.end(JSON.stringify({ Functions: names.map((FunctionName) => ({ FunctionName })) }));
      return;
    }
    const handler = makeHandler({
      store: {} as Store,
      logbook: {} as Logbook,
      probe: createProbe({ allowLoopback: true }),
      secrets: { read: async () => '' },
      metrics: { publishTick: async () => {} },
      clock: { now: () => NOON, sleep: async () => {} },
      log: { info() {}, warn() {}, error() {} },
      fleet: seenFrom(region, parsed.fleet),
      region,
    });
    const event = JSON.parse((await request.toArray()).join(''));
    response.end(JSON.stringify(await handler(event, { getRemainingTimeInMillis: () => 60_000 } as Context)));
  });
});

afterAll(async () => {
  await aws.close();
  target.close();
});

/** The target sees by the path who asks. */
const seenFrom = (region: string, fleet: Fleet): Fleet => ({
  ...fleet,
  monitors: fleet.monitors.map((monitor) => ({
    ...monitor,
    target: { ...httpOf(monitor.target), url: `${httpOf(monitor.target).url}${region}` },
  })),
});

const check = (...args: string[]) =>
  runNightjar(['check', 'rota', '--regions', ...args], {
    cwd: folderWith({ 'monitors.yaml': configuration }),
    env: { AWS_ENDPOINT_URL: aws.settings.endpoint, AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' },
  });

describe('nightjar check --regions', () => {
  it('shows what each region sees now, and which could not look', async () => {
    statuses['us-east-1'] = 503;
    const { exit, stdout } = await check();
    expect(stdout).toMatch(/^eu-west-1 {7}\d\d:\d\d:\d\d {2}● UP {7}/m);
    expect(stdout).toMatch(/^us-east-1 {7}\d\d:\d\d:\d\d {2}✗ DOWN .*Expected status 200-299, got 503/m);
    expect(stdout).toMatch(/^ap-southeast-2 {2}could not look: no stack Nightjar-ap-southeast-2 is deployed there$/m);
    expect(stdout).toContain('1 of 2 see it down: a problem of some regions. 1 could not look.');
    expect(exit).toBe(2);
  });

  it('prints JSON for scripts', async () => {
    const { stdout } = await check('--json');
    expect(JSON.parse(stdout)).toMatchObject([
      { region: 'eu-west-1', verdict: 'up', trouble: null, monitor: { id: 'rota' } },
      { region: 'us-east-1', verdict: 'down' },
      { region: 'ap-southeast-2', trouble: expect.stringContaining('no stack') },
    ]);
  });

  it('is for monitors that are deployed', async () => {
    const { exit, stderr } = await runNightjar(['check', 'https://example.org', '--regions']);
    expect(exit).toBe(2);
    expect(stderr).toContain('Regions look at the monitors that are deployed.');
  });
});
