/**
 * The SDK is loaded with the first secret, so that a fleet without secrets never pays for it. Secrets are kept once, in the
 * region of the table.
 */
import type { SSMClient } from '@aws-sdk/client-ssm';

export async function loadSsmClient(): Promise<SSMClient> {
  const { SSMClient } = await import('../shared/secrets/ssm.ts');
  const region = process.env.NIGHTJAR_HOME_REGION;
  return new SSMClient(region ? { region } : {});
}
