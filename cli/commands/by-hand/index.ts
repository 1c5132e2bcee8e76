/** Everything that people do by hand, in the order of the help. */
import type { Command } from 'commander';
import { ackCommand, noteCommand, postmortemCommand } from './incident.ts';
import { liftCommand, resumeCommand } from './lift.ts';
import { auditCommand, overridesCommand } from './list.ts';
import { overrideCommand } from './override.ts';

export const byHandCommands = (): Command[] => [
  ackCommand(),
  noteCommand(),
  postmortemCommand(),
  overrideCommand('silence'),
  overrideCommand('maintenance'),
  overrideCommand('pause'),
  resumeCommand(),
  liftCommand(),
  overridesCommand(),
  auditCommand(),
];
