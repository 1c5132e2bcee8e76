/** Comparing answers of the DNS with what a file expects, however either of them is spelled. */
import type { DnsType } from './target.ts';

/** Whether both mean the same record. Names and addresses have no case; texts have. */
export const isSameAnswer = (type: DnsType, one: string, other: string): boolean =>
  canonical(type, one) === canonical(type, other);

/**
 * Whether the record is `part`, or has it among its words, as `10 mail.example.org` has `mail.example.org`: an address
 * is not found inside a longer one. Text is searched for any part.
 */
export function answerHas(type: DnsType, answer: string, part: string): boolean {
  if (type === 'TXT') return answer.includes(part);
  return ` ${canonical(type, answer)} `.includes(` ${canonical(type, part)} `);
}

function canonical(type: DnsType, text: string): string {
  if (type === 'TXT') return text;
  const words = text.trim().replace(/"/g, '').toLowerCase().split(/\s+/);
  return words.map((word) => (type === 'AAAA' ? ipv6Text(word) : word.replace(/(?<=.)\.$/, ''))).join(' ');
}

/** The one short form of an IPv6 address; anything else stays as it is. */
const ipv6Text = (text: string): string => URL.parse(`http://[${text}]/`)?.hostname.slice(1, -1) ?? text;
