/** The texts of a notification, one for each way to reach people. Pure: the same notification gives the same text. */
export { emailText } from './email-text.ts';
export { headline } from './headline.ts';
export { smsText } from './sms-text.ts';
export { subjectOf } from './subject.ts';
export { terminalText } from './terminal-text.ts';
export { type WebhookPayload, webhookPayload } from './webhook-payload.ts';
