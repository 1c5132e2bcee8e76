import { SSMClient } from '@aws-sdk/client-ssm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SecretMissing } from '../../shared/domain/errors.ts';
import { createAwsSecrets } from '../../shared/secrets/aws.ts';
import { type AwsEndpoint, startAwsEndpoint } from '../aws/endpoint.ts';

const MINUTE = 60_000;
const CANARY = 'canary-value-4711';

/** Answers as the Parameter Store does, from a table; what a test puts into `outage` is thrown at everybody. */
const parameters = new Map<string, string>();
let outage: { status: number; type: string } | 'silence' | undefined;
let asked: { Name: string; WithDecryption: boolean }[];
let endpoint: AwsEndpoint;
let client: SSMClient;
let now: number;

const secrets = () => createAwsSecrets({ client, clock: { now: () => now }, timeoutMs: 500 });

beforeEach(async () => {
  parameters.clear();
  outage = undefined;
  asked = [];
  now = Date.UTC(2026, 10, 22, 12);
  endpoint = await startAwsEndpoint(async (request, response) => {
    const body = JSON.parse((await request.toArray()).join(''));
    asked.push(body);
    if (outage === 'silence') return;
    const value = parameters.get(body.Name);
    const failure = outage ?? (value === undefined ? { status: 400, type: 'ParameterNotFound' } : undefined);
    response.writeHead(failure?.status ?? 200, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify(failure ? { __type: failure.type } : { Parameter: { Name: body.Name, Value: value } }));
  });
  client = new SSMClient(endpoint.settings);
});

afterEach(async () => {
  client.destroy();
  await endpoint.close();
});

describe('a reference leads to a parameter', () => {
  it.each([
    ['ssm:/rota/token', '/rota/token', CANARY],
    ['env:ROTA_TOKEN', '/nightjar/ROTA_TOKEN', CANARY],
    ['secret:rota', '/aws/reference/secretsmanager/rota', CANARY],
    ['secret:rota#token', '/aws/reference/secretsmanager/rota', JSON.stringify({ token: CANARY, other: 1 })],
  ])('%s is %s, decrypted', async (reference, name, stored) => {
    parameters.set(name, stored);
    expect(await secrets().read(reference)).toBe(CANARY);
    expect(asked).toEqual([{ Name: name, WithDecryption: true }]);
  });

  it('makes the client no earlier than the first secret is read', async () => {
    parameters.set('/a', CANARY);
    let made = 0;
    const make = () => {
      made += 1;
      return client;
    };
    const lazy = createAwsSecrets({ client: make, clock: { now: () => now } });
    expect(made).toBe(0);
    expect(await lazy.read('ssm:/a')).toBe(CANARY);
  });
});

describe('a value', () => {
  it('is asked for once by everybody who wants it at the same time, and again after five minutes', async () => {
    parameters.set('/a', 'old');
    const { read } = secrets();
    expect(await Promise.all([read('ssm:/a'), read('ssm:/a'), read('ssm:/a')])).toEqual(['old', 'old', 'old']);
    parameters.set('/a', 'new');
    now += 5 * MINUTE - 1;
    expect(await read('ssm:/a')).toBe('old');
    expect(asked).toHaveLength(1);
    now += 1;
    expect(await read('ssm:/a')).toBe('new');
  });

  it('stays good for an hour when the Parameter Store is down, which is asked every half minute', async () => {
    parameters.set('/a', 'good');
    const { read } = secrets();
    await read('ssm:/a');
    outage = { status: 500, type: 'InternalServerError' };
    now += 5 * MINUTE;
    expect([await read('ssm:/a'), await read('ssm:/a')]).toEqual(['good', 'good']);
    expect(asked).toHaveLength(2);
    now += 55 * MINUTE - 1;
    expect(await read('ssm:/a')).toBe('good');
    now += MINUTE;
    await expect(read('ssm:/a')).rejects.toThrow(SecretMissing);
    outage = undefined;
    now += MINUTE;
    expect(await read('ssm:/a')).toBe('good');
  });

  it('is not used any longer once its parameter is deleted', async () => {
    parameters.set('/a', 'good');
    const { read } = secrets();
    await read('ssm:/a');
    parameters.delete('/a');
    now += 5 * MINUTE;
    await expect(read('ssm:/a')).rejects.toThrow(SecretMissing);
  });

  it('that cannot be read is not asked for again by each of many monitors', async () => {
    const { read } = secrets();
    for (let i = 0; i < 5; i++) await expect(read('ssm:/none')).rejects.toThrow(SecretMissing);
    expect(asked).toHaveLength(1);
  });
});

describe('an error names the reference and says what to do', () => {
  it.each([
    ['ssm:/none', /^\$\{ssm:\/none\} leads nowhere: the parameter "\/none" .*aws ssm put-parameter .*--name \/none/],
    ['env:NONE', /^\$\{env:NONE\} leads nowhere: the parameter "\/nightjar\/NONE"/],
    ['secret:none#key', /^\$\{secret:none#key\} leads nowhere: the secret "none" .*aws secretsmanager create-secret/],
    ['ftp:x', /"ftp:x" is no secret reference/],
  ])('%s', async (reference, message) => {
    await expect(secrets().read(reference)).rejects.toThrow(SecretMissing);
    await expect(secrets().read(reference)).rejects.toThrow(message);
  });

  it('when access is denied', async () => {
    outage = { status: 400, type: 'AccessDeniedException' };
    await expect(secrets().read('ssm:/a')).rejects.toThrow(
      /\$\{ssm:\/a\} could not be read.*AccessDenied.*GetParameter/,
    );
  });

  it('when nobody answers in time', async () => {
    outage = 'silence';
    await expect(secrets().read('ssm:/a')).rejects.toThrow(/\$\{ssm:\/a\} could not be read/);
  });

  it.each([CANARY, JSON.stringify([CANARY]), JSON.stringify({ other: CANARY }), `{"key": ${CANARY}`])(
    'and never a value, whatever is stored (%#)',
    async (stored) => {
      parameters.set('/aws/reference/secretsmanager/rota', stored);
      const error = await secrets()
        .read('secret:rota#key')
        .catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(SecretMissing);
      expect((error as SecretMissing).message).toMatch(/^\$\{secret:rota#key\} finds no text under the key "key"/);
      expect(`${(error as SecretMissing).stack} ${String((error as SecretMissing).cause)}`).not.toContain(CANARY);
    },
  );
});
