/** AWS signatures: by AWS's own published examples, and checked again by a server that knows the secret. */
import { createHash, createHmac } from 'node:crypto';
import type http from 'node:http';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { SigV4 } from '../../../../shared/domain/checks/target.ts';
import { createSigner } from '../../../../shared/probes/http/auth/sigv4.ts';
import type { AwsCredentials } from '../../../../shared/probes/net/net.ts';
import { createNet } from '../../../../shared/probes/net/net.ts';
import { look } from '../../../lab/look.ts';
import { httpServer } from '../../../lab/servers.ts';

const SECRET = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
const KEYS = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: SECRET };
const SIGV4: SigV4 = { service: 'service', region: 'us-east-1', ...KEYS };

afterEach(() => void vi.useRealTimers());

const sha256 = (data: string): string => createHash('sha256').update(data).digest('hex');
const hmac = (key: string | Buffer, data: string): Buffer => createHmac('sha256', key).update(data).digest();

/** RFC 3986, as AWS encodes a query. */
const encoded = (part: string): string =>
  encodeURIComponent(decodeURIComponent(part)).replace(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );

/** Computes the signature of a request that came over the wire, by AWS's description and nothing of the library's. */
async function signatureOf(
  request: http.IncomingMessage,
  secret: string,
): Promise<{ given: string; computed: string }> {
  const [, scope = '', names = '', given = ''] =
    /^AWS4-HMAC-SHA256 Credential=[^/]+\/([^,]+), SignedHeaders=([^,]+), Signature=(\w+)$/.exec(
      request.headers.authorization ?? '',
    ) ?? [];
  const [path = '', query = ''] = (request.url ?? '').split('?');
  const canonical = [
    request.method,
    path.split('/').map(encodeURIComponent).join('/'),
    query
      .split('&')
      .filter(Boolean)
      .map((pair) => (pair.includes('=') ? pair : `${pair}=`).split('=').map(encoded).join('='))
      .sort()
      .join('&'),
    ...names.split(';').map((name) => `${name}:${String(request.headers[name]).trim()}`),
    '',
    names,
    sha256(await text(request)),
  ].join('\n');
  const toSign = ['AWS4-HMAC-SHA256', request.headers['x-amz-date'], scope, sha256(canonical)].join('\n');
  const key = scope.split('/').reduce<string | Buffer>(hmac, `AWS4${secret}`);
  return { given, computed: hmac(key as Buffer, toSign).toString('hex') };
}

/** Lets in whoever signs with the secret, as AWS does. */
async function verifying(secret = SECRET): Promise<{ url: string; headers: http.IncomingHttpHeaders[] }> {
  const headers: http.IncomingHttpHeaders[] = [];
  const url = await httpServer(async (request, response) => {
    headers.push(request.headers);
    const { given, computed } = await signatureOf(request, secret);
    response.writeHead(given === computed && given !== '' ? 200 : 403).end('ok');
  });
  return { url, headers };
}

describe('examples that AWS publishes', () => {
  /** From its guide to signing requests for S3. */
  const example = {
    service: 's3',
    region: 'us-east-1',
    accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
    secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  };

  it.each<[string, Record<string, string>, string]>([
    ['/test.txt', { range: 'bytes=0-9' }, 'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41'],
    ['/?lifecycle', {}, 'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543'],
    ['/?max-keys=2&prefix=J', {}, '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7'],
  ])('%s is signed as there', async (path, headers, signature) => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2013, 4, 24) });
    const signer = await createSigner(createNet(), example, { timeoutMs: 1000 });
    if ('code' in signer) throw new Error(signer.message);
    const url = new URL(path, 'https://examplebucket.s3.amazonaws.com');
    const signed = await signer.authorize({ url, method: 'GET', headers });
    expect(signed.headers.authorization).toMatch(new RegExp(`Signature=${signature}$`));
    expect(signed.headers).not.toHaveProperty('host');
  });

  /** From its test suite: they prove the server that checks all the others. */
  it.each([
    ['get-vanilla', 'GET', '/', '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
    [
      'get-vanilla-query-order-key-case',
      'GET',
      '/?Param2=value2&Param1=value1',
      'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500',
    ],
    ['post-vanilla', 'POST', '/', '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b'],
  ])("%s is what the lab's own server expects", async (_, method, url, signature) => {
    const start = 'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request';
    const headers = {
      host: 'example.amazonaws.com',
      'x-amz-date': '20150830T123600Z',
      authorization: `${start}, SignedHeaders=host;x-amz-date, Signature=${signature}`,
    };
    const request = Object.assign(Readable.from([]), { method, url, headers }) as unknown as http.IncomingMessage;
    expect(await signatureOf(request, SECRET)).toEqual({ given: signature, computed: signature });
  });
});

describe('a signed request', () => {
  it.each([
    ['', {}],
    ['prod/health', {}],
    ['a%20path/with%2Fslash/~and-more_1.0', {}],
    ['?b=2&a=1&a=0&empty=&plain', {}],
    ['?text=a%20b%2Bc&sign=%3D%26', {}],
    ['things', { method: 'POST', body: '{"text": "schön"}', headers: { 'Content-Type': 'application/json' } }],
    ['things', { headers: { 'X-Custom': 'some value' } }],
  ])('to /%s is let in', async (path, more) => {
    const { url } = await verifying();
    const { outcome } = await look(url + path, { target: { ...more, auth: { sigv4: SIGV4 } } });
    expect(outcome).toBe('up');
  });

  it('with another key is kept out', async () => {
    const { url } = await verifying('another');
    const { outcome } = await look(url, { target: { auth: { sigv4: SIGV4 } } });
    expect(outcome).toBe('unexpected_status');
  });

  it('carries the token of temporary keys, and signs it', async () => {
    const { url, headers } = await verifying();
    const sigv4 = { ...SIGV4, sessionToken: 'session' };
    expect((await look(url, { target: { auth: { sigv4 } } })).outcome).toBe('up');
    expect(headers[0]?.['x-amz-security-token']).toBe('session');
    expect(headers[0]?.authorization).toContain('x-amz-security-token');
  });

  it('is signed anew where the same origin redirects to', async () => {
    const seen: string[] = [];
    const url = await httpServer(async (request, response) => {
      const { given, computed } = await signatureOf(request, SECRET);
      seen.push(given);
      if (request.url === '/') response.writeHead(307, { location: '/next?a=1' }).end();
      else response.writeHead(given === computed ? 200 : 403).end();
    });
    expect((await look(url, { target: { auth: { sigv4: SIGV4 } } })).outcome).toBe('up');
    expect(new Set(seen).size).toBe(2);
  });

  it('is not what another origin gets that the target redirects to', async () => {
    const elsewhere = await verifying();
    const url = await httpServer((_, response) => void response.writeHead(307, { location: elsewhere.url }).end());
    await look(url, { target: { auth: { sigv4: { ...SIGV4, sessionToken: 'session' } } } });
    expect(elsewhere.headers[0]).not.toHaveProperty('authorization');
    expect(elsewhere.headers[0]).not.toHaveProperty('x-amz-security-token');
  });
});

describe('without keys', () => {
  const sigv4 = { service: 'execute-api', region: 'eu-west-1' };
  const lookWith = (url: string, awsCredentials?: AwsCredentials, timeoutMs = 5000) =>
    look(url, { target: { auth: { sigv4 } }, probe: awsCredentials ? { awsCredentials } : {}, timeoutMs });

  it('a request is signed with the credentials that the probe itself runs with', async () => {
    const { url, headers } = await verifying();
    const own = async () => ({ ...KEYS, sessionToken: 'of the role' });
    expect((await lookWith(url, own)).outcome).toBe('up');
    expect(headers[0]?.['x-amz-security-token']).toBe('of the role');
    expect(headers[0]?.authorization).toContain('/eu-west-1/execute-api/aws4_request');
  });

  it('and without credentials of its own the check is unknown, and says what to do', async () => {
    const { judgement } = await lookWith(await httpServer(() => {}));
    expect(judgement).toMatchObject({
      verdict: 'unknown',
      failure: { code: 'secret_missing', message: expect.stringContaining('name keys under auth.sigv4') },
    });
  });

  it('credentials that cannot be had make the check unknown, without their own words', async () => {
    const failing = () => Promise.reject(new Error('CANARY'));
    const { judgement, observation } = await lookWith(await httpServer(() => {}), failing);
    expect(judgement).toMatchObject({ verdict: 'unknown', failure: { code: 'secret_missing' } });
    expect(JSON.stringify(observation)).not.toContain('CANARY');
  });

  it('credentials that never come do not hold up the check', async () => {
    const { outcome, tookMs } = await lookWith(await httpServer(() => {}), () => new Promise(() => {}), 400);
    expect(outcome).toBe('secret_missing');
    expect(tookMs).toBeLessThan(650);
  });
});
