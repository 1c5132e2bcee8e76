/** What only the person at the keyboard can put right. Printed without a stack, with an example where there is one. */

export class Misuse extends Error {
  readonly example: string | undefined;
  constructor(message: string, options: { example?: string; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = 'Misuse';
    this.example = options.example;
  }
}

/** Exit codes that scripts can rely on; also in the help. */
export const EXIT = { fine: 0, down: 1, misuse: 2 } as const;
