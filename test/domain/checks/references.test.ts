import { describe, expect, it } from 'vitest';
import { fillIn, REFERENCE, referencesIn } from '../../../shared/domain/checks/references.ts';
import { SecretMissing } from '../../../shared/domain/errors.ts';

describe('referencesIn', () => {
  it('finds each reference once, in order', () => {
    const text =
      'https://${env:HOST}/?a=${ssm:/nightjar/a-b}&b=${secret:team/web}&c=${secret:team/web#key}&d=${env:HOST}';
    expect(referencesIn(text)).toEqual(['env:HOST', 'ssm:/nightjar/a-b', 'secret:team/web', 'secret:team/web#key']);
  });

  it.each([
    '$TOKEN',
    '${TOKEN}',
    '${ENV:X}',
    '${env:}',
    '${env:1X}',
    '${env:A B}',
    '${ssm:path}',
    '${secret:}',
    '${secret:a#}',
  ])('does not take %s for a reference', (text) => {
    expect(referencesIn(text)).toEqual([]);
    expect(REFERENCE.test(text)).toBe(false);
  });

  it('finds the references of a whole value in its JSON', () => {
    expect(referencesIn(JSON.stringify({ headers: { a: '"${secret:x/y#z}"' } }))).toEqual(['secret:x/y#z']);
  });
});

describe('fillIn', () => {
  it('replaces every reference', () => {
    const values = new Map([
      ['env:A', 'one'],
      ['ssm:/b', 'two'],
    ]);
    expect(fillIn('${env:A}-${ssm:/b}-${env:A}', values)).toBe('one-two-one');
  });

  it('takes a value as it is, whatever is in it', () => {
    expect(fillIn('<${env:A}>', new Map([['env:A', '$& ${env:A} $1']]))).toBe('<$& ${env:A} $1>');
  });

  it('names the reference that has no value', () => {
    expect(() => fillIn('${env:A}', new Map())).toThrow(SecretMissing);
    expect(() => fillIn('${env:A}', new Map())).toThrow('env:A');
  });
});
