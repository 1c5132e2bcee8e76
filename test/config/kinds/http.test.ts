import { describe, expect, it } from 'vitest';
import { parseFleet } from '../../../shared/config/index.ts';
import { createAuthority } from '../../lab/certificates.ts';

function targetOf(http: object) {
  const outcome = parseFleet(JSON.stringify({ monitors: [{ id: 'api', http }] }), { file: 'monitors.yaml' });
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
  return outcome.fleet.monitors[0]?.target;
}

const URL_TEXT = 'https://example.org/';

describe('a monitor of kind http', () => {
  it('is reached as usual unless it says otherwise', () => {
    expect(targetOf({ url: URL_TEXT })).toEqual({
      kind: 'http',
      url: URL_TEXT,
      method: 'GET',
      headers: {},
      maxRedirects: 5,
      allowDowngrade: false,
      allowPrivate: false,
    });
  });

  it('sends credentials to a token endpoint in a header unless it says otherwise', () => {
    const oauth2 = { tokenUrl: 'https://login.example.org/', clientId: 'a', clientSecret: '${env:SECRET}' };
    expect(targetOf({ url: URL_TEXT, auth: { oauth2 } })).toMatchObject({
      auth: { oauth2: { ...oauth2, style: 'header' } },
    });
    const whole = { ...oauth2, scope: 'a b', audience: 'https://api.example.org', style: 'body' };
    expect(targetOf({ url: URL_TEXT, auth: { oauth2: whole } })).toMatchObject({ auth: { oauth2: whole } });
  });

  it.each([
    { service: 'execute-api', region: 'eu-west-1' },
    {
      service: 's3',
      region: 'us-east-1',
      accessKeyId: '${env:ID}',
      secretAccessKey: '${ssm:/key}',
      sessionToken: '${secret:session}',
    },
  ])('is signed for AWS with keys or without: %o', (sigv4) => {
    expect(targetOf({ url: URL_TEXT, auth: { sigv4 } })).toMatchObject({ auth: { sigv4 } });
  });

  it('may have a way of its own to the target', async () => {
    const { cert } = await createAuthority();
    const reach = {
      ipVersion: 6,
      proxy: 'http://proxy.example.org:3128',
      ca: cert,
      clientCertificate: { certificate: '${env:CERTIFICATE}', key: '${ssm:/key}' },
    };
    expect(targetOf({ url: URL_TEXT, ...reach })).toMatchObject(reach);
    expect(targetOf({ url: URL_TEXT, ca: '${ssm:/ca}', proxy: '${env:PROXY}' })).toMatchObject({
      ca: '${ssm:/ca}',
      proxy: '${env:PROXY}',
    });
  });

  it('may have a private token endpoint and a private proxy if that is meant', () => {
    const oauth2 = { tokenUrl: 'https://10.0.0.1/', clientId: 'a', clientSecret: '${env:SECRET}' };
    const http = { url: URL_TEXT, allowPrivate: true, proxy: 'http://10.0.0.2:3128', auth: { oauth2 } };
    expect(targetOf(http)).toMatchObject({ proxy: http.proxy, allowPrivate: true });
  });
});
