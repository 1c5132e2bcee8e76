/** What is really the case: when each target is up, and when a region's way out is open. The checker is never told. */
import type { Random } from '../random.ts';

export interface Span {
  readonly from: number;
  readonly until: number;
}

/** A way out that is closed altogether, for one half of the targets, or because no name is answered. */
export interface Loss extends Span {
  readonly kind: 'all' | 'half' | 'names';
}

/** Alternating spans of trouble, made as far ahead as they are asked for. */
export class Troubles<S extends Span = Span> {
  readonly spans: S[] = [];
  #madeUntil: number;
  #endsAt = Number.POSITIVE_INFINITY;
  readonly #next: (after: number) => S;

  /** `next` draws the span that comes first after an instant. */
  constructor(from: number, next: (after: number) => S) {
    this.#madeUntil = from;
    this.#next = next;
  }

  /** The trouble that there is at this instant. */
  at(instant: number): S | undefined {
    this.#makeUntil(instant);
    for (let index = this.spans.length - 1; index >= 0; index--) {
      const span = this.spans[index];
      if (!span || span.until <= instant) return undefined;
      if (span.from <= instant) return span;
    }
    return undefined;
  }

  /** Whether any part of this time was in trouble. */
  touches(from: number, until: number): boolean {
    this.#makeUntil(until);
    return this.spans.some((span) => span.from < until && from < span.until);
  }

  /** From this instant on everything stays as it is. */
  freeze(instant: number): void {
    const last = this.at(instant);
    while ((this.spans.at(-1)?.from ?? 0) > instant) this.spans.pop();
    if (last) this.spans[this.spans.length - 1] = { ...last, until: Number.POSITIVE_INFINITY };
    this.#endsAt = instant;
  }

  /** From this instant on all is well. */
  end(instant: number): void {
    this.freeze(instant);
    const last = this.spans.at(-1);
    if (last && last.until > instant) this.spans[this.spans.length - 1] = { ...last, until: instant };
  }

  #makeUntil(instant: number): void {
    while (this.#madeUntil <= instant && this.#madeUntil < this.#endsAt) {
      const span = this.#next(this.#madeUntil);
      this.spans.push(span);
      this.#madeUntil = span.until;
    }
  }
}

export type Temper = 'steady' | 'moody' | 'flapping';

/** How a target goes wrong: it refuses at once, hangs, or answers with an error. */
export type Manner = 'refuses' | 'hangs' | 'fails';

export interface Truth {
  readonly temper: Temper;
  readonly manner: Manner;
  readonly down: Troubles;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** `intervalMs` and `threshold` are those of whoever watches it: the nastiest rhythms are close to its own. */
export function drawTruth(
  random: Random,
  start: number,
  watched: { readonly intervalMs: number; readonly threshold: number },
  tempers: readonly [Temper, ...Temper[]],
): Truth {
  const temper = random.pick(tempers);
  const manner = random.pick<Manner>(['refuses', 'hangs', 'fails', 'fails']);
  return { temper, manner, down: new Troubles(start, spansOf(random, start, watched, temper)) };
}

function spansOf(
  random: Random,
  start: number,
  { intervalMs, threshold }: { readonly intervalMs: number; readonly threshold: number },
  temper: Temper,
): (after: number) => Span {
  const never = (): Span => ({ from: Number.POSITIVE_INFINITY, until: Number.POSITIVE_INFINITY });
  if (temper === 'steady') return never;
  if (temper === 'flapping') {
    const period = intervalMs * random.pick([1, 2, threshold, threshold + 1, Math.max(1, threshold - 1)]);
    const calm = random.chance(0.5) ? 0 : random.logUniform(HOUR, 24 * HOUR);
    return (after) => {
      const from = after + period + (random.chance(0.02) ? calm : 0) + random.between(0, 2000);
      return { from, until: from + period };
    };
  }
  const meanUp = random.logUniform(HOUR / 2, 20 * 24 * HOUR);
  return (after) => {
    // Many a thing is broken from the beginning.
    const from = after === start && random.chance(0.1) ? after : after + 1 + random.waiting(meanUp);
    return { from, until: from + random.logUniform(10_000, 6 * HOUR) };
  };
}
