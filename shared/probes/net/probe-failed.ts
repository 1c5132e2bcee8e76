/** Ends a probe early with a failure of the closed table. Never leaves the probe. */
import type { FailureCode } from '../../domain/checks/failure.ts';

export class ProbeFailed extends Error {
  readonly code: FailureCode;
  /** What is particular to this case; see `failure` in the domain. */
  readonly detail: string | undefined;

  constructor(code: FailureCode, detail?: string, options?: { cause?: unknown }) {
    super(detail ?? code, options);
    this.name = 'ProbeFailed';
    this.code = code;
    this.detail = detail;
  }
}
