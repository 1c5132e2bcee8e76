import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCookieJar } from '../../../shared/probes/http/cookies.ts';

const LOGIN = new URL('https://example.org/app/login');

/** What is sent to a URL after these fields came in answer to the login. */
function sentTo(url: string, fields: readonly string[]): string | undefined {
  const jar = createCookieJar();
  jar.take(LOGIN, fields);
  return jar.onto({ url: new URL(url, LOGIN), method: 'GET', headers: {} }).headers.cookie;
}

describe('a cookie', () => {
  it.each<[string, string, string, string | undefined]>([
    ['goes back to the folder that it came from', 'a=1', '/app/me', 'a=1'],
    ['does not leave that folder', 'a=1', '/other', undefined],
    ['goes where its path says', 'a=1; Path=/', '/other', 'a=1'],
    ['goes to its path itself', 'a=1; path=/me', '/me', 'a=1'],
    ['does not go to a path that only begins like its own', 'a=1; Path=/me', '/men', undefined],
    ['has the default path where its own is none', 'a=1; Path=me', '/app/', 'a=1'],
    ['goes to no other port', 'a=1; Path=/', 'https://example.org:8443/', undefined],
    ['goes to no other scheme', 'a=1; Path=/', 'http://example.org/', undefined],
    [
      'goes to no other host, whatever its domain',
      'a=1; Path=/; Domain=example.org',
      'https://api.example.org/',
      undefined,
    ],
    ['may be meant for the whole domain', 'a=1; Path=/; Domain=.Example.org', '/', 'a=1'],
    ['of another domain is refused', 'a=1; Path=/; Domain=example.com', '/', undefined],
    ['of a domain that only ends alike is refused', 'a=1; Path=/; Domain=ample.org', '/', undefined],
    ['that has expired is none', 'a=1; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT', '/', undefined],
    ['with an age of nothing is none', 'a=1; Path=/; Max-Age=0', '/', undefined],
    [
      'lives as long as its age says, whatever its date',
      'a=1; Path=/; Max-Age=60; Expires=Thu, 01 Jan 1970',
      '/',
      'a=1',
    ],
    ['keeps equals signs and quotes', 'a="b=c=="; Path=/', '/', 'a="b=c=="'],
    ['without a name is none', '=1; Path=/', '/', undefined],
    ['without a value may be one', 'a=; Path=/', '/', 'a='],
    ['without an equals sign is none', 'secure', '/app/', undefined],
    ['that could not be sent again is none', 'a=ü; Path=/', '/', undefined],
    ['with control characters is none', 'a=1\r\nX-Admin: 1; Path=/', '/', undefined],
    ['that is huge is none', `a=${'x'.repeat(5000)}; Path=/`, '/', undefined],
  ])('%s', (_, field, url, sent) => {
    expect(sentTo(url, [field])).toBe(sent);
  });

  it('replaces one of its name, and is forgotten when it is told to be', () => {
    expect(sentTo('/', ['a=1; Path=/', 'b=2; Path=/', 'a=3; Path=/'])).toBe('b=2; a=3');
    expect(sentTo('/', ['a=1; Path=/', 'b=2; Path=/', 'a=; Path=/; Max-Age=-1'])).toBe('b=2');
  });

  it('of the longer path comes first, behind those that the file has', () => {
    const jar = createCookieJar();
    jar.take(LOGIN, ['a=1; Path=/', 'a=2; Path=/app']);
    const { headers } = jar.onto({ url: LOGIN, method: 'GET', headers: { cookie: 'own=0' } });
    expect(headers.cookie).toBe('own=0; a=2; a=1');
    expect(jar.valueOf(LOGIN.href, 'a')).toBe('2');
  });

  it('is one of fifty at most', () => {
    const sent = sentTo(
      '/app/',
      Array.from({ length: 80 }, (_, index) => `c${index}=1`),
    );
    expect(sent?.split('; ')).toHaveLength(50);
  });
});

it('whatever a server sets, what goes back is one line that can be sent, to that server alone', () => {
  const field = fc.array(
    fc.oneof(fc.constantFrom('a', '=', ';', ' ', 'Path=/', 'Domain=', 'Max-Age=1', '"'), fc.string({ unit: 'binary' })),
  );
  fc.assert(
    fc.property(fc.array(field.map((parts) => parts.join(''))), (fields) => {
      expect(sentTo('/app/', fields) ?? '').toMatch(/^[\x20-\x7e]*$/);
      expect(sentTo('https://example.com/app/', fields)).toBeUndefined();
    }),
  );
});

it('a jar tells of every value that may be a secret, kept or not, and of every change', () => {
  const told: string[] = [];
  const jar = createCookieJar((secret) => told.push(secret));
  jar.take(LOGIN, ['session=a-long-secret', 'theme=dark', 'foreign=another-secret; Domain=example.com']);
  expect(told).toEqual(['a-long-secret', 'another-secret']);
  expect(jar.revision).toBe(2);
  jar.take(LOGIN, ['theme=dark']);
  expect(jar.revision).toBe(2);
  jar.take(LOGIN, ['theme=; Max-Age=0']);
  expect(jar.revision).toBe(3);
});
