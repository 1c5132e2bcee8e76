/** What only the person who asked can put right: a name that nobody knows, a time that is no time. */
export class Refusal extends Error {
  /** What was named and is not known, with everything that is, so that whoever shows this can say what was meant. */
  readonly unknown: { readonly name: string; readonly known: readonly string[] } | undefined;

  constructor(message: string, unknown?: { readonly name: string; readonly known: readonly string[] }) {
    super(message);
    this.name = 'Refusal';
    this.unknown = unknown;
  }
}

export const noSuchMonitor = (name: string, known: Iterable<string>): Refusal =>
  new Refusal(`There is no monitor "${name}".`, { name, known: [...known] });
