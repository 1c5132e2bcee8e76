/** The logbook in a data folder: through the Nightjar that runs on it, or straight from the disk where none does. */
import { existsSync } from 'node:fs';
import { systemClock } from '../../shared/clock/system-clock.ts';
import type { Fleet } from '../../shared/domain/monitor.ts';
import { type Office, officeOf } from '../../shared/logbook/carry-out.ts';
import { newId } from '../../shared/store/new-id.ts';
import { Misuse } from '../misuse.ts';
import { findAdmin } from '../run/admin-file.ts';
import { FolderInUse } from '../run/lock-folder.ts';
import { openTable } from '../run/open-table.ts';
import { NobodyThere, runningOffice } from './running.ts';
import { localSetting } from './setting.ts';

const TRIES = 15;
const PAUSE_MS = 200;

/**
 * The lock decides, for it is let go of however a process ends. Between the two a run may be starting or stopping, or
 * another command may have the folder for a moment: then it is tried again.
 */
export function folderOffice(folder: string, fleet: () => Fleet): Office {
  return async (verb, input) => {
    if (!existsSync(folder)) throw noFolder(folder);
    for (let tries = 1; ; tries++) {
      const done =
        (await onDisk(folder, fleet, (office) => office(verb, input))) ??
        (await running(folder, (office) => office(verb, input)));
      if (done) return done.outcome;
      if (tries === TRIES) throw busy(folder);
      await systemClock.sleep(PAUSE_MS);
    }
  };
}

interface Done<T> {
  readonly outcome: T;
}

/** Undefined where another process has the folder. */
async function onDisk<T>(
  folder: string,
  fleet: () => Fleet,
  work: (office: Office) => Promise<T>,
): Promise<Done<T> | undefined> {
  const table = await openTable(folder, systemClock).catch((error: unknown) => {
    if (error instanceof FolderInUse) return undefined;
    const reason = error instanceof Error ? error.message : String(error);
    throw new Misuse(`The data folder ${folder} cannot be used: ${reason}.`, {
      example: 'nightjar overrides --data .nightjar',
      cause: error,
    });
  });
  if (!table) return undefined;
  try {
    const deps = { ...table, clock: systemClock, newId, monitors: () => fleet().monitors };
    return { outcome: await work(officeOf({ ...deps, setting: () => localSetting(fleet()) })) };
  } finally {
    await table.close();
  }
}

/** Undefined where none answers yet, or any more. */
async function running<T>(folder: string, work: (office: Office) => Promise<T>): Promise<Done<T> | undefined> {
  const access = await findAdmin(folder).catch((cause: unknown) => {
    throw new Misuse(`Nightjar runs on ${folder}, and only who started it may give it orders.`, { cause });
  });
  if (!access) return undefined;
  try {
    return { outcome: await work(runningOffice(access)) };
  } catch (error) {
    if (error instanceof NobodyThere) return undefined;
    throw error;
  }
}

const noFolder = (folder: string): Misuse =>
  new Misuse(`There is no data folder ${folder} here. --data names that of a local run, --stack a deployment in AWS.`, {
    example: 'nightjar run --data .nightjar makes one; nightjar overrides --stack Nightjar asks a deployment',
  });

const busy = (folder: string): Misuse =>
  new Misuse(
    `Another process has the data folder ${folder} and takes no orders. Is it a Nightjar of an earlier version?`,
  );
