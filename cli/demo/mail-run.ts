/**
 * A job of the demo that nobody can ask: it reports by itself, by HTTP and by its token, to the run that watches it.
 *
 * Its token stands here for everybody to read, so it proves nothing, which is right for a demo only. The token of a real
 * job is made by `nightjar heartbeat new` and known to that job alone.
 */

export const DEMO_TOKEN = 'a-token-that-everybody-knows';

const EVERY_MS = 5000;

export interface MailRun {
  /** Keeps it from reporting, as a job that hangs or has died would. */
  setSilent(isSilent: boolean): void;
  close(): Promise<void>;
}

/** Resolves after the first report, so that the first look finds one. `url` is where the run takes heartbeats. */
export async function startMailRun(url: string, everyMs = EVERY_MS): Promise<MailRun> {
  let isSilent = false;
  let last = report(url);
  await last;
  const timer = setInterval(() => {
    if (!isSilent) last = report(url);
  }, everyMs);
  return {
    setSilent(silent) {
      isSilent = silent;
    },
    async close() {
      clearInterval(timer);
      await last;
    },
  };
}

/** Whether it was heard is none of a job's business: it has mail to send. */
async function report(url: string): Promise<void> {
  await fetch(`${url}/beat/${DEMO_TOKEN}`, { method: 'POST', signal: AbortSignal.timeout(EVERY_MS) }).catch(() => {});
}
