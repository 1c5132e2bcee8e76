/** Hands out one source file with one piece replaced, to this thread alone; the tree is not touched. */
import { registerHooks } from 'node:module';
import type { Mutant } from './list.ts';
import { mutate } from './mutate.ts';

export function injectMutant(mutant: Mutant): void {
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      if (!url.endsWith(`/${mutant.file}`)) return loaded;
      return { ...loaded, source: mutate(String(loaded.source), mutant) };
    },
  });
}
