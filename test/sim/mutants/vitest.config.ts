/** Unit tests with one mutant in place, named by the environment. */
import { defineConfig } from 'vitest/config';
import { MUTANTS } from './list.ts';
import { mutate } from './mutate.ts';

const mutant = MUTANTS.find(({ name }) => name === process.env.NIGHTJAR_MUTANT);
if (!mutant) throw new Error('NIGHTJAR_MUTANT must name a mutant of test/sim/mutants/list.ts');

export default defineConfig({
  plugins: [
    {
      name: `mutant: ${mutant.name}`,
      enforce: 'pre',
      transform: (source, id) => (id.endsWith(`/${mutant.file}`) ? mutate(source, mutant) : undefined),
    },
  ],
  // What was transformed for one mutant must not serve another.
  test: { fsModuleCache: false, include: ['test/**/*.test.ts'], testTimeout: 20_000 },
});
