/** The same plain data with every string value passed through `change`, which is told the name of the field it stands in. */
export function mapStrings<T>(data: T, change: (text: string, key: string) => string): T {
  return walk(data, '') as T;

  function walk(value: unknown, key: string): unknown {
    if (typeof value === 'string') return change(value, key);
    if (Array.isArray(value)) return value.map((inner) => walk(inner, key));
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, walk(inner, name)]));
  }
}
