/** Every row of eight verdicts with a death at every call: `node test/sim/run-crash-points.ts [verdicts …]`. */
import { allVerdicts, casesOf, tryOut } from './crash-points.ts';

const given = process.argv.slice(2);
const rows = given.length > 0 ? given : allVerdicts(8);
const started = performance.now();
let tried = 0;
let flawed = 0;

for (const verdicts of rows) {
  for await (const one of casesOf(verdicts)) {
    const { flaw } = await tryOut(one);
    tried += 1;
    if (!flaw) continue;
    flawed += 1;
    console.error(`${JSON.stringify(one)}: ${flaw}`);
  }
}

const seconds = Math.round((performance.now() - started) / 1000);
console.log(`${tried} cases of ${rows.length} rows of verdicts in ${seconds} s; ${flawed} flaws`);
process.exitCode = flawed > 0 ? 1 : 0;
