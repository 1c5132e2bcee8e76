/** Clients of the emulator, and what is asked of Lambda, for which a whole SDK would be too much. */
import { ACCOUNT, type EmulatorPlace } from './emulator.ts';

export const clientOptions = ({ endpoint }: EmulatorPlace, region: string) => ({
  endpoint,
  region,
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});

/** The emulator serves function URLs under a path of its own. */
export function onEmulator({ endpoint }: EmulatorPlace, url: string): string {
  const { hostname, pathname } = new URL(url);
  return `${endpoint}/_aws/lambda-url/${hostname.split('.')[0]}${pathname}`;
}

/** `code` is an ES module that exports `handler`. Returns the ARN. */
export async function createFunction(place: EmulatorPlace, region: string, name: string, zip: Buffer): Promise<string> {
  await lambda(place, region, 'POST', '/functions', {
    FunctionName: name,
    Runtime: 'nodejs24.x',
    Handler: 'index.handler',
    Role: `arn:aws:iam::${ACCOUNT}:role/test`,
    Code: { ZipFile: zip.toString('base64') },
  });
  return `arn:aws:lambda:${region}:${ACCOUNT}:function:${name}`;
}

/** Changes variables of a function's environment; the others stay. */
export async function setEnvironment(
  place: EmulatorPlace,
  region: string,
  name: string,
  variables: Readonly<Record<string, string>>,
): Promise<void> {
  const { Environment } = await lambda(place, region, 'GET', `/functions/${name}/configuration`);
  const Variables = { ...(Environment as { Variables: object }).Variables, ...variables };
  await lambda(place, region, 'PUT', `/functions/${name}/configuration`, { Environment: { Variables } });
}

/** As services call a function that answer nobody. */
export async function callLater(place: EmulatorPlace, region: string, name: string): Promise<void> {
  await lambda(place, region, 'POST', `/functions/${name}/invocations`, {}, { 'X-Amz-Invocation-Type': 'Event' });
}

/** The emulator asks for no valid signature, only for whom and where. */
async function lambda(
  { endpoint }: EmulatorPlace,
  region: string,
  method: string,
  path: string,
  input?: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<Record<string, unknown>> {
  const answer = await fetch(`${endpoint}/2015-03-31${path}`, {
    method,
    headers: {
      'Content-Type': 'application/json',
      Authorization: `AWS4-HMAC-SHA256 Credential=test/20261122/${region}/lambda/aws4_request, SignedHeaders=host, Signature=none`,
      ...headers,
    },
    ...(input && { body: JSON.stringify(input) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`Lambda answered ${answer.status} to ${method} ${path}: ${text}`);
  return text === '' ? {} : JSON.parse(text);
}
