/**
 * Secrets in AWS. All of them come through the Parameter Store, which also serves those of Secrets Manager:
 *
 *   ssm:/path/name      the parameter of that name
 *   secret:name         the secret of that name; secret:name#key, one key of it, where its value is a JSON object
 *   env:NAME            the parameter /nightjar/NAME, so that one file of monitors works locally and in AWS
 */
import type { SSMClient } from '@aws-sdk/client-ssm';
import { SecretMissing } from '../domain/errors.ts';
import type { Clock, Secrets } from '../ports.ts';
import { type ParameterPlace, parameterOf } from './parameter-of.ts';

export interface AwsSecretsOptions {
  /** The SDK is loaded with the first secret; give a function, and the client is made no earlier than that. */
  readonly client: SSMClient | (() => SSMClient | Promise<SSMClient>);
  readonly clock: Pick<Clock, 'now'>;
  /** For one reading, with the client's own attempts; 3 seconds unless given. */
  readonly timeoutMs?: number;
}

const FRESH_MS = 5 * 60_000;
/** A value that was good is used for so long when the Parameter Store does not answer. */
const STALE_MS = 60 * 60_000;
/** After a failed reading it is left alone for so long: many monitors may share one reference. */
const RETRY_MS = 30_000;

interface Entry {
  readonly reading: Promise<string>;
  readonly askAgainAt: number;
  /** The last good value, kept aside while a newer reading fails. */
  readonly good?: { readonly value: string; readonly until: number };
}

export function createAwsSecrets({ client, clock, timeoutMs = 3000 }: AwsSecretsOptions): Secrets {
  const entries = new Map<string, Entry>();
  return {
    async read(reference) {
      const place = placeOf(reference);
      return keyOf(reference, place, await readParameter(reference, place));
    },
  };

  function readParameter(reference: string, place: ParameterPlace): Promise<string> {
    const known = entries.get(place.name);
    if (known && clock.now() < known.askAgainAt) return known.reading;
    const reading = refresh(reference, place, known?.good);
    // Until it is settled, everybody waits for this one reading.
    entries.set(place.name, { reading, askAgainAt: Number.POSITIVE_INFINITY });
    return reading;
  }

  async function refresh(reference: string, place: ParameterPlace, good: Entry['good']): Promise<string> {
    try {
      const value = await ask(reference, place);
      settle(place, Promise.resolve(value), FRESH_MS, { value, until: clock.now() + STALE_MS });
      return value;
    } catch (error) {
      const isOutage = !(error instanceof SecretMissing);
      if (isOutage && good && clock.now() < good.until) {
        settle(place, Promise.resolve(good.value), RETRY_MS, good);
        return good.value;
      }
      const missing = isOutage ? unreadable(reference, place, error) : error;
      settle(place, Promise.reject(missing), RETRY_MS);
      throw missing;
    }
  }

  function settle({ name }: ParameterPlace, reading: Promise<string>, waitMs: number, good?: Entry['good']): void {
    reading.catch(() => {}); // Whoever reads it next sees the error; until then nobody listens.
    entries.set(name, { reading, askAgainAt: clock.now() + waitMs, ...(good && { good }) });
  }

  async function ask(reference: string, place: ParameterPlace): Promise<string> {
    const { GetParameterCommand } = await import('./ssm.ts');
    const command = new GetParameterCommand({ Name: place.name, WithDecryption: true });
    const asked = typeof client === 'function' ? await client() : client;
    const answer = await asked.send(command, { abortSignal: AbortSignal.timeout(timeoutMs) }).catch((error) => {
      throw isNotFound(error) ? new SecretMissing(leadsNowhere(reference, place), { cause: error }) : error;
    });
    if (answer.Parameter?.Value) return answer.Parameter.Value;
    throw new SecretMissing(`${written(reference)} is empty. Give ${describe(place)} a value.`);
  }
}

/** As it stands in `monitors.yaml`, where people look for it. */
const written = (reference: string): string => `\${${reference}}`;

function placeOf(reference: string): ParameterPlace {
  try {
    return parameterOf(reference);
  } catch (cause) {
    throw new SecretMissing(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

/** The part of a secret that the reference names. The value is in no error, hence the parser's own is not passed on. */
function keyOf(reference: string, { key }: ParameterPlace, value: string): string {
  if (!key) return value;
  const found = parsed(value)?.[key];
  if (typeof found === 'string' && found !== '') return found;
  throw new SecretMissing(
    `${written(reference)} finds no text under the key "${key}". ` +
      `The secret must be a JSON object like {"${key}":"..."}.`,
  );
}

function parsed(value: string): Record<string, unknown> | undefined {
  try {
    const object: unknown = JSON.parse(value);
    return object !== null && typeof object === 'object' ? { ...object } : undefined;
  } catch {
    return undefined;
  }
}

// The Parameter Store reports a secret that Secrets Manager does not have in words of its own.
const isNotFound = (error: unknown): boolean =>
  error instanceof Error && /^(ParameterNotFound|ParameterVersionNotFound|ResourceNotFoundException)$/.test(error.name);

const describe = ({ name, secretId }: ParameterPlace): string =>
  secretId ? `the secret "${secretId}" of Secrets Manager` : `the parameter "${name}" of the Parameter Store`;

function leadsNowhere(reference: string, place: ParameterPlace): string {
  const command = place.secretId
    ? `aws secretsmanager create-secret --name ${place.secretId} --secret-string ...`
    : `aws ssm put-parameter --type SecureString --name ${place.name} --value ...`;
  return (
    `${written(reference)} leads nowhere: ${describe(place)} does not exist in this account and region. ` +
    `Create it, for example with: ${command}`
  );
}

function unreadable(reference: string, place: ParameterPlace, cause: unknown): SecretMissing {
  const reason = cause instanceof Error ? cause.name : 'an unknown error';
  return new SecretMissing(
    `${written(reference)} could not be read: asking for ${describe(place)} ended with ${reason}. ` +
      'Check that the function may call ssm:GetParameter for it, and kms:Decrypt for its key.',
    { cause },
  );
}
