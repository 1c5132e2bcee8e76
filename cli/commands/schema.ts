/** `nightjar schema`: the JSON Schema of monitors.yaml, for editors and for other programs. */
import { Command } from 'commander';
import { jsonSchema } from '../../shared/config/index.ts';

const GUIDE = `
Editors with a YAML language server complete and check monitors.yaml when its
first line is
  # yaml-language-server: $schema=./monitors.schema.json

Example:
  $ nightjar schema > monitors.schema.json
`;

export function schemaCommand(): Command {
  return new Command('schema')
    .description('print the JSON Schema of monitors.yaml, for editors')
    .addHelpText('after', GUIDE)
    .action(() => {
      process.stdout.write(`${JSON.stringify(jsonSchema(), null, 2)}\n`);
    });
}
