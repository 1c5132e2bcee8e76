import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { warnAbout } from '../../infra/warn-about.ts';
import type { Fleet } from '../../shared/domain/monitor.ts';
import { aFleet, aMonitor, anHttpTarget } from '../domain/builders.ts';
import { anApp, aStack } from './stack.ts';

function warningsOn(fleet: Fleet, loopback = 'refuse', problems: readonly string[] = []): string {
  const app = anApp();
  app.node.setContext('loopback', loopback);
  const stack = aStack({ fleet }, app);
  warnAbout(stack, fleet, problems);
  const warnings = Annotations.fromStack(stack).findWarning('*', Match.anyValue());
  return warnings.map(({ entry }) => entry.data).join('\n');
}

const at = (id: string, url: string) => aMonitor({ id, target: anHttpTarget({ url }) });

describe('whoever deploys is warned', () => {
  it('of nothing when all is well', () => {
    expect(warningsOn(aFleet())).toBe('');
  });

  it('of what the configuration itself warns of', () => {
    expect(warningsOn(aFleet(), 'refuse', ['monitors.yaml:3:1 something is odd'])).toContain('something is odd');
  });

  it('that the demonstration is for a local run', () => {
    expect(warningsOn(aFleet({ demo: true }))).toContain('exist only in a local run');
  });

  it.each(['http://127.0.0.1:8790/health/', 'http://localhost/', 'https://[::1]:8443/', 'http://rota.localhost:80'])(
    'that a function cannot reach %s',
    (url) => {
      expect(warningsOn(aFleet({ monitors: [at('near', url), aMonitor()] }))).toMatch(/unknown for: near\./);
    },
  );

  it('not of hosts that only look like it', () => {
    expect(
      warningsOn(
        aFleet({ monitors: [at('far', 'https://localhost.example.org/'), at('b', 'http://127.example.org')] }),
      ),
    ).toBe('');
  });

  it('that loopback targets are for an emulator', () => {
    expect(warningsOn(aFleet(), 'allow')).toContain('never deploy it to AWS');
  });

  it('that nobody is told when Nightjar itself stops', () => {
    expect(warningsOn(aFleet({ contacts: [] }))).toContain('Nobody is told when Nightjar itself stops');
  });
});
