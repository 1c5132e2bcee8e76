import { describe, expect, it } from 'vitest';
import type { Contact } from '../../../shared/domain/alerting/contact.ts';
import { criticalContacts } from '../../../shared/domain/alerting/route.ts';
import { aFleet, aMonitor } from '../builders.ts';

const oncall: Contact = { kind: 'sns', id: 'oncall', email: ['oncall@example.org'], sms: [] };
const office: Contact = { kind: 'sns', id: 'office', email: ['office@example.org'], sms: [] };

describe('who is told when Nightjar itself fails', () => {
  it('is whoever is on the route of a critical monitor', () => {
    const quiet = aMonitor({ id: 'site', alert: { to: ['office'], severity: 'warning' } });
    const fleet = aFleet({ monitors: [aMonitor(), quiet], contacts: [office, oncall] });
    expect(criticalContacts(fleet)).toEqual([oncall]);
  });

  it('is everybody where no monitor is critical', () => {
    const quiet = aMonitor({ alert: { to: ['office'], severity: 'warning' } });
    expect(criticalContacts(aFleet({ monitors: [quiet], contacts: [office, oncall] }))).toEqual([office, oncall]);
  });
});
