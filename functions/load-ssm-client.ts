/** The SDK is loaded with the first secret, so that a fleet without secrets never pays for it. */
import type { SSMClient } from '@aws-sdk/client-ssm';

export async function loadSsmClient(): Promise<SSMClient> {
  const { SSMClient } = await import('../shared/secrets/ssm.ts');
  return new SSMClient({});
}
