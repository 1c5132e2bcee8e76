/** The one place that names a target for people. Secret references stay as they are written. */
import type { Target } from './target.ts';

/** What was asked, on one line: `https://example.org/health`. Not cleaned and not capped: see `plainText`. */
export function targetText(target: Target): string {
  switch (target.kind) {
    case 'http':
      return target.url;
  }
}
