import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FAILURES, type FailureCode } from '../../shared/domain/checks/failure.ts';
import type { Result } from '../../shared/domain/checks/result.ts';
import { decodeResults, encodeResults } from '../../shared/store/encode-results.ts';
import { down, up } from '../contract/store-builders.ts';

const optional = <T>(key: string, value: fc.Arbitrary<T>) =>
  fc.option(value, { nil: undefined }).map((given) => (given === undefined ? {} : { [key]: given }));

const text = fc.string({ unit: 'grapheme', maxLength: 40 });
const milliseconds = fc.double({ min: 0, max: 60_000, noNaN: true }).map((ms) => ms + 0);

const failures = fc
  .tuple(
    fc.constantFrom(...(Object.keys(FAILURES) as FailureCode[])),
    text,
    optional('expected', text),
    optional('found', text),
  )
  .map(([code, message, ...rest]) => Object.assign({ code, message }, ...rest));

const timings = fc
  .tuple(milliseconds, optional('dns', milliseconds), optional('tls', milliseconds), optional('transfer', milliseconds))
  .map(([total, ...rest]) => Object.assign({ total }, ...rest));

const results: fc.Arbitrary<Result> = fc
  .tuple(
    text,
    fc.constantFrom('up', 'degraded', 'down', 'unknown'),
    optional('totalMs', fc.nat(600_000)),
    optional('failure', failures),
    optional('timings', timings),
  )
  .map(([monitorId, verdict, ...rest]) => Object.assign({ monitorId, verdict }, ...rest));

describe('results as bytes', () => {
  it('come back exactly as they were, in their order', () => {
    fc.assert(
      fc.property(fc.array(results, { maxLength: 60 }), (list) => {
        expect(decodeResults(encodeResults(list))).toEqual(list);
      }),
    );
  });

  it('never lose a result, a verdict or a failure code, however little room there is', () => {
    fc.assert(
      fc.property(fc.array(results, { minLength: 1, maxLength: 60 }), (list) => {
        const wordy = list.map((result, index) => withLongEvidence(result, hardToPack(index, 1000)));
        const room = encodeResults(list.map(withoutEvidence)).length + SENTENCES_BYTES;
        const kept = decodeResults(encodeResults(wordy, room));
        const essence = ({ monitorId, verdict, totalMs, failure }: Result) => [
          monitorId,
          verdict,
          totalMs,
          failure?.code,
        ];
        expect(kept.map(essence)).toEqual(wordy.map(essence));
      }),
    );
  });

  it.each([
    { room: 4000, message: 200, keepsTimings: true },
    { room: 2000, message: 40, keepsTimings: true },
    { room: 400, message: undefined, keepsTimings: false },
  ])('shorten their evidence to fit into $room bytes', ({ room, message, keepsTimings }) => {
    const list = Array.from({ length: 20 }, (_, index) => down(`m${index}`, hardToPack(index, 400)));
    const bytes = encodeResults(list, room);
    expect(bytes.length).toBeLessThanOrEqual(room);
    const [first] = decodeResults(bytes);
    expect(first?.failure?.found?.length).toBe(message);
    expect(first?.failure?.message).toMatch(/^The server answered with an unexpected /);
    expect(first?.timings !== undefined).toBe(keepsTimings);
  });

  it('say what to do when even the bare verdicts do not fit', () => {
    const list = Array.from({ length: 50 }, (_, index) => up(`m${index}`));
    expect(() => encodeResults(list, 20)).toThrow(
      'The verdicts of 50 monitors need more than 20 bytes. Divide the fleet into more cells, about 500 monitors each.',
    );
  });

  it('are refused when a newer version has written them', () => {
    expect(() => decodeResults(Uint8Array.of(2, 0, 0))).toThrow(/in format 2, and this Nightjar reads format 1/);
  });

  it('are read by every later version: these bytes were written by the first', () => {
    const written = Buffer.from(
      'ASXLMQqAMAwF0Lv8OYh1dPEGXiAEqRpEqKakdhLvLuL64DHD7YogxLxDCHUAcehaOmtKQsyBbiy2Knpkt1kndTcH4dBS4vb5aA2eP4i8',
      'base64',
    );
    expect(decodeResults(written)).toEqual([
      up('rota', 120),
      { monitorId: 'api', verdict: 'unknown', failure: { code: 'probe_error', message: 'No.' } },
    ]);
  });
});

/** At the shortest every failure has the sentence of its code; all the sentences together stay below this. */
const SENTENCES_BYTES = 3000;

const withoutEvidence = ({ monitorId, verdict, totalMs }: Result): Result => ({
  monitorId,
  verdict,
  ...(totalMs !== undefined && { totalMs }),
});

const withLongEvidence = (result: Result, found: string): Result =>
  result.failure ? { ...result, failure: { ...result.failure, found } } : result;

/** Text that a packer finds nothing in, and yet always the same: the numbers of a simple generator. */
function hardToPack(seed: number, length: number): string {
  let state = seed + 1;
  return Array.from({ length }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return String.fromCharCode(33 + ((state >>> 16) % 90));
  }).join('');
}

it('a warning comes back as it was, however short the texts had to be cut', () => {
  const found = '13 days left';
  const warning = {
    key: '04A1/14',
    failure: { code: 'certificate_expiring' as const, message: 'It expires soon.', found },
  };
  const result = { monitorId: 'rota', verdict: 'degraded' as const, totalMs: 12, failure: warning.failure, warning };
  expect(decodeResults(encodeResults([result]))).toEqual([result]);
  const many = Array.from({ length: 50 }, (_, index) => ({ ...result, monitorId: `m${index}` }));
  const tight = decodeResults(encodeResults(many, 900));
  expect(new Set(tight.map((each) => each.warning?.key))).toEqual(new Set(['04A1/14']));
});
