import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { acknowledgeUrl, readAcknowledgeToken } from '../../shared/senders/acknowledge-link.ts';
import { NOON } from '../domain/builders.ts';

const BASE = 'https://abc.lambda-url.eu-west-1.on.aws';
const KEY = '5c'.repeat(32);
const INCIDENT = 'staff-rota-20261122T120200Z';
const DAY = 24 * 3_600_000;

const url = acknowledgeUrl(BASE, KEY, INCIDENT, NOON);
const token = url.slice(`${BASE}/acknowledge/`.length);

describe('the link of an incident', () => {
  it('is its id, its end and a signature of both, in characters that no mail or chat program touches', () => {
    const expiry = ((NOON + DAY) / 1000).toString(36);
    const mac = createHmac('sha256', KEY).update(`acknowledge\n${INCIDENT}\n${expiry}`).digest('hex').slice(0, 32);
    expect(url).toBe(`${BASE}/acknowledge/${INCIDENT}.${expiry}.${mac}`);
    expect(url).toMatch(/^[\w:/.-]+$/);
  });

  it('is good for 24 hours and no longer', () => {
    const at = (now: number) => readAcknowledgeToken(KEY, token, now);
    expect(at(NOON)).toEqual({ isGood: true, incidentId: INCIDENT });
    expect(at(NOON + DAY - 1)).toEqual({ isGood: true, incidentId: INCIDENT });
    expect(at(NOON + DAY)).toEqual({ isGood: false, reason: 'expired' });
  });

  it('says nothing of its age where it is not genuine', () => {
    const forged = token.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
    expect(readAcknowledgeToken(KEY, forged, NOON + 2 * DAY)).toEqual({ isGood: false, reason: 'invalid' });
    expect(readAcknowledgeToken('5d'.repeat(32), token, NOON)).toEqual({ isGood: false, reason: 'invalid' });
  });

  it('is void with any character changed, added or left out', () => {
    const isGood = (text: string) => readAcknowledgeToken(KEY, text, NOON).isGood;
    for (let i = 0; i < token.length; i++) {
      const [before, after] = [token.slice(0, i), token.slice(i + 1)];
      const other = token[i] === 'a' ? 'b' : 'a';
      expect([isGood(before + other + after), isGood(before + after), isGood(`${before}0${token.slice(i)}`)]).toEqual([
        false,
        false,
        false,
      ]);
    }
    expect([isGood(`${token}a`), isGood(`${token}\n`), isGood(`${token}.`), isGood(token.toUpperCase())]).toEqual(
      Array(4).fill(false),
    );
  });

  it('cannot be given another end or another incident', () => {
    const [id = '', expiry = '', mac = ''] = token.split('.');
    const isGood = (text: string) => readAcknowledgeToken(KEY, text, NOON).isGood;
    const later = (Number.parseInt(expiry, 36) + 1).toString(36);
    expect(isGood([id, later, mac].join('.'))).toBe(false);
    expect(isGood([`${id}0`, expiry.slice(1), mac].join('.'))).toBe(false);
    expect(isGood([id, `0${expiry}`, mac].join('.'))).toBe(false);
  });

  it('never throws, whatever it is given', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(readAcknowledgeToken(KEY, text, NOON).isGood).toBe(false);
      }),
    );
  });
});
