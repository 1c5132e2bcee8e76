/** A job that reports every few seconds that it is alive, until it is stopped. */
import { hashOfToken, newToken } from '../../functions/beat/tokens.ts';

export interface Job {
  readonly tokenHash: string;
  /** `beatUrl` is where the deployment takes reports, to which a slash and the token are added. */
  start(beatUrl: string): void;
  stop(): void;
  /** Of each report, in order; 0 where there was no answer. */
  readonly answers: readonly number[];
}

const EVERY_MS = 3000;

export function createJob(): Job {
  const token = newToken();
  const answers: number[] = [];
  let timer: NodeJS.Timeout | undefined;
  return {
    tokenHash: hashOfToken(token),
    answers,
    start(beatUrl) {
      const report = async (): Promise<void> => {
        const answer = await fetch(`${beatUrl}/${token}`, { method: 'POST' }).catch(() => undefined);
        answers.push(answer?.status ?? 0);
      };
      void report();
      timer = setInterval(report, EVERY_MS);
    },
    stop: () => clearInterval(timer),
  };
}
