/** One pass of the notifier, whatever woke it: what to do is read from the table, never from the event. */
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import type { Fleet } from '../../shared/domain/monitor.ts';
import {
  type NotifierDeps,
  type NotifierInput,
  type NotifierOutcome,
  runNotifier,
} from '../../shared/notify/run-notifier.ts';
import { logFaults } from '../log-faults.ts';

export interface NotifierHandlerDeps extends NotifierDeps, Pick<NotifierInput, 'statusUrl' | 'acknowledgeLinks'> {
  readonly fleet: Fleet;
}

/** Longer than the function may run (infra/notifier-function.ts): a claim that has expired belongs to nobody alive. */
const CLAIM_MS = 60_000;

export const makeHandler = (deps: NotifierHandlerDeps) =>
  middy<unknown, NotifierOutcome, Error, Context>()
    .use(logFaults(deps.log, 'The notifier failed; the next pass tries again'))
    .handler(async () => {
      const { fleet, statusUrl, acknowledgeLinks } = deps;
      const links = { ...(statusUrl && { statusUrl }), ...(acknowledgeLinks && { acknowledgeLinks }) };
      const outcome = await runNotifier(deps, { fleet, claimMs: CLAIM_MS, ...links });
      if (outcome.attended > 0) deps.log.info('The notifier made a pass', { ...outcome });
      return outcome;
    });
