/** What AWS's own tools would sign with on this machine: variables, profiles, single sign-on and the rest. */
import type { AwsCredentials } from '../shared/probes/index.ts';

/** The SDK is loaded only if some monitor is signed for without keys. Rejects where there are none. */
export const ownAwsCredentials: AwsCredentials = async () => {
  provider ??= import('@aws-sdk/client-dynamodb').then(({ DynamoDBClient }) => {
    // A client is the plain way to the SDK's own chain of providers; it is never connected, whatever its region.
    const { credentials } = new DynamoDBClient({ region: 'us-east-1' }).config;
    return credentials;
  });
  return (await provider)();
};

let provider: Promise<AwsCredentials> | undefined;
