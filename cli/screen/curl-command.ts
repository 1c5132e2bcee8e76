/** A curl command that does by hand what a check does, to paste into a shell. */
import type { HttpTarget, Target } from '../../shared/domain/target.ts';

/** `${env:NAME}` becomes the shell's own `$NAME`; other references stay for the reader to fill in. */
const ENV_REFERENCE = /\$\{env:([A-Za-z_][A-Za-z0-9_]*)\}/g;

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
    ...(auth && 'bearer' in auth ? [`-H ${quoted(`Authorization: Bearer ${auth.bearer}`)}`] : []),
    ...(auth && 'basic' in auth ? [`-u ${quoted(`${auth.basic.username}:${auth.basic.password}`)}`] : []),
    ...(body === undefined ? [] : [`--data-binary ${quoted(body)}`]),
  ];
}

/** Single quotes hold everything but themselves; what the shell is to fill in stands in double quotes between them. */
function quoted(text: string): string {
  const parts = text.split(ENV_REFERENCE);
  const quotedParts = parts.map((part, index) => (index % 2 === 1 ? `"$${part}"` : part && single(part)));
  return quotedParts.join('') || "''";
}

const single = (text: string): string => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);
