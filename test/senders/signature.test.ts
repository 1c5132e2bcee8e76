import fc from 'fast-check';
import { expect, it } from 'vitest';
import { signatureOf, verifySignature } from '../../shared/senders/signature.ts';

const NOW = Date.UTC(2026, 10, 22, 12);
const BODY = '{"kind":"down"}';
const header = signatureOf('key', BODY, NOW / 1000);
const signed = { header, body: BODY, secret: 'key', now: NOW };

// The expected digest is OpenSSL's: printf '1795348800.{"kind":"down"}' | openssl dgst -sha256 -hmac key
it('is the well-known scheme, so that other languages agree', () => {
  expect(header).toBe('t=1795348800,v1=09b5fd669cdb6d6df4a24e348048e44a988f18e63a84744567880e2362031245');
});

it('holds for the body, the secret and the time that were signed', () => {
  expect(verifySignature(signed)).toBe(true);
});

it.each([
  ['another body', { body: '{"kind":"recovered"}' }],
  ['another secret', { secret: 'other' }],
  ['another time', { header: header.replace(/t=\d+/, `t=${NOW / 1000 + 1}`) }],
  ['a message from too long ago', { now: NOW + 301_000 }],
  ['a message from too far ahead', { now: NOW - 301_000 }],
  ['no signature', { header: '' }],
  ['half a signature', { header: header.slice(0, -2) }],
  ['a second signature', { header: `${header},v1=00` }],
])('does not hold for %s', (_, change) => {
  expect(verifySignature({ ...signed, ...change })).toBe(false);
});

it('holds within the tolerance, which can be chosen', () => {
  expect(verifySignature({ ...signed, now: NOW + 300_000 })).toBe(true);
  expect(verifySignature({ ...signed, now: NOW + 300_000, toleranceSeconds: 60 })).toBe(false);
});

it('never throws, whatever the header is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (any) => {
      expect(verifySignature({ ...signed, header: any })).toBe(false);
    }),
  );
});
