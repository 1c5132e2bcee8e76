/** `auth` of an HTTP check: who the request comes from. Every secret in it is a reference. */
import { z } from 'zod';
import type { HttpAuth } from '../../domain/checks/target.ts';
import type { Draft } from '../draft.ts';
import { expecting, line, requireKeys } from '../fields.ts';
import { httpUrl } from '../http-url.ts';
import { secret } from '../literal-secrets.ts';
import type { Flaw } from '../problem.ts';
import { isPrivateLiteral } from '../url.ts';

const STYLES = ['header', 'body'] as const;
const DEFAULT_STYLE = 'header';

const basic = z.strictObject({
  username: line(200).meta({ description: 'User name; may hold a reference.', examples: ['monitor'] }),
  password: secret('the password').meta({
    description: 'A secret reference.',
    examples: ['${env:PASSWORD}'],
  }),
});

const oauth2 = z.strictObject({
  tokenUrl: httpUrl.meta({
    description: 'Where a token is fetched by client credentials.',
    examples: ['https://login.example.org/oauth2/token'],
  }),
  clientId: line(500).meta({ description: 'May hold a reference.', examples: ['nightjar'] }),
  clientSecret: secret('the client secret').meta({
    description: 'A secret reference.',
    examples: ['${env:CLIENT_SECRET}'],
  }),
  scope: line(1000)
    .optional()
    .meta({ description: 'What the token is asked to allow, separated by spaces.', examples: ['health.read'] }),
  audience: line(500)
    .optional()
    .meta({ description: 'Whom the token is for, where the endpoint asks.', examples: ['https://api.example.org'] }),
  style: z
    .enum(STYLES, { error: expecting('header or body') })
    .optional()
    .meta({
      description: 'Where the credentials are sent: in a header (Basic) or in the form. Default header.',
      examples: ['body'],
      default: DEFAULT_STYLE,
    }),
});

/** As AWS spells them in the scope of a signature. */
const awsName = (expected: string) =>
  z.string({ error: expecting(expected) }).regex(/^[a-z0-9-]{1,64}$/, { error: expecting(expected) });

const sigv4 = z.strictObject({
  service: awsName('the name of an AWS service, such as execute-api').meta({
    description: 'The AWS service that the request is signed for.',
    examples: ['execute-api'],
  }),
  region: awsName('an AWS region, such as eu-west-1').meta({
    description: 'The AWS region that the request is signed for.',
    examples: ['eu-west-1'],
  }),
  accessKeyId: secret('the access key id')
    .optional()
    .meta({
      description: 'A secret reference. Without keys, the credentials that the probe itself runs with.',
      examples: ['${env:PROBE_KEY_ID}'],
    }),
  secretAccessKey: secret('the secret access key')
    .optional()
    .meta({ description: 'A secret reference.', examples: ['${env:PROBE_KEY}'] }),
  sessionToken: secret('the session token')
    .optional()
    .meta({ description: 'A secret reference, for temporary keys.', examples: ['${env:PROBE_SESSION}'] }),
});

export const httpAuth = requireKeys(
  z
    .strictObject({
      basic: basic.meta({ description: 'Basic authentication.' }),
      bearer: secret('the token').meta({
        description: 'A bearer token, as a secret reference.',
        examples: ['${env:TOKEN}'],
      }),
      oauth2: oauth2.meta({ description: 'A token by OAuth 2.0 client credentials.' }),
      sigv4: sigv4.meta({ description: 'A signature for AWS, version 4.' }),
    })
    .partial(),
  {
    keys: ['basic', 'bearer', 'oauth2', 'sigv4'],
    max: 1,
    expected: 'one of basic, bearer, oauth2 and sigv4',
    example: 'auth: { bearer: "${env:TOKEN}" }',
  },
);

type Input = z.infer<typeof httpAuth>;

export function toAuth(input: Input): HttpAuth {
  if (input.oauth2) return { oauth2: { ...input.oauth2, style: input.oauth2.style ?? DEFAULT_STYLE } } as HttpAuth;
  return input as HttpAuth;
}

/** Problems between keys. */
export function authFlaws({ oauth2, sigv4 }: Draft<Input>, allowPrivate: boolean): Flaw[] {
  const flaws: Flaw[] = [];
  if (oauth2?.tokenUrl !== undefined && isPrivateLiteral(oauth2.tokenUrl) && !allowPrivate) {
    const message = 'this is a private address, which is asked only if that is meant';
    const expected = 'a public address, or a private one together with allowPrivate';
    flaws.push({ path: ['http', 'auth', 'oauth2', 'tokenUrl'], message, expected });
  }
  if (!sigv4) return flaws;
  const { accessKeyId, secretAccessKey, sessionToken } = sigv4;
  const expected = 'both keys, or none for the credentials that the probe itself runs with';
  const given = accessKeyId ?? secretAccessKey ?? sessionToken;
  const missing = accessKeyId === undefined ? 'accessKeyId' : 'secretAccessKey';
  if (given !== undefined && (accessKeyId === undefined || secretAccessKey === undefined)) {
    flaws.push({ path: ['http', 'auth', 'sigv4'], message: `the key "${missing}" is missing`, expected });
  }
  return flaws;
}
