/** One pass of the notifier, whatever woke it: what to do is read from the table, never from the event. */
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import type { Fleet } from '../../shared/domain/monitor.ts';
import { type NotifierDeps, type NotifierOutcome, runNotifier } from '../../shared/notify/run-notifier.ts';
import { logFaults } from '../log-faults.ts';

export interface NotifierHandlerDeps extends NotifierDeps {
  readonly fleet: Fleet;
  readonly statusUrl?: string;
}

/** Longer than the function may run (infra/notifier-function.ts): a claim that has expired belongs to nobody alive. */
const CLAIM_MS = 60_000;

export const makeHandler = (deps: NotifierHandlerDeps) =>
  middy<unknown, NotifierOutcome, Error, Context>()
    .use(logFaults(deps.log, 'The notifier failed; the next pass tries again'))
    .handler(async () => {
      const { fleet, statusUrl } = deps;
      const outcome = await runNotifier(deps, { fleet, claimMs: CLAIM_MS, ...(statusUrl && { statusUrl }) });
      if (outcome.attended > 0) deps.log.info('The notifier made a pass', { ...outcome });
      return outcome;
    });
