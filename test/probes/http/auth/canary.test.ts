/** Whatever a target repeats of what it was sent, no secret and nothing that was obtained with one comes back. */
import type http from 'node:http';
import { text } from 'node:stream/consumers';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Assertion } from '../../../../shared/domain/checks/assertion.ts';
import type { HttpTarget } from '../../../../shared/domain/checks/target.ts';
import { createProbe } from '../../../../shared/probes/index.ts';
import { checkMonitor } from '../../../../shared/tick/check-monitor.ts';
import { aMonitor } from '../../../domain/builders.ts';
import { createAuthority, type Identity } from '../../../lab/certificates.ts';
import { aTarget } from '../../../lab/look.ts';
import { answering, httpServer, tcpServer } from '../../../lab/servers.ts';

const CANARY = 'CANARY-7f3a';
const ASKING: readonly Assertion[] = [
  { effect: 'down', subject: 'status', ranges: [{ from: 200, to: 299 }] },
  { effect: 'down', subject: 'body', op: 'contains', text: 'what is never there' },
  { effect: 'down', subject: 'json', path: '$.headers.authorization', comparison: { op: 'equals', value: 'nothing' } },
];

let identity: Identity;

beforeAll(async () => {
  identity = await (await createAuthority()).issue();
});

/** Repeats the request in its header, its body, and where it redirects to. */
const repeating = () =>
  httpServer(async (request: http.IncomingMessage, response) => {
    const all = JSON.stringify({ url: request.url, headers: request.headers, body: await text(request) });
    const own = encodeURIComponent(String(request.headers.authorization));
    if (!request.url?.includes('again')) response.writeHead(307, { location: `/again?${own}`, 'x-echo': own }).end();
    else
      response
        .writeHead(200, { 'x-echo': JSON.stringify(request.headers), 'content-type': 'application/json' })
        .end(all);
  });

const values: Record<string, string> = {
  'env:ID': `${CANARY}-id`,
  'env:SECRET': `${CANARY}-secret`,
  'env:SESSION': `${CANARY}-session`,
};

async function everythingThatComesOut(url: string, target: Partial<HttpTarget>): Promise<string> {
  const monitor = { ...aMonitor(), target: aTarget(url, target), assertions: ASKING };
  const secrets = {
    read: async (reference: string) =>
      reference === 'env:CERTIFICATE'
        ? identity.cert
        : reference === 'env:KEY'
          ? identity.key
          : (values[reference] ?? ''),
  };
  const own = async () => ({ accessKeyId: `${CANARY}-a`, secretAccessKey: `${CANARY}-b`, sessionToken: `${CANARY}-c` });
  const probe = createProbe({ allowLoopback: true, awsCredentials: own });
  return JSON.stringify(await checkMonitor({ probe, secrets }, monitor));
}

const oauth2 = (tokenUrl: string, style: 'header' | 'body' = 'header') => ({
  auth: { oauth2: { tokenUrl, clientId: '${env:ID}', clientSecret: '${env:SECRET}', style } },
});

describe('what comes out of a check', () => {
  const tokenUrl = () =>
    httpServer((_, response) => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ access_token: `${CANARY}-token`, expires_in: 3600 }));
    });

  it('holds no fetched token, though the answer did', async () => {
    const out = await everythingThatComesOut(await repeating(), oauth2(await tokenUrl()));
    expect(out).toContain('Bearer •••');
    expect(out).not.toContain(CANARY);
  });

  it('holds no credentials and no signature of AWS', async () => {
    const sigv4 = { service: 'execute-api', region: 'eu-west-1' };
    const keys = { accessKeyId: '${env:ID}', secretAccessKey: '${env:SECRET}', sessionToken: '${env:SESSION}' };
    for (const auth of [{ sigv4 }, { sigv4: { ...sigv4, ...keys } }]) {
      const out = await everythingThatComesOut(await repeating(), { auth });
      expect(out).toContain('Credential=•••');
      expect(out).not.toContain(CANARY);
      expect(out).not.toMatch(/Signature=[0-9a-f]{8}/);
    }
  });

  it.each(['header', 'body'] as const)('holds nothing that a token endpoint repeats, by %s', async (style) => {
    const careless = await httpServer(async (request, response) => {
      response.writeHead(401, { 'content-type': 'application/json' });
      const sent = `${request.headers.authorization}${await text(request)}`;
      response.end(JSON.stringify({ error: sent, error_description: sent }));
    });
    const out = await everythingThatComesOut(await repeating(), oauth2(careless, style));
    expect(out).toContain('auth_refused');
    expect(out).not.toContain(CANARY);
    expect(out).not.toContain(Buffer.from(CANARY).toString('base64').slice(0, 12));
  });

  it('holds no key of a client certificate, whatever becomes of it', async () => {
    const clientCertificate = { certificate: '${env:CERTIFICATE}', key: '${env:KEY}' };
    const secret = identity.key.split('\n')[1] ?? '';
    const wrongWayRound = { certificate: '${env:KEY}', key: '${env:CERTIFICATE}' };
    const url = (await tcpServer(answering('not TLS'))).replace('http:', 'https:');
    for (const each of [clientCertificate, wrongWayRound]) {
      const out = await everythingThatComesOut(url, { clientCertificate: each });
      expect(out).toContain('"failure"');
      expect(out).not.toContain(secret);
    }
  });
});
