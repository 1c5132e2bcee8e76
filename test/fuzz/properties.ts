/**
 * What holds for every input of the parsers that read what strangers wrote: targets' metrics and certificates, and files
 * of monitors. `npm test` tries a few hundred of each, `test/fuzz/run.ts` a million.
 */
import fc from 'fast-check';
import { parseFleet } from '../../shared/config/index.ts';
import { parseSelector } from '../../shared/domain/metric-selector.ts';
import { type Exposition, parseMetrics, type Sample } from '../../shared/domain/prometheus.ts';
import { namesOf } from '../../shared/probes/net/certificate.ts';

export interface Fuzzed {
  readonly name: string;
  readonly property: fc.IPropertyWithHooks<never> | fc.IRawProperty<unknown>;
}

function claim(isTrue: boolean, what: string): asserts isTrue {
  if (!isTrue) throw new Error(what);
}

/** Scraps of a language in any order: more of them reach deep into its parser than of random letters. */
const scraps = (...texts: string[]): fc.Arbitrary<string> =>
  fc
    .array(fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...texts) }, fc.string({ unit: 'binary', maxLength: 4 })), {
      maxLength: 30,
      size: 'max',
    })
    .map((parts) => parts.join(''));

const metricsText = scraps(
  ...[
    'up',
    'queue_depth',
    ' ',
    ' ',
    '{',
    '}',
    'a',
    '=',
    '"',
    '"x"',
    ',',
    '\\',
    '\\n',
    '\n',
    '\n',
    '1',
    '0.5',
    '-',
    'e9',
  ],
  ...['NaN', '+Inf', '#', '# EOF', '# TYPE up gauge\n', '\r', '\t', '!=', '1700000000000', ' # {a="b"} 1', 'up 1\n'],
);

const samplesOf = (parsed: Exposition): readonly Sample[] => ('samples' in parsed ? parsed.samples : []);

const labelName = fc.stringMatching(/^[a-z_][a-z0-9_]{0,5}$/);
const labels = fc.dictionary(labelName, fc.string({ unit: 'grapheme', maxLength: 8 }), {
  maxKeys: 3,
  noNullPrototype: true,
});
const sample = fc.record({
  name: fc.stringMatching(/^[a-z_:][a-z0-9_:]{0,9}$/),
  labels,
  value: fc.double(),
});

const escaped = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
const labelsText = (of: Record<string, string>): string =>
  `{${Object.entries(of)
    .map(([name, value]) => `${name}="${escaped(value)}"`)
    .join(',')}}`;
const numberText = (value: number): string =>
  Number.isFinite(value) || Number.isNaN(value) ? String(value) : value > 0 ? '+Inf' : '-Inf';

const exposition = fc.array(sample, { maxLength: 6 }).map((samples) => ({
  samples,
  text: samples.map(({ name, labels: of, value }) => `${name}${labelsText(of)} ${numberText(value)}\n`).join(''),
}));

const asWritten = ({ name, labels: of, value }: Sample): string =>
  JSON.stringify([name, of.map((label) => [label.name, label.value]), numberText(value)]);

const certificateText = scraps(
  ...[
    'DNS:',
    'IP Address:',
    'URI:',
    'email:',
    'DirName:',
    'othername:',
    '<unsupported>',
    ', ',
    ', ',
    ',',
    ':',
    '"',
    '\\"',
    '\\',
  ],
  ...['a.example', '*.example.org', '192.0.2.1', '2001:DB8:0:0:0:0:0:1', ' ', '\u0000', '\u202e', 'ü'],
);

/** As Node writes the names of a certificate: anything out of the ordinary in the quotes of JSON. */
const altNames = (names: readonly string[]): string =>
  names.map((name) => `DNS:${/^[!#-&(-+\--[\]-~]*$/.test(name) ? name : JSON.stringify(name)}`).join(', ');

const configurationText = scraps(
  ...[
    'monitors:\n',
    '  - ',
    'id: a\n',
    '    ',
    '\n',
    ': ',
    '{ ',
    ' }',
    '[',
    ']',
    ', ',
    '"',
    "'",
    '#',
    '&a ',
    '*a',
    '<<: *a',
    '!x ',
    '---\n',
  ],
  ...[
    'http: https://example.org/\n',
    'expect: ',
    'metrics: ',
    'q{a="1"}',
    'json: ',
    '$.a',
    '$..[?@.x',
    'count: ',
    'type: ',
    'matches: ',
  ],
  ...[
    "'(a+)+$'",
    '(?=',
    '[a-',
    'phases: ',
    'firstByte: ',
    'degraded: ',
    '300ms',
    '-1',
    '1e999',
    '.nan',
    'null',
    'true',
    '__proto__: ',
    '${env:A}',
  ],
);

export const FUZZED: readonly Fuzzed[] = [
  {
    name: 'Prometheus text: any text has samples, or a reason why it has none',
    property: fc.property(metricsText, fc.boolean(), (text, truncated) => {
      const parsed = parseMetrics(text, truncated);
      claim('samples' in parsed || parsed.notMetrics !== '', 'no reason');
      for (const { name, value } of samplesOf(parsed))
        claim(text.includes(name) && typeof value === 'number', 'invented');
    }),
  },
  {
    name: 'Prometheus text: what is written is what is read',
    property: fc.property(exposition, ({ samples, text }) => {
      const read = samplesOf(parseMetrics(text)).map(asWritten);
      const written = samples.map(({ name, labels: of, value }) =>
        asWritten({ name, value, labels: Object.entries(of).map(([label, text]) => ({ name: label, value: text })) }),
      );
      claim(JSON.stringify(read) === JSON.stringify(written), `read ${read}`);
    }),
  },
  {
    name: 'Prometheus text: a cut invents nothing, and is noticed where it is not announced',
    property: fc.property(exposition, fc.nat(), ({ text }, place) => {
      const cut = text.slice(0, place % (text.length + 1));
      const whole = samplesOf(parseMetrics(text)).map(asWritten);
      const read = samplesOf(parseMetrics(cut, true)).map(asWritten);
      claim(JSON.stringify(read) === JSON.stringify(whole.slice(0, read.length)), 'a sample that was not there');
      claim(cut.endsWith('\n') || 'notMetrics' in parseMetrics(cut), 'an unnoticed cut');
    }),
  },
  {
    name: 'selectors: any text is one, or none',
    property: fc.property(metricsText, (text) => {
      const selector = parseSelector(text);
      if (selector) claim(text.includes(selector.name), 'invented');
    }),
  },
  {
    name: 'certificates: any text has harmless names, and no more than fit',
    property: fc.property(certificateText, (text) => {
      const names = namesOf(text);
      claim(names.length <= 20, 'too many');
      claim(!names.some((name) => name === '' || /[\p{Cc}\u202a-\u202e]/u.test(name)), 'harmful');
    }),
  },
  {
    name: 'certificates: no name can pass for another',
    property: fc.property(fc.array(certificateText, { maxLength: 5 }), (names) => {
      const read = namesOf(altNames([...names, 'last.example']), 100);
      claim(read.at(-1) === 'last.example', 'the last is lost');
      claim(read.length <= names.length + 1, 'more names than there are');
    }),
  },
  {
    name: 'configuration: any text is a fleet, or has problems with a place',
    property: fc.property(configurationText, (text) => {
      const outcome = parseFleet(text, { file: 'monitors.yaml' });
      if (outcome.ok) return;
      claim(outcome.problems.length > 0, 'neither');
      const lines = text.split('\n').length;
      for (const { line, column, message } of outcome.problems) {
        claim(line >= 1 && line <= lines && column >= 1 && message !== '', 'a problem without a place');
      }
    }),
  },
];
