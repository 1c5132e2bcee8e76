/** What is used of the SDK. It is loaded through this file, so that a bundle leaves out all the rest. */
export { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
