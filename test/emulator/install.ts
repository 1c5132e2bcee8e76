/**
 * Installs the AWS emulator that the deployment is proved on, a Python program, into an environment of its own:
 * npx node test/emulator/install.ts
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const REQUIREMENTS = fileURLToPath(new URL('./requirements.txt', import.meta.url));
/** Named by what is in it, so that another version gets another folder. */
const VERSION = createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex').slice(0, 12);
const FOLDER = fileURLToPath(new URL(`../../node_modules/.cache/nightjar/ministack-${VERSION}/`, import.meta.url));
const DONE = `${FOLDER}installed`;

export const PYTHON = `${FOLDER}bin/python`;

/** Why the emulator cannot be installed here, for a person; undefined when it can. */
export function whatIsMissing(): string | undefined {
  if (existsSync(DONE)) return undefined;
  const check = 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))';
  try {
    execFileSync('python3', ['-c', check], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'the AWS emulator is a Python program and needs python3, version 3.10 or later, with its module venv';
  }
}

/** Does nothing if it is there already. */
export function install(): void {
  if (existsSync(DONE)) return;
  execFileSync('python3', ['-m', 'venv', '--clear', FOLDER], { stdio: 'inherit' });
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--requirement', REQUIREMENTS];
  execFileSync(PYTHON, pip, { stdio: 'inherit' });
  execFileSync('touch', [DONE]);
}

if (import.meta.main) install();
