/** What a service of the demo fleet is: a pure function from a request and the service's condition to an answer. */

export interface DemoRequest {
  readonly method: string;
  /** Without a query. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

export interface Condition {
  /** The part that every service has and that fails: a database, mostly. */
  readonly isBroken: boolean;
  /** Answers come, but late. */
  readonly isSlow: boolean;
  /** Milliseconds since the epoch, for the timestamps in answers. */
  readonly now: number;
}

export interface DemoAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export type DemoService = (request: DemoRequest, condition: Condition) => DemoAnswer;

export const json = (status: number, body: object): DemoAnswer => ({
  status,
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify(body),
});

export const text = (status: number, body: string, headers: Readonly<Record<string, string>> = {}): DemoAnswer => ({
  status,
  headers: { 'Content-Type': 'text/plain; charset=utf-8', ...headers },
  body,
});

export const notFound = (): DemoAnswer => text(404, 'Not Found\n');
