/** Reads one line of Prometheus text, or a selector of series, from left to right and never back. */

export interface Label {
  readonly name: string;
  readonly value: string;
}

export interface LabelMatcher extends Label {
  readonly op: '=' | '!=';
}

const METRIC_NAME = /[A-Za-z_:][A-Za-z0-9_:]*/y;
const LABEL_NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const OPERATOR = /!?=(?!~)/y;
const QUOTED = /"([^"\\]*(?:\\.[^"\\]*)*)"/sy;
const BLANKS = /[ \t]*/y;
const NUMBER = /([+-]?)(?:(\d+(?:\.\d*)?(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?)|(inf(?:inity)?)|nan)(?![^ \t])/iy;

export class LineReader {
  readonly #line: string;
  #at = 0;

  constructor(line: string) {
    this.#line = line;
  }

  next(): string {
    return this.#line.charAt(this.#at);
  }

  isAtEnd(): boolean {
    return this.#at === this.#line.length;
  }

  skipBlanks(): void {
    this.#take(BLANKS);
  }

  metricName(): string | undefined {
    return this.#token(METRIC_NAME)?.[0];
  }

  /** None where no brace stands; undefined where what stands there is not a list of labels. */
  labels(operators: readonly LabelMatcher['op'][]): LabelMatcher[] | undefined {
    if (!this.#skip('{')) return [];
    const labels = new Map<string, LabelMatcher>();
    while (!this.#skip('}')) {
      const label = this.#label();
      if (!label || !operators.includes(label.op) || labels.has(label.name)) return undefined;
      labels.set(label.name, label);
      if (!this.#skip(',') && this.next() !== '}') return undefined;
    }
    return [...labels.values()];
  }

  #label(): LabelMatcher | undefined {
    const name = this.#token(LABEL_NAME)?.[0];
    const op = this.#token(OPERATOR)?.[0] as LabelMatcher['op'] | undefined;
    const value = this.#token(QUOTED)?.[1];
    return name === undefined || op === undefined || value === undefined
      ? undefined
      : { name, op, value: unescaped(value) };
  }

  /** A value or a timestamp: a decimal number, infinity or NaN, and a blank or nothing after it. */
  number(): number | undefined {
    const match = this.#token(NUMBER);
    if (!match) return undefined;
    const [, sign, decimal, infinity] = match;
    const size =
      decimal !== undefined ? Number(decimal) : infinity !== undefined ? Number.POSITIVE_INFINITY : Number.NaN;
    return sign === '-' ? -size : size;
  }

  /** ` # {trace_id="…"} 0.67 1520879607.8`, of which no more than its shape is looked at. */
  isAtExemplar(): boolean {
    if (!this.#skip('#') || this.next() !== '{' || this.labels(['=']) === undefined) return false;
    if (this.number() === undefined) return false;
    this.number();
    return this.isAtEnd();
  }

  #skip(character: string): boolean {
    if (this.next() !== character) return false;
    this.#at++;
    this.skipBlanks();
    return true;
  }

  #token(pattern: RegExp): RegExpExecArray | undefined {
    const match = this.#take(pattern);
    if (match) this.skipBlanks();
    return match;
  }

  #take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#line);
    if (!match) return undefined;
    this.#at += match[0].length;
    return match;
  }
}

const ESCAPED: Readonly<Record<string, string>> = { n: '\n', '"': '"', '\\': '\\' };

/** A backslash before any other character means itself, as it does to Prometheus. */
const unescaped = (text: string): string =>
  text.replace(/\\(.)/gs, (whole, character: string) => ESCAPED[character] ?? whole);
