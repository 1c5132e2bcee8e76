/** S13: whatever things are called, every text that is sent is short enough, and holds nothing that a reader would obey. */

import type { Message } from '../../../shared/domain/alerting/notification.ts';
import { emailText, smsText, subjectOf, terminalText } from '../../../shared/domain/messages/message.ts';
import { type Delivery, Violation, type Witness } from '../world/record.ts';

/** Control characters but the end of a line, and those that turn the direction of what follows. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const UNFIT = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;
/** What SNS takes: ASCII on one line, up to 100 characters, beginning with a letter, a number or a punctuation mark. */
const SUBJECT = /^[!-~][ -~]{0,99}$/;
/** Of a text message in three parts. */
const SMS_CHARACTERS = 459;
const EMAIL_BYTES = 200_000;

/** To write them all takes longer than to decide them all. */
const EVERY = 8;

export class Texts implements Witness {
  #count = 0;

  delivered({ message }: Delivery): void {
    if (this.#count++ % EVERY === 0) mustBeFit(message);
  }
}

function mustBeFit(message: Message): void {
  const subject = subjectOf(message);
  if (!SUBJECT.test(subject)) throw new Violation('S13', `SNS does not take the subject ${JSON.stringify(subject)}`);
  const texts = {
    email: emailText(message),
    sms: smsText(message),
    terminal: terminalText(message),
  };
  for (const [name, text] of Object.entries(texts)) {
    if (UNFIT.test(text)) throw new Violation('S13', `a ${name} holds control characters: ${JSON.stringify(text)}`);
  }
  if (texts.sms.length > SMS_CHARACTERS)
    throw new Violation('S13', `a text message has ${texts.sms.length} characters`);
  if (Buffer.byteLength(texts.email) > EMAIL_BYTES) throw new Violation('S13', 'an email is too long for SNS');
}
