/** `expect.certificate` and `expect.tlsVersion`: what TLS must show. The schemas, and what they mean as assertions. */
import { z } from 'zod';
import type { Assertion } from '../domain/checks/assertion.ts';
import { effect } from './effect.ts';
import { asList, expecting, oneOrMore, report, requireKeys, text, wholeNumber } from './fields.ts';

const LONGEST_TEXT = 256;
const LONGEST_NAME = 253;
const MOST_NAMES = 100;

const ISSUER_KEYS = ['contains', 'notContains', 'equals'] as const;

const issuer = requireKeys(
  z
    .strictObject({
      contains: text(LONGEST_TEXT).meta({ description: 'This is in its name.', examples: ["O=Let's Encrypt"] }),
      notContains: text(LONGEST_TEXT).meta({ description: 'This is not in its name.', examples: ['Staging'] }),
      equals: text(LONGEST_TEXT).meta({ description: 'Its whole name.', examples: ["C=US O=Let's Encrypt CN=R11"] }),
    })
    .partial(),
  {
    keys: ISSUER_KEYS,
    max: ISSUER_KEYS.length,
    expected: `one or more of ${ISSUER_KEYS.join(', ')}`,
    example: `issuer: { contains: "Let's Encrypt" }`,
  },
);

const NAME_EXPECTED = 'a name or an address, such as www.example.org or *.example.org, or a list of these';

const name = z.string({ error: expecting(NAME_EXPECTED) }).superRefine((given, context) => {
  const isName = given.length <= LONGEST_NAME && /^(\*\.)?[\p{L}\p{N}_:.-]+$/u.test(given);
  if (!isName) report(context, { message: 'this is no name that a certificate could hold', expected: NAME_EXPECTED });
});

const DAYS_EXPECTED = 'a number of days from 1 to 365, or a list of them';
const CERTIFICATE_KEYS = ['days', 'issuer', 'names'];

export const certificate = requireKeys(
  z
    .strictObject({
      days: oneOrMore(wholeNumber(1, 365), DAYS_EXPECTED).meta({
        description: 'Days that the certificate must have left; with several, a warning at each.',
        examples: [14, [30, 14, 3]],
      }),
      issuer: issuer.meta({
        description: 'The name of the authority that issued it.',
        examples: [{ contains: "Let's Encrypt" }],
      }),
      names: oneOrMore(name, NAME_EXPECTED).meta({
        description: `Names that it must cover, beside the one that is connected to; at most ${MOST_NAMES}.`,
        examples: [['example.org', 'www.example.org']],
      }),
      effect: effect.meta({ description: 'Default: degraded for days, down for the others.' }),
    })
    .partial(),
  {
    keys: CERTIFICATE_KEYS,
    max: CERTIFICATE_KEYS.length,
    expected: `one or more of ${CERTIFICATE_KEYS.join(', ')}`,
    example: 'certificate: { days: 14 }',
  },
);

const VERSION_EXPECTED = '1.2 or 1.3';

/** Without quotes, YAML takes it for a number. */
const version = z.literal(['1.2', '1.3', 1.2, 1.3], { error: expecting(VERSION_EXPECTED) });

export const tlsVersion = z.union(
  [
    version,
    z.strictObject({
      atLeast: version.meta({ description: 'The oldest version that will do.', examples: ['1.3'] }),
      effect: effect.optional(),
    }),
  ],
  { error: expecting(`${VERSION_EXPECTED}, or a map such as { atLeast: "1.3", effect: degraded }`) },
);

export interface OnTls {
  readonly certificate?: z.infer<typeof certificate> | undefined;
  readonly tlsVersion?: z.infer<typeof tlsVersion> | undefined;
}

/** A certificate that expires soon works still; one of another authority, or for other names, may be a mistake already. */
export function tlsAssertions({ certificate, tlsVersion }: OnTls): Assertion[] {
  const { days, issuer, names, effect } = certificate ?? {};
  const grave = effect ?? 'down';
  return [
    ...asList(days).map((daysLeft) => ({
      effect: effect ?? 'degraded',
      subject: 'certificate' as const,
      daysLeft,
    })),
    ...ISSUER_KEYS.flatMap((op) => {
      const value = issuer?.[op];
      if (value === undefined) return [];
      return [{ effect: grave, subject: 'certificateIssuer' as const, comparison: { op, value } }];
    }),
    ...(names === undefined ? [] : [{ effect: grave, subject: 'certificateNames' as const, names: asList(names) }]),
    ...versionAssertions(tlsVersion),
  ];
}

function versionAssertions(given: OnTls['tlsVersion']): Assertion[] {
  if (given === undefined) return [];
  const { atLeast, effect = 'down' } = typeof given === 'object' ? given : { atLeast: given };
  return [{ effect, subject: 'tlsVersion', atLeast: Number(atLeast) === 1.3 ? '1.3' : '1.2' }];
}
