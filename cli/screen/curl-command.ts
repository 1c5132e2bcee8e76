/** A curl command that does by hand what a check does, to paste into a shell. */
import type { HttpAuth, HttpTarget, Target } from '../../shared/domain/checks/target.ts';

/** `${env:NAME}` and `${step:name}` become variables of the shell; other references stay for the reader to fill in. */
const SHELL_REFERENCE = /\$\{(?:env|step):([A-Za-z_][A-Za-z0-9_]*)\}/g;

/** Undefined where curl cannot do the like. Values of secrets are never in it, only their names. */
export function curlCommand(target: Target, timeoutMs: number): string | undefined {
  if (target.kind !== 'http') return undefined;
  return ['curl', '-sS', '-i', `--max-time ${timeoutMs / 1000}`, ...optionsOf(target), quoted(target.url)].join(' ');
}

function optionsOf(target: HttpTarget): string[] {
  const { method, headers, body, auth, maxRedirects } = target;
  return [
    ...(maxRedirects > 0 ? [`-L --max-redirs ${maxRedirects}`] : []),
    ...(method === 'HEAD' ? ['--head'] : method === 'GET' ? [] : [`-X ${method}`]),
    ...Object.entries(headers).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    ...(auth ? authOptions(auth) : []),
    ...reachOptions(target),
    ...(body === undefined ? [] : [`--data-binary ${quoted(body)}`]),
  ];
}

function authOptions(auth: HttpAuth): string[] {
  if ('bearer' in auth) return [`-H ${quoted(`Authorization: Bearer ${auth.bearer}`)}`];
  if ('basic' in auth) return [`-u ${quoted(`${auth.basic.username}:${auth.basic.password}`)}`];
  // The token is not shown, so whoever pastes this puts one of their own there.
  if ('oauth2' in auth) return [`-H ${quoted('Authorization: Bearer ${env:TOKEN}')}`];
  const { service, region, ...given } = auth.sigv4;
  const { accessKeyId, secretAccessKey, sessionToken } = given.accessKeyId === undefined ? OWN_KEYS : given;
  return [
    `--aws-sigv4 ${quoted(`aws:amz:${region}:${service}`)} -u ${quoted(`${accessKeyId}:${secretAccessKey}`)}`,
    ...(sessionToken === undefined ? [] : [`-H ${quoted(`x-amz-security-token: ${sessionToken}`)}`]),
  ];
}

/** Where AWS's own tools find them. */
const OWN_KEYS = {
  accessKeyId: '${env:AWS_ACCESS_KEY_ID}',
  secretAccessKey: '${env:AWS_SECRET_ACCESS_KEY}',
  sessionToken: '${env:AWS_SESSION_TOKEN}',
};

/** PEM texts stand in files for curl, which whoever pastes this has to write. */
const reachOptions = ({ ipVersion, proxy, ca, clientCertificate }: HttpTarget): string[] => [
  ...(ipVersion === undefined ? [] : [`-${ipVersion}`]),
  ...(proxy === undefined ? [] : [`-x ${quoted(proxy)}`]),
  ...(ca === undefined ? [] : ['--cacert ca.pem']),
  ...(clientCertificate === undefined ? [] : ['--cert certificate.pem --key key.pem']),
];

/** Single quotes hold everything but themselves; what the shell is to fill in stands in double quotes between them. */
function quoted(text: string): string {
  const parts = text.split(SHELL_REFERENCE);
  const quotedParts = parts.map((part, index) => (index % 2 === 1 ? `"$${part}"` : part && single(part)));
  return quotedParts.join('') || "''";
}

const single = (text: string): string => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);
