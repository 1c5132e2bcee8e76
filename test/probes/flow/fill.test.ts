import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HttpTarget } from '../../../shared/domain/checks/target.ts';
import { filled } from '../../../shared/probes/flow/fill.ts';
import { firstRequest } from '../../../shared/probes/http/request.ts';
import { anHttpTarget } from '../../domain/builders.ts';

/** What can be carried: well-formed, not empty, without control characters. */
const carriable = fc
  .oneof(fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom(...`/?#&=%.:@\\'"+;,{}$ é☃x`) }))
  .filter((value) => value !== '' && value.isWellFormed() && !/\p{Cc}/u.test(value));

function requestWith(target: Partial<HttpTarget>, value: string) {
  const request = filled(anHttpTarget(target), new Map([['v', value]]));
  return 'code' in request ? request : firstRequest(request);
}

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const JSON_TYPE = { 'Content-Type': 'application/problem+json; charset=utf-8' };

describe('whatever is carried', () => {
  it('stays one segment of a path and one parameter of a query, and leads nowhere else', () => {
    fc.assert(
      fc.property(carriable, (value) => {
        const request = requestWith({ url: 'https://example.org/a/${step:v}/b?c=${step:v}&d=1' }, value);
        if ('code' in request) return void expect(value).toMatch(/^\.\.?$/);
        const { origin, pathname, searchParams, hash } = request.url;
        expect([origin, hash, [...searchParams.keys()]]).toEqual(['https://example.org', '', ['c', 'd']]);
        expect(searchParams.get('c')).toBe(value);
        expect(pathname.split('/').map(decodeURIComponent)).toEqual(['', 'a', value, 'b']);
      }),
    );
  });

  it('stays one field of a form, and one text of a JSON document', () => {
    fc.assert(
      fc.property(carriable, (value) => {
        const form = requestWith({ method: 'POST', headers: FORM, body: 'a=${step:v}&b=2' }, value);
        const document = requestWith({ method: 'POST', headers: JSON_TYPE, body: '{"a":"${step:v}","b":2}' }, value);
        if ('code' in form || 'code' in document) throw new Error('a body takes everything');
        expect([...new URLSearchParams(form.body)]).toEqual([
          ['a', value],
          ['b', '2'],
        ]);
        expect(JSON.parse(document.body ?? '')).toEqual({ a: value, b: 2 });
      }),
    );
  });

  it('stays one header, or is refused', () => {
    fc.assert(
      fc.property(carriable, (value) => {
        const request = requestWith({ headers: { 'X-V': '<${step:v}>' } }, value);
        if ('code' in request) return void expect(value).toMatch(/[^\x20-\x7e\xa0-\xff]/);
        expect(request.headers['x-v']).toBe(`<${value}>`);
        expect(request.headers['x-v']).toMatch(/^[\x20-\x7e\xa0-\xff]*$/);
      }),
    );
  });

  it('is not looked into, and what was not carried is not made up', () => {
    const nested = requestWith({ headers: { 'X-V': '${step:v}' } }, '${step:v}');
    expect(nested).toMatchObject({ headers: { 'x-v': '${step:v}' } });
    expect(requestWith({ headers: { 'X-W': '${step:w}' } }, 'x')).toMatchObject({
      code: 'carry_failed',
      message: expect.stringContaining('"w" was not carried'),
    });
  });
});
