import { expect, it } from 'vitest';
import { openingOf } from '../../../shared/domain/alerting/opening.ts';
import { incidentId } from '../../../shared/domain/incident.ts';
import { NOON } from '../builders.ts';

it.each(['rota', 'staff-rota-2', 'nightjar-egress', 'a-20261122T120000Z'])(
  'the id of an incident of %s says whose it is and when it opened',
  (monitorId) => {
    expect(openingOf(incidentId(monitorId, NOON + 10_000))).toEqual({ monitorId, openedAt: NOON + 10_000 });
  },
);

it.each(['rota', 'rota-2026', '-20261122T120000Z', 'rota-20261322T120000Z', 'rota-20261122T250000Z', ''])(
  '%j is the id of no incident',
  (text) => {
    expect(openingOf(text)).toBeUndefined();
  },
);
