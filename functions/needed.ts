/** A variable that the stack always sets. Without it a function must not start. */
export function needed(environment: Readonly<Record<string, string | undefined>>, name: string): string {
  const value = environment[name];
  if (!value)
    throw new Error(
      `The environment variable ${name} is not set. infra/ sets it at deployment; was it removed by hand?`,
    );
  return value;
}
