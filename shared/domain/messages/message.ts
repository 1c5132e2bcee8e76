/** The texts of a message, one for each way to reach people. Pure: the same message gives the same text. */
export { type Briefing, briefingOf } from './briefing.ts';
export { emailText } from './email-text.ts';
export { smsText } from './sms-text.ts';
export { subjectOf } from './subject.ts';
export { terminalText } from './terminal-text.ts';
export { alone } from './told.ts';
export { type WebhookPayload, webhookPayload } from './webhook-payload.ts';
