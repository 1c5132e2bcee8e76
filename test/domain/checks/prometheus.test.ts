import { describe, expect, it } from 'vitest';
import { isSelected, parseSelector } from '../../../shared/domain/checks/metric-selector.ts';
import { parseMetrics, type Sample } from '../../../shared/domain/checks/prometheus.ts';

/** The one sample of a text of one line. */
function sampleOf(line: string): Sample | undefined {
  const parsed = parseMetrics(`${line}\n`);
  return 'samples' in parsed ? parsed.samples[0] : undefined;
}

const valueIn = (text: string): number | undefined => sampleOf(`a ${text}`)?.value;

describe('a line of Prometheus text', () => {
  it.each<[string, string, [string, string][], number]>([
    ['up 1', 'up', [], 1],
    ['up{} 1', 'up', [], 1],
    ['  up\t 1  ', 'up', [], 1],
    ['up 1 1395066363000', 'up', [], 1],
    ['node:cpu:rate5m{cpu="0"} 0.25', 'node:cpu:rate5m', [['cpu', '0']], 0.25],
    [
      'q{a="1",b="2",} 3',
      'q',
      [
        ['a', '1'],
        ['b', '2'],
      ],
      3,
    ],
    [
      'q { a = "1" , b = "2" } 3',
      'q',
      [
        ['a', '1'],
        ['b', '2'],
      ],
      3,
    ],
    [
      String.raw`q{path="C:\\DIR\\F.TXT",error="Cannot find:\n\"F\""} 1`,
      'q',
      [
        ['path', 'C:\\DIR\\F.TXT'],
        ['error', 'Cannot find:\n"F"'],
      ],
      1,
    ],
    [String.raw`q{a="\d"} 1`, 'q', [['a', '\\d']], 1],
    ['q{a="}# {"} 1', 'q', [['a', '}# {']], 1],
    ['q{a="ü😀"} 1', 'q', [['a', 'ü😀']], 1],
    ['b{le="+Inf"} 2 # {trace_id="KOO5S4vxi0o"} 0.67', 'b', [['le', '+Inf']], 2],
    ['b 2 1520879607.789 # {trace_id="x"} 0.67 1520879607.8', 'b', [], 2],
  ])('%s', (line, name, labels, value) => {
    const expected = labels.map(([label, text]) => ({ name: label, op: '=', value: text }));
    expect(sampleOf(line)).toEqual({ name, labels: expected, value });
  });

  it.each([
    ['-1.5e3', -1500],
    ['+.5', 0.5],
    ['5.', 5],
    ['1E2', 100],
    ['+Inf', Number.POSITIVE_INFINITY],
    ['-Inf', Number.NEGATIVE_INFINITY],
    ['NaN', Number.NaN],
    ['nan', Number.NaN],
  ])('has the value %s', (text, value) => {
    expect(valueIn(text)).toBe(value);
  });

  it.each([
    'up',
    'up one',
    'up 1x',
    'up 0x10',
    'up 1 2 3',
    'up 1,5',
    'up 1\r',
    '1up 1',
    'my-metric 1',
    '{a="1"} 1',
    'q{a=1} 1',
    'q{a="1" 1',
    'q{a="1"b="2"} 1',
    'q{,} 1',
    'q{a="1",,b="2"} 1',
    'q{a="1",a="2"} 1',
    'q{a!="1"} 1',
    'q{a="1} 1',
    'q{a="1\\"} 1',
    'up 1 # note',
    'up 1 # {a="b"}',
    'up 1 # {a="b"} 1 2 3',
    '<!doctype html>',
    '{"status":"ok"}',
  ])('is refused as a whole text: %j', (line) => {
    const shown = expect.stringContaining('not Prometheus text: line 2 is');
    expect(parseMetrics(`up 1\n${line}\n`)).toEqual({ notMetrics: shown });
  });
});

describe('a Prometheus text', () => {
  it('may have comments, empty lines and an end', () => {
    const text = '# HELP up Whether it is up.\n# TYPE up gauge\n\nup 1\n  # a note\n#\n# EOF\n';
    expect(parseMetrics(text)).toMatchObject({ samples: [{ name: 'up', value: 1 }] });
    expect(parseMetrics('up 1\n# EOF')).toMatchObject({ samples: [{ value: 1 }] });
  });

  it('has nothing after its end', () => {
    expect(parseMetrics('up 1\n# EOF\nup 0\n')).toMatchObject({ notMetrics: expect.stringContaining('line 3') });
  });

  it.each(['', ' \n\n '])('is not %j', (text) => {
    expect(parseMetrics(text)).toEqual({ notMetrics: 'an empty body' });
  });

  it('whose last line has no end is not believed: 12 may have been 1234', () => {
    expect(parseMetrics('up 1\nqueue_depth 12')).toEqual({ notMetrics: expect.stringContaining('cut off') });
  });

  it('that was cut has all but its last line', () => {
    const parsed = parseMetrics('up 1\nqueue_depth 12', true);
    expect(parsed).toMatchObject({ samples: [{ name: 'up' }] });
    expect('samples' in parsed && parsed.samples).toHaveLength(1);
  });
});

describe('a selector', () => {
  const sample = (line: string): Sample => {
    const found = sampleOf(line);
    if (!found) throw new Error(`${line} is no sample`);
    return found;
  };
  const selects = (selector: string, line: string): boolean | undefined => {
    const parsed = parseSelector(selector);
    return parsed && isSelected(sample(line), parsed);
  };

  it.each([
    ['q', 'q 1', true],
    ['q', 'q{a="1"} 1', true],
    ['q{}', 'q{a="1"} 1', true],
    ['q', 'queue 1', false],
    ['q{a="1"}', 'q{b="2",a="1"} 1', true],
    ['q{a="1"}', 'q{a="2"} 1', false],
    ['q{a="1"}', 'q 1', false],
    ['q{a=""}', 'q 1', true],
    ['q{a!="1"}', 'q 1', true],
    ['q{a!="1"}', 'q{a="1"} 1', false],
    ['q{ a = "1", b != "2" }', 'q{a="1",b="3"} 1', true],
    [String.raw`q{a="x\"y"}`, String.raw`q{a="x\"y"} 1`, true],
  ])('%s selects %s: %s', (selector, line, isExpected) => {
    expect(selects(selector, line)).toBe(isExpected);
  });

  it.each(['', '{a="1"}', 'q{a=1}', 'q{a=~"1"}', 'q{a!~"1"}', 'q > 5', 'q 5', 'q{a="1"', '1q', 'q[5m]'])(
    'is not %j',
    (text) => {
      expect(parseSelector(text)).toBeUndefined();
    },
  );
});
