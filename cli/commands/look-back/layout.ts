/** What the commands that look back have in common. */

/** Their part of the help. */
export const GROUP = 'To understand:';

const NARROWEST = 60;

/** Of the terminal; a file or a pipe gets as many as a wide one. */
export const COLUMNS = Math.max(NARROWEST, process.stdout.columns ?? 120);
