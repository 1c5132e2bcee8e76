import { describe, expect, it } from 'vitest';
import { briefingOf } from '../../shared/domain/messages/briefing.ts';
import { fitted, jsonBytes, withinUnits } from '../../shared/senders/fit.ts';
import { aMessage, aMonitor, anIncident, NOON } from '../domain/builders.ts';

const notification = (id: number) =>
  ({
    eventId: `e${id}`,
    kind: 'down',
    incident: anIncident({ id: `i${id}`, monitorName: `Monitor ${id}`, since: NOON + id }),
    monitor: aMonitor(),
    at: NOON,
  }) as const;
const twelve = briefingOf(
  aMessage(notification(0), ...Array.from({ length: 11 }, (_, index) => notification(index + 1))),
);

describe('a message that does not fit', () => {
  it('is left alone where it does', () => {
    expect(
      fitted(
        twelve,
        (briefing) => briefing,
        () => true,
      ),
    ).toBe(twelve);
  });

  it('loses details first, the least urgent of them, and says so', () => {
    const shown = fitted(
      twelve,
      (briefing) => briefing,
      ({ sections }) => sections.length <= 3,
    );
    expect(shown.sections).toEqual(twelve.sections.slice(0, 3));
    expect(shown.list).toEqual(twelve.list);
    expect(shown.text).toBe('So much happened at once that only the most urgent is shown here.');
  });

  it('then lines, then the ends of long values, and never its title', () => {
    const long = { ...twelve, sections: [{ ...twelve.sections[0], text: 'x'.repeat(256) }] as const };
    const shown = fitted(
      long,
      (briefing) => briefing,
      (briefing) => jsonBytes(briefing) < 10,
    );
    expect(shown.list).toEqual([]);
    expect(shown.sections[0].text).toBe(`${'x'.repeat(63)}…`);
    expect(shown.title).toBe(twelve.title);
  });
});

it.each([
  ['short', 5, 'short'],
  ['too long', 5, 'too …'],
  ['ab🔴🔴', 5, 'ab🔴…'],
  ['ab🔴🔴', 4, 'ab…'],
])('%j within %i units is %j', (text, max, expected) => {
  expect(withinUnits(text, max)).toBe(expected);
});
