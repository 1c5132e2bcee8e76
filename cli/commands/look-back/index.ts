/** Everything by which people understand what happened, in the order of the help. */
import type { Command } from 'commander';
import { explainCommand } from './explain.ts';
import { incidentCommand, incidentsCommand, reportCommand } from './incidents.ts';

export const lookBackCommands = (): Command[] => [
  explainCommand(),
  incidentsCommand(),
  incidentCommand(),
  reportCommand(),
];
