/** What the YAML parser complains of, in words for people. The parser's own words may quote a secret, so none are used. */
import type { ErrorCode, YAMLError } from 'yaml';
import type { Telling } from './problem.ts';

const TELLINGS: Readonly<Partial<Record<ErrorCode, Telling>>> = {
  ALIAS_PROPS: { message: 'an alias (*name) cannot have an anchor or a tag of its own' },
  BAD_ALIAS: { message: 'this is not a valid anchor or alias' },
  BAD_COLLECTION_TYPE: { message: 'this tag does not fit what follows it', expected: 'no tags' },
  BAD_DIRECTIVE: { message: 'this directive (a line that begins with %) is not known', expected: 'no directives' },
  BAD_DQ_ESCAPE: {
    message: 'this backslash escape is not known',
    expected: 'single quotes, where a backslash is only a backslash',
    example: "contains: 'C:\\data'",
  },
  BAD_INDENT: {
    message: 'the indentation does not fit',
    expected: 'keys of one map in one column, and every bracket closed',
  },
  BAD_SCALAR_START: {
    message: 'a value cannot begin with this character unless it is quoted',
    expected: 'quotes around the value',
    example: 'contains: "@home"',
  },
  BLOCK_AS_IMPLICIT_KEY: {
    message: 'a second colon on one line',
    expected: 'quotes around a value that holds a colon and a space, or a new line for each key',
    example: 'name: "Rota: night shift"',
  },
  BLOCK_IN_FLOW: {
    message: 'a list or map by indentation cannot stand inside brackets',
    expected: '[a, b] or { a: b }',
  },
  DUPLICATE_KEY: { message: 'this key is given twice', expected: 'each key once in a map' },
  MISSING_CHAR: { message: 'a quote, a bracket, a comma or a colon is missing' },
  MULTILINE_IMPLICIT_KEY: { message: 'a key is broken over lines', expected: 'a key and a colon on one line' },
  MULTIPLE_DOCS: { message: 'a second document begins here', expected: 'one document; take the line --- out' },
  NON_STRING_KEY: { message: 'a key must be plain text' },
  RESOURCE_EXHAUSTION: { message: 'the file is nested too deeply' },
  TAB_AS_INDENT: { message: 'a tab cannot indent', expected: 'spaces' },
  TAG_RESOLVE_FAILED: { message: 'tags have no meaning in this file', expected: 'a value without a tag (!name)' },
};

const UNQUOTED_REFERENCE: Telling = {
  message: 'a reference inside braces or brackets needs quotes',
  expected: 'quotes around the reference',
  example: 'auth: { bearer: "${env:TOKEN}" }',
};

const ELSE: Telling = {
  message: 'the YAML goes on where it should have ended',
  expected: 'quotes around a value that holds special characters, and every bracket closed once',
};

const OPEN_QUOTE: Telling = { message: 'a text in quotes begins here and does not end' };
const OPEN_BRACKET: Telling = { message: 'a bracket further up is not closed', expected: '[a, b] or { a: b }' };

/** `line` is the text of the line at fault: some causes deserve their own words. */
export function syntaxTelling({ code, message }: YAMLError, line: string): Telling {
  if (code === 'MISSING_CHAR' && message.includes('quote')) return OPEN_QUOTE;
  if (message.startsWith('Flow ') && (code === 'BAD_INDENT' || code === 'MISSING_CHAR')) return OPEN_BRACKET;
  const reference = line.search(/[\s,:[]\$\{/);
  const isInBrackets = reference > 0 && /[{[]/.test(line.slice(0, reference + 1));
  return isInBrackets && code !== 'DUPLICATE_KEY' ? UNQUOTED_REFERENCE : (TELLINGS[code] ?? ELSE);
}
