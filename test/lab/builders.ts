/** Small builders: a target and what is most often expected of it. */
import type { Assertion } from '../../shared/domain/checks/assertion.ts';
import type { HttpTarget } from '../../shared/domain/checks/target.ts';

export const STATUS_2XX: Assertion = { effect: 'down', subject: 'status', ranges: [{ from: 200, to: 299 }] };

export const bodyContains = (text: string): Assertion => ({ effect: 'down', subject: 'body', op: 'contains', text });

export const aTarget = (url: string, target: Partial<HttpTarget> = {}): HttpTarget => ({
  kind: 'http',
  url,
  method: 'GET',
  headers: {},
  maxRedirects: 5,
  allowDowngrade: false,
  allowPrivate: false,
  ...target,
});
