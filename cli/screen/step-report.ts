/** The steps of a flow: when each was taken and how long it took, what came of it, and which is worth looking at. */
import stringWidth from 'string-width';
import { carriedIn } from '../../shared/domain/checks/carried.ts';
import type { StepLook } from '../../shared/domain/checks/flow.ts';
import type { FlowTarget, HttpTarget } from '../../shared/domain/checks/target.ts';
import { cutTo, fillTo } from './columns.ts';
import type { Paint } from './paint.ts';
import { type Bar, renderBars } from './waterfall.ts';

const LONGEST_NAME_COLUMNS = 32;

/** A step with what was seen of it, if it was taken. */
interface Taken {
  readonly label: string;
  readonly look: StepLook | undefined;
  readonly isFinal: boolean;
}

/** A line for each step, in the order of the file, with those at the end beyond the total. */
export function renderSteps(
  target: FlowTarget,
  looks: readonly StepLook[],
  totalMs: number,
  columns: number,
  paint: Paint,
): string[] {
  const all = takenSteps(target, looks);
  const nameColumns = Math.min(
    LONGEST_NAME_COLUMNS,
    Math.max(...all.map(({ label }) => stringWidth(label)), 'total'.length) + 7,
  );
  let startMs = 0;
  const bars = all.map(({ label, look }): Bar => {
    const ms = look?.observation.timings.total ?? 0;
    const status = look?.observation.http?.status ?? '';
    const bar = { name: `${fillTo(label, nameColumns - 5)}${fillTo(String(status), 3)}`, startMs, ms };
    startMs += ms;
    return bar;
  });
  const lines = renderBars(bars, totalMs, nameColumns, columns, paint);
  return lines.map((line, index) => {
    const step = all[index];
    return !step || step.look
      ? line
      : fillTo(step.label, nameColumns) + paint('dim', step.isFinal ? 'not needed' : 'not reached');
  });
}

function takenSteps(target: FlowTarget, looks: readonly StepLook[]): Taken[] {
  const lookAt = (name: string): StepLook | undefined => looks.find(({ step }) => step === name);
  return [
    ...target.steps.map(({ name }, index) => ({ label: `${index + 1} ${name}`, look: lookAt(name), isFinal: false })),
    ...target.finally.map(({ name }) => ({ label: `  ${name}`, look: lookAt(name), isFinal: true })),
  ];
}

/** What each step that was taken has found, below its name. */
export function renderStepDetails(
  target: FlowTarget,
  looks: readonly StepLook[],
  columns: number,
  paint: Paint,
  detailsOf: (look: StepLook) => readonly string[],
): string[] {
  return takenSteps(target, looks).flatMap(({ label, look }) =>
    look ? [paint('bold', cutTo(label.trim(), columns)), ...detailsOf(look).map((line) => `  ${line}`)] : [],
  );
}

/** What the step asked that is most worth repeating by hand; undefined where all is well. */
export function worstRequest(target: FlowTarget, looks: readonly StepLook[]): HttpTarget | undefined {
  const worst = worstLook(looks);
  return [...target.steps, ...target.finally].find(({ name }) => name === worst?.step)?.http;
}

/** What the variables of a command stand for: `$token is what "log in" carries`. */
export const mentionTexts = ({ steps }: FlowTarget, request: HttpTarget): string[] =>
  carriedIn(JSON.stringify(request)).map((name) => {
    const owner = steps.find(({ carry }) => Object.hasOwn(carry, name));
    return `$${name} is what "${owner?.name}" carries`;
  });

const GRAVITY = { down: 2, unknown: 2, degraded: 1, up: 0 } as const;

/** The first of the gravest that is not up. */
export function worstLook(looks: readonly StepLook[]): StepLook | undefined {
  const gravest = Math.max(0, ...looks.map(({ judgement }) => GRAVITY[judgement.verdict]));
  return gravest > 0 ? looks.find(({ judgement }) => GRAVITY[judgement.verdict] === gravest) : undefined;
}
