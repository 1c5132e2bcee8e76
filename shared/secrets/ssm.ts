/** What is used of the SDK. It is loaded through this file, so that a bundle leaves out all the rest: 200 KB. */
export { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
