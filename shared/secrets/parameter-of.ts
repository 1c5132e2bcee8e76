/** Where a secret reference leads in AWS. Everything is read from Parameter Store. */

export interface ParameterPlace {
  /** Name of the parameter, with its leading slash. */
  readonly name: string;
  /** The secret of Secrets Manager behind it, if it is one. */
  readonly secretId?: string;
  /** The key to take, where the secret is a JSON object. */
  readonly key?: string;
}

/**
 * `env:NAME` is `/nightjar/NAME`, `ssm:/path` is `/path`, and `secret:name#key` is the key of a secret, reached through
 * the parameter that Parameter Store keeps for each secret.
 */
export function parameterOf(reference: string): ParameterPlace {
  const colon = reference.indexOf(':');
  const kind = reference.slice(0, colon);
  const place = reference.slice(colon + 1);
  if (kind === 'env') return { name: `/nightjar/${place}` };
  if (kind === 'ssm') return { name: place.startsWith('/') ? place : `/${place}` };
  if (kind === 'secret') {
    const [secretId = '', key] = place.split('#', 2);
    return { name: `/aws/reference/secretsmanager/${secretId}`, secretId, ...(key !== undefined && { key }) };
  }
  throw new Error(
    `"${reference}" is no secret reference; expected env:NAME, ssm:/path or secret:name, such as env:API_TOKEN.`,
  );
}
