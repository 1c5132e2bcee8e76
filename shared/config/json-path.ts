/** JSONPaths (RFC 9535) of a file. */
import { compile } from 'json-p3';
import { z } from 'zod';
import { report } from './fields.ts';
import { quoted, type Telling } from './problem.ts';

export const jsonPath = z.string().superRefine((path, context) => {
  const flaw = jsonPathFlaw(path);
  if (flaw) report(context, flaw);
});

/** Can the path select one value at most, whatever the body holds? */
export const isSingular = (path: string): boolean => compile(path).singularQuery();

function jsonPathFlaw(path: string): Telling | undefined {
  const expected = 'a JSONPath (RFC 9535), which begins with $';
  try {
    compile(path);
    return undefined;
  } catch (error) {
    const meant = `$.${path.replace(/^[$.]+/, '')}`;
    if (!path.startsWith('$') && isJsonPath(meant)) {
      return { message: `${quoted(path)} is not a JSONPath; did you mean ${quoted(meant)}?`, expected };
    }
    const reason = error instanceof Error ? error.message.replace(/ \('.*$/s, '') : '';
    return {
      message: `${quoted(path)} is not a valid JSONPath: ${reason}`,
      expected,
      example: '$.checks.database: ok',
    };
  }
}

function isJsonPath(path: string): boolean {
  try {
    compile(path);
    return true;
  } catch {
    return false;
  }
}
