/** Adds up the reports of all suites, and ends with failure unless every suite did well. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
}

const folder = process.argv[2] ?? '.';
const total = { passed: 0, failed: 0, skipped: 0 };

for (const file of readdirSync(folder)
  .filter((name) => name.endsWith('.code'))
  .sort()) {
  const name = file.slice(0, -'.code'.length);
  const code = Number(readFileSync(join(folder, file), 'utf8'));
  const report = reportOf(name);
  // A suite that failed without a failed test: lint, types, a file that could not be loaded, a crash.
  const failed = code !== 0 && report.numFailedTests === 0 ? 1 : report.numFailedTests;
  total.passed += report.numPassedTests;
  total.failed += failed;
  total.skipped += report.numPendingTests;
  console.log(
    `${name}: ${report.numPassedTests} passed, ${failed} failed, ${report.numPendingTests} skipped (exit code ${code})`,
  );
}

console.log(`${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;

function reportOf(name: string): Report {
  const path = join(folder, `${name}.json`);
  if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8'));
  return { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0 };
}
