import { describe, expect, it } from 'vitest';
import type { AssertionOn } from '../../../../shared/domain/checks/assertion.ts';
import { failure } from '../../../../shared/domain/checks/failure.ts';
import { judge } from '../../../../shared/domain/checks/judgement.ts';
import type { Observation } from '../../../../shared/domain/checks/observation.ts';
import type { DnsType } from '../../../../shared/domain/checks/target.ts';
import { NOON } from '../../builders.ts';

type Question =
  AssertionOn<'answers'> extends infer Each ? (Each extends unknown ? Omit<Each, 'effect' | 'subject'> : never) : never;

const seen = (type: DnsType, ...answers: string[]): Observation => ({
  timings: { total: 5 },
  redirects: [],
  dns: { type, answers },
  at: NOON,
});

function finding(question: Question, observation: Observation) {
  const assertion = { effect: 'down', subject: 'answers', ...question } as AssertionOn<'answers'>;
  const [only] = judge(observation, [assertion]).findings;
  return only;
}

const outcome = (question: Question, observation: Observation) => finding(question, observation)?.outcome;

describe('answers', () => {
  it('equal a set in any order, and neither more nor less than it', () => {
    const equals = (...texts: string[]): Question => ({ op: 'equals', texts });
    expect(outcome(equals('192.0.2.2', '192.0.2.1'), seen('A', '192.0.2.1', '192.0.2.2'))).toBe('pass');
    expect(outcome(equals('192.0.2.1'), seen('A', '192.0.2.1', '192.0.2.2'))).toBe('fail');
    expect(outcome(equals('192.0.2.1', '192.0.2.2'), seen('A', '192.0.2.1'))).toBe('fail');
  });

  it.each<[DnsType, string, string]>([
    ['AAAA', '2001:DB8:0:0::1', '2001:db8::1'],
    ['CNAME', 'Shop.Example.net.', 'shop.example.net'],
    ['MX', '10  Mail.example.org.', '10 mail.example.org'],
    ['CAA', '0 issue letsencrypt.org', '0 issue "letsencrypt.org"'],
  ])('%s are the same however they are spelled: %s', (type, text, answer) => {
    expect(outcome({ op: 'equals', texts: [text] }, seen(type, answer))).toBe('pass');
    expect(outcome({ op: 'contains', text }, seen(type, answer))).toBe('pass');
  });

  it('contain whole records or whole words of them, so that no address is found inside a longer one', () => {
    expect(outcome({ op: 'contains', text: '192.0.2.1' }, seen('A', '192.0.2.11'))).toBe('fail');
    expect(outcome({ op: 'contains', text: 'mail.example.org' }, seen('MX', '10 mail.example.org'))).toBe('pass');
    expect(outcome({ op: 'contains', text: 'example.org' }, seen('MX', '10 mail.example.org'))).toBe('fail');
    expect(outcome({ op: 'notContains', text: '192.0.2.1' }, seen('A', '192.0.2.1', '192.0.2.2'))).toBe('fail');
    expect(outcome({ op: 'notContains', text: '192.0.2.1' }, seen('A', '192.0.2.11'))).toBe('pass');
  });

  it('of type TXT contain any part of a text, in its own case', () => {
    expect(outcome({ op: 'contains', text: '-all' }, seen('TXT', 'v=spf1 mx -all'))).toBe('pass');
    expect(outcome({ op: 'contains', text: 'V=SPF1' }, seen('TXT', 'v=spf1 mx -all'))).toBe('fail');
    expect(outcome({ op: 'equals', texts: ['v=spf1 mx -all'] }, seen('TXT', 'v=spf1 mx -all'))).toBe('pass');
  });

  it('are counted', () => {
    const count = (op: 'equals' | 'atLeast' | 'atMost', value: number): Question => ({
      op: 'count',
      comparison: { op, value },
    });
    const two = seen('NS', 'ns1.example.org', 'ns2.example.org');
    expect(outcome(count('equals', 2), two)).toBe('pass');
    expect(outcome(count('atLeast', 3), two)).toBe('fail');
    expect(outcome(count('atMost', 2), two)).toBe('pass');
  });

  it('that never came cannot be judged, whatever was expected', () => {
    const silent: Observation = { failure: failure('dns_timeout'), timings: { total: 5 }, redirects: [], at: NOON };
    expect(outcome({ op: 'notContains', text: '192.0.2.9' }, silent)).toBe('unevaluable');
    expect(outcome({ op: 'count', comparison: { op: 'atLeast', value: 0 } }, silent)).toBe('unevaluable');
  });

  it('are told in a sentence that holds nothing dangerous', () => {
    const found = finding(
      { op: 'equals', texts: ['192.0.2.1'] },
      seen('A', '192.0.2.7', '192.0.2.8', '192.0.2.9', '192.0.2.10'),
    );
    expect([found?.expected, found?.found]).toEqual([
      'the answers to be 192.0.2.1',
      '192.0.2.7, 192.0.2.8, 192.0.2.9 and 1 more',
    ]);
    const nasty = finding({ op: 'contains', text: 'v=spf1' }, seen('TXT', `\u001b[31m${'x'.repeat(500)}`));
    expect(nasty?.found).not.toMatch(/\p{Cc}/u);
    expect([...(nasty?.found ?? '')].length).toBeLessThanOrEqual(82);
  });
});
