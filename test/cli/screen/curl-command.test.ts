import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { curlCommand } from '../../../cli/screen/curl-command.ts';
import type { HttpTarget } from '../../../shared/domain/checks/target.ts';
import { anHttpTarget } from '../../domain/builders.ts';

const target = (more: Partial<HttpTarget> = {}): HttpTarget => anHttpTarget({ maxRedirects: 0, ...more });
const command = (more: Partial<HttpTarget> = {}) => curlCommand(target(more), 10_000);

const URL_TEXT = 'https://rota.example.org/health/';

describe('the curl command of a check', () => {
  it.each<[string, Partial<HttpTarget>, string]>([
    ['a plain GET', {}, `curl -sS -i --max-time 10 ${URL_TEXT}`],
    ['redirects', { maxRedirects: 5 }, `curl -sS -i --max-time 10 -L --max-redirs 5 ${URL_TEXT}`],
    ['another method', { method: 'POST', body: '{"a":1}' }, `-X POST --data-binary '{"a":1}' ${URL_TEXT}`],
    ['HEAD, which -X would make wait for a body', { method: 'HEAD' }, `--head ${URL_TEXT}`],
    ['a header with a quote', { headers: { Accept: "it's" } }, `-H 'Accept: it'\\''s' ${URL_TEXT}`],
    ['a bearer token', { auth: { bearer: '${env:TOKEN}' } }, `-H 'Authorization: Bearer '"$TOKEN" ${URL_TEXT}`],
    [
      'basic authentication',
      { auth: { basic: { username: 'monitor', password: '${env:PASSWORD}' } } },
      `-u monitor:"$PASSWORD" ${URL_TEXT}`,
    ],
    [
      'a token that is fetched',
      { auth: { oauth2: { tokenUrl: 'https://a/', clientId: 'a', clientSecret: '${env:S}', style: 'header' } } },
      `-H 'Authorization: Bearer '"$TOKEN" ${URL_TEXT}`,
    ],
    [
      'a signature for AWS',
      {
        auth: {
          sigv4: { service: 's3', region: 'eu-west-1', accessKeyId: '${env:ID}', secretAccessKey: '${env:KEY}' },
        },
      },
      `--aws-sigv4 aws:amz:eu-west-1:s3 -u "$ID":"$KEY" ${URL_TEXT}`,
    ],
    [
      'the keys of whoever pastes it',
      { auth: { sigv4: { service: 's3', region: 'eu-west-1' } } },
      `-u "$AWS_ACCESS_KEY_ID":"$AWS_SECRET_ACCESS_KEY" -H 'x-amz-security-token: '"$AWS_SESSION_TOKEN" ${URL_TEXT}`,
    ],
    [
      'a way to the target',
      {
        ipVersion: 6,
        proxy: 'http://proxy.example.org:3128',
        ca: 'PEM',
        clientCertificate: { certificate: '${env:C}', key: '${env:K}' },
      },
      `-6 -x http://proxy.example.org:3128 --cacert ca.pem --cert certificate.pem --key key.pem ${URL_TEXT}`,
    ],
    ['a reference that no shell can fill in', { auth: { bearer: '${ssm:/a}' } }, "'Authorization: Bearer ${ssm:/a}'"],
  ])('has %s', (_what, more, expected) => {
    expect(command(more)).toContain(expected);
  });

  it('means to a shell what it says, and takes secrets from its environment', () => {
    const text = command({
      headers: { 'X-Key': "${env:KEY} it's $HOME `id`" },
      url: 'https://rota.example.org/?q=a b&c=$(id)',
    });
    const words = execFileSync('sh', ['-c', `printf '%s\\n' ${text}`], { env: { KEY: 'sword fish' } });
    expect(words.toString().trimEnd().split('\n').slice(-3)).toEqual([
      '-H',
      "X-Key: sword fish it's $HOME `id`",
      'https://rota.example.org/?q=a b&c=$(id)',
    ]);
  });
});
