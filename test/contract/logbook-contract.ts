/** What every logbook has to do, whatever it is kept in. One suite; `open` makes an empty logbook for each test. */
import { beforeEach, describe } from 'vitest';
import type { Logbook } from '../../shared/ports.ts';
import { auditContract } from './logbook/audit.ts';
import { overrideContract } from './logbook/overrides.ts';
import { remarkContract } from './logbook/remarks.ts';
import { NOON } from './store-builders.ts';

export interface LogbookUnderTest {
  readonly logbook: Logbook;
  /** The logbook's clock, which stands at `NOON` until a test moves it. */
  readonly clock: { now: () => number };
}

/** Makes an empty logbook that tells the time by this clock. */
export type OpenLogbook = (clock: { now: () => number }) => Promise<Logbook>;

export function describeLogbook(name: string, open: OpenLogbook): void {
  describe(`the logbook on ${name}`, () => {
    let current: LogbookUnderTest;
    beforeEach(async () => {
      const clock = { now: () => NOON };
      current = { clock, logbook: await open({ now: () => clock.now() }) };
    });

    const subject = () => current;
    overrideContract(subject);
    remarkContract(subject);
    auditContract(subject);
  });
}
