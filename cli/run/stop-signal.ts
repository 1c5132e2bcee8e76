/** Ctrl-C and its relatives: the first asks for an orderly end, a second one ends at once. */

/** npm, a shell and the launcher may each pass the same Ctrl-C on; within this time they are one. */
const SAME_KEYPRESS_MS = 500;

const INTERRUPTED_EXIT = 130;

/** Aborts at the first signal, and when the launcher that started this process is gone. */
export function stopSignal(): AbortSignal {
  const stop = new AbortController();
  let firstAt: number | undefined;
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, onSignal);
  process.once('disconnect', () => stop.abort());
  process.channel?.unref();
  return stop.signal;

  function onSignal(): void {
    const at = performance.now();
    firstAt ??= at;
    if (at - firstAt > SAME_KEYPRESS_MS) process.exit(INTERRUPTED_EXIT);
    stop.abort();
  }
}
