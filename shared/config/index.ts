/** Configuration: `monitors.yaml` in, a fleet or every problem out. Functions in AWS load only `references.ts`. */
export { jsonSchema } from './json-schema.ts';
export { type ParsedFleet, parseFleet } from './parse-fleet.ts';
export { formatProblem, type Problem } from './problem.ts';
