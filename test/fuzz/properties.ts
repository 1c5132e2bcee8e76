/**
 * What holds for every input of the parsers that read what strangers wrote: targets' metrics and certificates, and files
 * of monitors. `npm test` tries a few hundred of each, `test/fuzz/run.ts` a million.
 */
import fc from 'fast-check';
import { parseFleet } from '../../shared/config/index.ts';
import type { Assertion } from '../../shared/domain/checks/assertion.ts';
import { evaluate } from '../../shared/domain/checks/finding.ts';
import { parseSelector } from '../../shared/domain/checks/metric-selector.ts';
import { type Exposition, parseMetrics, type Sample } from '../../shared/domain/checks/prometheus.ts';
import { certificateFacts, namesOf } from '../../shared/probes/net/certificate.ts';
import { ATTRIBUTES, type Attribute, certificateWith, TEXT_TAGS, utf8 } from './certificate.ts';

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

/** What a value of a name may hold to be taken for more than one value. */
const valueText = scraps(
  ...['O=Fake', 'CN=Fake', '=', '\n', '\r', ' + ', '+', ', ', ' ', '\\', '\\=', '\\3D', '#', '"', '<', '>', ';', '/'],
  ...['\u0000', '\u007f', '\u0085', '\u200b', '\u202e', '\u2028', '\ufeff', '\ud800', 'ü', '名', '𝒳', '\u{e0041}'],
);

const attributeType = fc.constantFrom(...(Object.keys(ATTRIBUTES) as Attribute['type'][]));

/** Text of any kind, and bytes that are none of it. */
const attribute: fc.Arbitrary<Attribute> = fc.oneof(
  fc.tuple(attributeType, valueText).map(([type, text]) => utf8(type, text)),
  fc.record({
    type: attributeType,
    tag: fc.constantFrom(...Object.values(TEXT_TAGS)),
    value: fc.oneof(fc.uint8Array({ maxLength: 24 }), fc.uint8Array({ minLength: 600, maxLength: 700 })),
  }),
);

const distinguishedName = fc.array(fc.array(attribute, { minLength: 1, maxLength: 3 }), { maxLength: 4 });

const isHarmless = (text: string, mostCodePoints: number): boolean =>
  [...text].length <= mostCodePoints && text.isWellFormed() && !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(text);

const NO_SUCH_ISSUER: Assertion = {
  effect: 'down',
  subject: 'certificateIssuer',
  comparison: { op: 'equals', value: 'nobody' },
};
const NO_SUCH_NAME: Assertion = { effect: 'down', subject: 'certificateNames', names: ['nobody.example'] };

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
    name: 'certificates: whatever their names hold, the facts and what is said of them are harmless',
    property: fc.property(
      distinguishedName,
      distinguishedName,
      fc.array(fc.uint8Array({ maxLength: 40 }), { minLength: 1, maxLength: 4 }),
      (subject, issuer, alternatives) => {
        const x509 = certificateWith({ subject, issuer, alternatives });
        if (!x509) return;
        const certificate = certificateFacts(x509);
        const texts = [certificate.subject, certificate.issuer, certificate.serial, ...certificate.names];
        claim(
          texts.every((text) => isHarmless(text, 256)),
          'a harmful fact',
        );
        const seen = { timings: { total: 1 }, redirects: [], certificate, at: 0 };
        for (const assertion of [NO_SUCH_ISSUER, NO_SUCH_NAME]) {
          const { outcome, found, expected } = evaluate(assertion, seen);
          claim(outcome === 'fail' && isHarmless(found, 2000) && isHarmless(expected, 300), 'a harmful sentence');
        }
      },
    ),
  },
  {
    name: 'certificates: no value of a name can pass for another attribute',
    property: fc.property(
      fc.array(valueText, { minLength: 1, maxLength: 3 }),
      fc.boolean(),
      (values, isOneRelative) => {
        const attributes = values.map((text) => utf8('CN', text));
        const name = isOneRelative ? [attributes] : attributes.map((each) => [each]);
        const x509 = certificateWith({ subject: [...name, [utf8('OU', 'last')]], issuer: name });
        if (!x509) return;
        const { subject, issuer } = certificateFacts(x509);
        claim(!subject.includes('O=Fake') && !issuer.includes('O=Fake'), `claims ${subject}`);
        claim(/(^| )OU=last$/.test(subject) || subject.endsWith('…'), 'the last attribute is lost');
      },
    ),
  },
  {
    name: 'certificates: an ordinary name is told as it is written',
    property: fc.property(
      fc.stringMatching(/^[A-Za-z0-9,.;+<>"'&()-]([A-Za-z0-9 ,.;<>"'&()-]*[A-Za-z0-9])?$/),
      (text) => {
        const plain = text.replace(/ +/g, ' ').slice(0, 200).trim();
        const x509 = certificateWith({ subject: [[utf8('O', plain)], [utf8('CN', 'a')]], issuer: [] });
        claim(x509 !== undefined && certificateFacts(x509).subject === `O=${plain} CN=a`, `told otherwise`);
      },
    ),
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
