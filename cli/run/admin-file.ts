/**
 * How a command finds the run that has a data folder, and proves that it may give it orders: a file in the folder which
 * nobody but its owner can read, with an address on loopback and a token that is made anew for each run.
 */
import { chmod, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface AdminAccess {
  /** `http://127.0.0.1:8787`, without a slash at the end. */
  readonly url: string;
  readonly token: string;
}

const fileOf = (folder: string): string => join(folder, 'admin.json');

/** Resolves to the function that takes it away again. */
export async function publishAdmin(folder: string, access: AdminAccess): Promise<() => Promise<void>> {
  const file = fileOf(folder);
  // A file that a former run has left keeps its rights when it is written again.
  await rm(file, { force: true });
  await writeFile(file, `${JSON.stringify(access)}\n`, { mode: 0o600, flag: 'wx' });
  await chmod(file, 0o600);
  return () => rm(file, { force: true });
}

/** Undefined where no run has left one, or not all of it. Rejects where it is somebody else's. */
export async function findAdmin(folder: string): Promise<AdminAccess | undefined> {
  try {
    return JSON.parse(await readFile(fileOf(folder), 'utf8')) as AdminAccess;
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
