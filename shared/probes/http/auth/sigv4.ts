/**
 * AWS Signature Version 4, by the library that the SDK signs its own requests with. It is loaded only here: most
 * monitors need none of it.
 */
import { createHash, createHmac } from 'node:crypto';
import type { Failure } from '../../../domain/checks/failure.ts';
import type { SigV4 } from '../../../domain/checks/target.ts';
import type { AwsCredentials, Net } from '../../net/net.ts';
import { ProbeFailed } from '../../net/probe-failed.ts';
import type { Authorize, Request } from '../request.ts';
import { type Credential, type Limits, withinHalf } from './credential.ts';

type Keys = Awaited<ReturnType<AwsCredentials>>;

/** Each request is signed anew, since a redirect changes what is signed. */
export async function createSigner(net: Net, sigv4: SigV4, limits: Limits): Promise<Credential | Failure> {
  const obtained = await withinHalf(limits, 'secret_missing', (run) =>
    run.wait<Authorize>((resolve, reject) => void signerFor(net, sigv4, limits).then(resolve, reject)),
  );
  return 'code' in obtained ? obtained : { authorize: obtained.value };
}

async function signerFor(net: Net, sigv4: SigV4, { conceal }: Limits): Promise<Authorize> {
  const keys = givenKeys(sigv4) ?? (await ownKeys(net.awsCredentials));
  for (const secret of [keys.accessKeyId, keys.secretAccessKey, keys.sessionToken]) if (secret) conceal?.(secret);
  const { SignatureV4 } = await import('@smithy/signature-v4');
  const signer = new SignatureV4({
    credentials: keys,
    region: sigv4.region,
    service: sigv4.service,
    sha256: Sha256,
    // S3 signs the path as it is sent; everybody else signs it normalized and encoded once more.
    uriEscapePath: sigv4.service !== 's3',
  });
  return async (request) => {
    const headers = await sign(signer, request);
    const signature = /Signature=([0-9a-f]+)/.exec(headers.authorization ?? '')?.[1];
    // For some minutes it lets whoever knows it repeat the request.
    if (signature) conceal?.(signature);
    return { ...request, headers };
  };
}

function givenKeys({ accessKeyId, secretAccessKey, sessionToken }: SigV4): Keys | undefined {
  if (accessKeyId === undefined || secretAccessKey === undefined) return undefined;
  return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
}

async function ownKeys(credentials: AwsCredentials | undefined): Promise<Keys> {
  try {
    if (credentials) return await credentials();
  } catch (cause) {
    throw new ProbeFailed('secret_missing', 'the probe could not get AWS credentials of its own', { cause });
  }
  throw new ProbeFailed('secret_missing', 'the probe has no AWS credentials of its own; name keys under auth.sigv4');
}

type Signer = InstanceType<typeof import('@smithy/signature-v4').SignatureV4>;

async function sign(signer: Signer, { url, method, headers, body }: Request): Promise<Record<string, string>> {
  const signed = await signer.sign({
    method,
    protocol: url.protocol,
    hostname: url.hostname,
    path: url.pathname,
    query: queryOf(url),
    headers: { ...headers, host: url.host },
    ...(body === undefined ? {} : { body }),
  });
  // It is sent by the HTTP client itself.
  const { host: _, ...rest } = signed.headers;
  return rest;
}

/** By name, decoded. A plus sign is one: AWS does not take it for a space. */
function queryOf(url: URL): Record<string, string[]> {
  const query: Record<string, string[]> = Object.create(null);
  for (const pair of url.search.slice(1).split('&').filter(Boolean)) {
    const [name = '', ...value] = pair.split('=');
    const key = decoded(name);
    query[key] = [...(query[key] ?? []), decoded(value.join('='))];
  }
  return query;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** What the library wants of a hash, by Node's own. */
class Sha256 {
  readonly #hash: ReturnType<typeof createHash> | ReturnType<typeof createHmac>;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', keyBytes(secret));
  }

  update(data: Uint8Array): void {
    this.#hash.update(data);
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  reset(): void {}
}

const keyBytes = (key: string | ArrayBuffer | ArrayBufferView): Uint8Array =>
  typeof key === 'string'
    ? Buffer.from(key)
    : ArrayBuffer.isView(key)
      ? new Uint8Array(key.buffer, key.byteOffset, key.byteLength)
      : new Uint8Array(key);
