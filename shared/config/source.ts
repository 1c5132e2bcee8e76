/** The YAML of a file: its value, what is wrong with its syntax, and where in the text each value stands. */
import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
} from 'yaml';
import type { Path, Telling } from './problem.ts';
import { syntaxTelling } from './syntax.ts';

const MOST_ALIASES = 100;
const LARGEST_CHARACTERS = 1_000_000;
const DEEPEST = 20;
const TOO_DEEP = 'the file is nested too deeply to be read';

export interface Place {
  /** Both from 1. */
  readonly line: number;
  readonly column: number;
  /** Offsets of the first character and of the one after the last. */
  readonly range: readonly [number, number];
}

export interface SyntaxFlaw extends Telling {
  readonly place: Place;
  /** Anything may follow from it; a key that is given twice is harmless to the rest. */
  readonly isGrave: boolean;
  /** Something stands where the parser expected nothing more. */
  readonly isLeftOver?: boolean;
}

export interface Source {
  /** What the file says, as plain values; undefined where nothing could be made of it. */
  readonly value: unknown;
  readonly flaws: readonly SyntaxFlaw[];
  /** Where a value stands, or its key, or else the nearest thing around it. */
  locate(path: Path, isKey?: boolean): Place;
}

/** Never throws, whatever the text. */
export function readSource(text: string): Source {
  if (text.length > LARGEST_CHARACTERS) return unreadable('the file is larger than a million characters');
  try {
    return readYaml(text);
  } catch {
    return unreadable(TOO_DEEP);
  }
}

function unreadable(message: string): Source {
  const place: Place = { line: 1, column: 1, range: [0, 0] };
  return { value: undefined, flaws: [{ message, place, isGrave: true }], locate: () => place };
}

function readYaml(text: string): Source {
  const lines = new LineCounter();
  const textOfLine = text.split('\n');
  const document = parseDocument(text, {
    lineCounter: lines,
    logLevel: 'error',
    merge: true,
    prettyErrors: false,
    resolveKnownTags: false,
    schema: 'core',
    stringKeys: true,
  });
  const placeOf = ([from, to]: readonly [number, number]): Place => {
    const { line, col } = lines.linePos(from);
    return { line: Math.max(1, line), column: Math.max(1, col), range: [from, to] };
  };
  const openQuote = document.errors.find(({ code, message }) => code === 'MISSING_CHAR' && message.includes('quote'));
  const aliasFlaws = unresolvedAliases(document, placeOf);
  const { value, flaw } = aliasFlaws.length > 0 ? { value: undefined } : toValue(document);
  const flaws = [
    ...[...document.errors, ...document.warnings].map((error): SyntaxFlaw => {
      const place = placeOf(error === openQuote ? (openingOf(document, error.pos[0]) ?? error.pos) : error.pos);
      const telling = syntaxTelling(error, textOfLine[place.line - 1] ?? '');
      const isLeftOver = error.code === 'UNEXPECTED_TOKEN';
      return { ...telling, place, isGrave: error.code !== 'DUPLICATE_KEY', isLeftOver };
    }),
    ...aliasFlaws,
    ...(flaw ? [{ ...flaw, place: placeOf([0, 0]), isGrave: true }] : []),
  ];
  return { value, flaws: withoutEchoes(flaws), locate: (path, isKey) => placeOf(rangeOf(document, path, isKey)) };
}

function toValue(document: Document.Parsed): { value: unknown; flaw?: Telling } {
  try {
    return { value: document.toJS({ maxAliasCount: MOST_ALIASES }) };
  } catch (error) {
    if (error instanceof RangeError) return { value: undefined, flaw: { message: TOO_DEEP } };
    const isMerge = error instanceof Error && error.message.startsWith('Merge');
    const flaw: Telling = isMerge
      ? { message: 'a merge (<<) has something other than a map to merge', expected: '<<: *name of a map' }
      : { message: 'aliases (*name) multiply the file', expected: `at most ${MOST_ALIASES} values through aliases` };
    return { value: undefined, flaw };
  }
}

function unresolvedAliases(
  document: Document.Parsed,
  placeOf: (range: readonly [number, number]) => Place,
): SyntaxFlaw[] {
  const message = 'this alias (*name) has no anchor (&name) before it';
  const expected = 'an anchor further up; quotes, if a text begins with *';
  return [...nodesIn(document.contents)]
    .filter((node) => isAlias(node) && !node.resolve(document))
    .map((node) => ({ message, expected, place: placeOf(spanOf(node) ?? [0, 0]), isGrave: true }));
}

/** Every node of the document, as deep as anything valid is nested. */
function* nodesIn(node: unknown, depth = 0): Generator<Node, undefined> {
  if (!isNode(node) || depth > DEEPEST) return;
  yield node;
  for (const child of isCollection(node) ? node.items : []) {
    if (isPair(child)) yield* nodesIn(child.key, depth + 1);
    yield* nodesIn(isPair(child) ? child.value : child, depth + 1);
  }
}

/**
 * One slip of the pen often confuses the parser several times: the first complaint of a line is the one that helps, and
 * what is left over after another complaint is only its echo.
 */
function withoutEchoes(flaws: readonly SyntaxFlaw[]): SyntaxFlaw[] {
  const inOrder = [...flaws].sort((a, b) => a.place.range[0] - b.place.range[0]);
  const firstGrave = inOrder.findIndex(({ isGrave }) => isGrave);
  const lines = new Set<number>();
  return inOrder.filter(({ isLeftOver, place }, index) => {
    const isEcho = lines.has(place.line) || (isLeftOver && firstGrave >= 0 && index > firstGrave);
    lines.add(place.line);
    return !isEcho;
  });
}

/** Where the quotes were opened that are still open when the parser complains: there is what has to be put right. */
function openingOf(document: Document.Parsed, end: number): [number, number] | undefined {
  return spanOf([...nodesIn(document.contents)].find((node) => isQuoted(node) && node.range?.[1] === end));
}

const isQuoted = (node: Node): boolean => isScalar(node) && (node.type?.startsWith('QUOTE') ?? false);

function rangeOf(document: Document.Parsed, path: Path, isKey = false): readonly [number, number] {
  let node: Node | null = document.contents;
  let range = spanOf(node) ?? [0, 0];
  for (const [depth, segment] of path.entries()) {
    const container = resolved(node, document);
    const child = childOf(container, segment, document);
    if (!child) break;
    const keyRange = isPair(child) ? spanOf(child.key) : undefined;
    node = (isPair(child) ? child.value : child) as Node | null;
    const valueRange = isPair(child) && isEmpty(node) ? undefined : spanOf(node);
    const isWanted = isKey && depth === path.length - 1;
    range = (isWanted ? keyRange : undefined) ?? valueRange ?? keyRange ?? range;
  }
  return range;
}

/** In a map the whole pair, so that the key's place is known as well. */
function childOf(node: Node | null, segment: string | number, document: Document.Parsed): Pair | Node | undefined {
  if (isSeq(node)) return node.items[Number(segment)] as Node | undefined;
  if (!isMap(node)) return undefined;
  const named = node.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === String(segment));
  if (named) return named;
  const merged = node.items.find((pair) => isScalar(pair.key) && pair.key.value === '<<')?.value as Node | null;
  const sources = isSeq(merged) ? (merged.items as Node[]) : merged ? [merged] : [];
  return sources.map((source) => childOf(resolved(source, document), segment, document)).find((found) => found);
}

const resolved = (node: Node | null, document: Document.Parsed): Node | null =>
  isAlias(node) ? (node.resolve(document) ?? null) : node;

const isEmpty = (node: Node | null): boolean =>
  node === null || (isScalar(node) && node.value === null && !node.source);

function spanOf(node: unknown): [number, number] | undefined {
  const range = isNode(node) ? node.range : undefined;
  return range ? [range[0], range[1]] : undefined;
}
