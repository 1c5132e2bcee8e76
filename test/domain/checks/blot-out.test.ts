import { describe, expect, it } from 'vitest';
import { blotOut } from '../../../shared/domain/checks/blot-out.ts';

describe('blotting out', () => {
  it.each([
    ['as it is', 'token=swordfish/1!', 'token=•••'],
    ['as a URL carries it', 'token=swordfish%2F1!', 'token=•••'],
    ['as basic authentication carries it', `Basic ${Buffer.from('swordfish/1!').toString('base64')}`, 'Basic •••'],
    ['more than once', 'swordfish/1! and swordfish/1!', '••• and •••'],
    ['cut off by the end of the text', 'token=swordfi', 'token=•••'],
    ['cut off by an ellipsis', 'found "token=swordf…"', 'found "token=•••…"'],
    ['too little of it to be told from a word', 'it is a swo', 'it is a swo'],
  ])('takes a secret out %s', (_way, text, expected) => {
    expect(blotOut(['swordfish/1!'])(text)).toBe(expected);
  });

  it('leaves everything else alone', () => {
    expect(blotOut(['swordfish'])('Expected status 200-299, got 503.')).toBe('Expected status 200-299, got 503.');
    expect(blotOut([''])('nothing is secret here')).toBe('nothing is secret here');
  });
});
