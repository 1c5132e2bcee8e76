/** `expect.responseTime` and `expect.phases`: how long things may take. The schemas, and what they mean in the domain. */
import { z } from 'zod';
import type { Assertion, Effect } from '../domain/checks/assertion.ts';
import type { PhaseName } from '../domain/checks/assertions/on-phase.ts';
import { parseDuration } from './duration.ts';
import { duration, requireKeys } from './fields.ts';

const limit = duration('1ms', '60s');

const limits = (key: string, degraded: string, down: string) =>
  requireKeys(
    z
      .strictObject({
        degraded: limit.meta({ description: 'Slower than this is degraded.', examples: [degraded] }),
        down: limit.meta({ description: 'Slower than this is down.', examples: [down] }),
      })
      .partial(),
    {
      keys: ['degraded', 'down'],
      max: 2,
      expected: 'degraded, down or both',
      example: `${key}: { degraded: ${degraded}, down: ${down} }`,
    },
  );

export const responseTime = limits('responseTime', '800ms', '5s').meta({
  description: 'Limits of the whole response time, redirects included. degraded < down <= timeout.',
  examples: [{ degraded: '800ms', down: '5s' }],
});

const PHASES: Readonly<Record<PhaseName, string>> = {
  dns: 'Looking up the name.',
  connect: 'Opening the connection.',
  tls: 'The TLS handshake.',
  firstByte: 'From the end of the request to the first byte of the answer.',
  transfer: 'From the first byte of the answer to its last.',
};

export const PHASE_NAMES = Object.keys(PHASES) as PhaseName[];

const phase = (name: PhaseName) =>
  limits(name, '300ms', '2s').meta({
    description: PHASES[name],
    examples: [{ degraded: '300ms', down: '2s' }],
  });

export const phases = requireKeys(
  z
    .strictObject({
      dns: phase('dns'),
      connect: phase('connect'),
      tls: phase('tls'),
      firstByte: phase('firstByte'),
      transfer: phase('transfer'),
    })
    .partial(),
  {
    keys: PHASE_NAMES,
    max: PHASE_NAMES.length,
    expected: `one or more of ${PHASE_NAMES.join(', ')}`,
    example: 'phases: { firstByte: { degraded: 300ms } }',
  },
).meta({
  description: 'Limits of single phases of the last hop. degraded < down <= timeout.',
  examples: [{ firstByte: { degraded: '300ms', down: '2s' } }],
});

type Limits = z.infer<typeof responseTime>;

const limitsOf = (input: Limits | undefined): { effect: Effect; atMostMs: number }[] =>
  (['degraded', 'down'] as const).flatMap((effect) => {
    const atMostMs = parseDuration(input?.[effect] ?? '');
    return atMostMs === undefined ? [] : [{ effect, atMostMs }];
  });

export const timeAssertions = (whole: Limits | undefined, parts: z.infer<typeof phases> | undefined): Assertion[] => [
  ...limitsOf(whole).map((each) => ({ ...each, subject: 'responseTime' as const })),
  ...PHASE_NAMES.flatMap((phase) =>
    limitsOf(parts?.[phase]).map((each) => ({ ...each, subject: 'phase' as const, phase })),
  ),
];
