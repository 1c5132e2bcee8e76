/**
 * Fetches AWS's DynamoDB Local for the contract suite: npx node test/dynamodb-local/install.ts
 *
 * Only the one package is taken, without the 280 others that it depends on, and only if it is the one that was looked
 * at when this was written.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { CACHE, whatIsMissing } from './emulator.ts';

const PACKAGE = 'amplify-dynamodb-simulator@2.9.30';
const SHA512 = 'xTeeRLvzEfqyd5lh3bH4c0kHvSHHmmhD5ZDsHFKAQ5g2Zl6JqlFdutaQhCLHzxEp6Ry1o7TB6niIoXuQAnSewQ==';

mkdirSync(CACHE, { recursive: true });
const output = execFileSync('npm', ['pack', PACKAGE, '--json', '--pack-destination', CACHE], { encoding: 'utf8' });
const [{ filename }] = JSON.parse(output) as [{ filename: string }];
verify(CACHE + filename);
execFileSync('tar', ['-xzf', CACHE + filename, '-C', CACHE, 'package/emulator']);
rmSync(CACHE + filename);
console.log(`DynamoDB Local is in ${CACHE}`);
const missing = whatIsMissing();
if (missing) console.warn(`It cannot run yet: ${missing}.`);

function verify(archive: string): void {
  const found = createHash('sha512').update(readFileSync(archive)).digest('base64');
  if (found === SHA512) return;
  rmSync(archive);
  throw new Error(`${PACKAGE} is not what it was: expected the SHA-512 ${SHA512}, but it is ${found}.`);
}
