/**
 * Tries the properties of the parsers on many inputs, by hand: `node test/fuzz/run.ts [inputs] [word in the name]`.
 * A million inputs of each take a minute, of the configuration several.
 */
import fc from 'fast-check';
import { FUZZED } from './properties.ts';

const [inputs = '1000000', word = ''] = process.argv.slice(2);

for (const { name, property } of FUZZED.filter((each) => each.name.includes(word))) {
  const startedAt = performance.now();
  const numRuns = Number(inputs);
  fc.assert(property as fc.IRawProperty<unknown>, { numRuns });
  const seconds = (performance.now() - startedAt) / 1000;
  console.log(`${name}: ${numRuns.toLocaleString('en-GB')} inputs in ${seconds.toFixed(0)} s, none against it`);
}
