/**
 * One process a folder. The lock is that of a tiny LevelDB beside the data: the operating system holds it for the
 * process and lets go of it however the process ends, so there is no stale lock to clean up after a kill.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ClassicLevel } from 'classic-level';

/** The message says which process it is and what to do. */
export class FolderInUse extends Error {
  constructor(message: string, options: { cause: unknown }) {
    super(message, options);
    this.name = 'FolderInUse';
  }
}

/** Resolves to the function that lets go of the folder. Throws `FolderInUse` when another process has it. */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  // What is in it, such as the key that signs links, is for its owner alone.
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const lock = new ClassicLevel(join(folder, 'lock'));
  const pidFile = join(folder, 'pid');
  try {
    await lock.open();
  } catch (cause) {
    throw isLocked(cause) ? await folderInUse(folder, pidFile, cause) : cause;
  }
  await writeFile(pidFile, `${process.pid}\n`);
  return () => lock.close();
}

const isLocked = (error: unknown): boolean =>
  error instanceof Error && (error.cause as { code?: unknown } | undefined)?.code === 'LEVEL_LOCKED';

async function folderInUse(folder: string, pidFile: string, cause: unknown): Promise<FolderInUse> {
  // The file is for the message only: it outlives its process, while the lock does not.
  const pid = await readFile(pidFile, 'utf8').catch(() => '');
  const holder = pid ? `another nightjar (process ${pid.trim()})` : 'another nightjar';
  return new FolderInUse(
    `${holder} already uses the folder ${folder}; stop it, or give another folder with --data, for example --data ./nightjar-2.`,
    { cause },
  );
}
