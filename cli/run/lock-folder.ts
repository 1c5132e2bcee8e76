/**
 * One process a folder. The lock is that of a tiny LevelDB beside the data: the operating system holds it for the
 * process and lets go of it however the process ends, so there is no stale lock to clean up after a kill.
 */
import { existsSync } from 'node:fs';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
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
  await makeFolder(folder);
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

/** Folder by folder: `mkdir` with `recursive` never returns where the system denies that a parent is there, as in /proc. */
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const isFolder = code === 'EEXIST' && (await stat(folder)).isDirectory();
    if (isFolder) return;
    if (code !== 'ENOENT' || existsSync(dirname(folder))) throw error;
    await makeFolder(dirname(folder));
    await mkdir(folder, { mode: 0o700 });
  }
}

const isLocked = (error: unknown): boolean =>
  error instanceof Error && (error.cause as { code?: unknown } | undefined)?.code === 'LEVEL_LOCKED';

async function folderInUse(folder: string, pidFile: string, cause: unknown): Promise<FolderInUse> {
  // The file is for the message only: it outlives its process, while the lock does not.
  const pid = await readFile(pidFile, 'utf8').catch(() => '');
  const holder = pid ? `Another Nightjar (process ${pid.trim()})` : 'Another Nightjar';
  return new FolderInUse(
    `${holder} already uses the folder ${folder}. Stop it, or give another folder with --data, for example --data ./nightjar-2.`,
    { cause },
  );
}
