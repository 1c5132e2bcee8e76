/** How a test of alerts is shown: one line where it has passed, and else every message that was, or was not, to be sent. */
import type { AlertTest } from '../../shared/config/alert-tests.ts';
import type { Awaited, Outcome } from '../../shared/domain/hindsight/rehearsal.ts';
import type { Said } from '../../shared/domain/hindsight/replay.ts';
import { durationText } from '../../shared/domain/time/calendar.ts';
import { aligned } from './columns.ts';
import type { Paint } from './paint.ts';

export function rehearsalLines(file: string, test: AlertTest, outcome: Outcome, paint: Paint): string[] {
  const { said, missing, unexpected } = outcome;
  if (missing.length + unexpected.length === 0) {
    return [`${paint('green', '✓')} ${test.name} ${paint('dim', `(${messages(said.length)})`)}`];
  }
  const rows = [
    ...missing.map((each) => ({ at: each.at, mark: '-', what: each, note: 'was expected and not sent' })),
    ...unexpected.map((each) => ({ at: each.at, mark: '+', what: each, note: `was sent, ${wayOf(each)}` })),
    ...said
      .filter((each) => !unexpected.includes(each))
      .map((each) => ({ at: each.at, mark: ' ', what: each, note: '' })),
  ].sort((a, b) => a.at - b.at);
  const lines = aligned(
    rows.map(({ at, mark, what, note }) => [mark, `at ${afterText(at - test.start)}`, ...wordsOf(what), note]),
  );
  return [
    `${paint('red', '✗')} ${test.name} ${paint('dim', `(${file}:${test.line})`)}`,
    ...lines.map((line, index) => `    ${rows[index]?.mark === ' ' ? paint('dim', line) : paint('red', line)}`),
  ];
}

export const summaryLine = (count: number, failed: number, paint: Paint): string =>
  failed === 0
    ? `${paint('green', `${count} of ${count} passed`)}.`
    : `${paint('red', `${failed} of ${count} failed`)}, ${count - failed} passed.`;

const wordsOf = ({ kind, monitorId, contactId }: Awaited | Said): string[] => [kind, monitorId, `to ${contactId}`];

/** As it is written in the file: `0s`, `3m`, `1h30m` reads `1 h 30 min`. */
const afterText = (ms: number): string => (ms === 0 ? 'the start' : durationText(ms));

const wayOf = ({ via, reason }: Said): string => {
  const way = via === 'monitor' ? 'as its monitor says' : `by the route ${via}`;
  return reason === 'single' ? way : `${way}, in one message with others`;
};

const messages = (count: number): string =>
  count === 0 ? 'no message' : count === 1 ? '1 message' : `${count} messages`;
