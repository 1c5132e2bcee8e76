/** Commands as a person types them, in this process, for most of the time goes into starting one. */
import { Command, CommanderError } from 'commander';
import { vi } from 'vitest';
import { Misuse } from '../../cli/misuse.ts';

export interface Typed {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** `args` begins with the name of one of the commands, which are made anew for each time. */
export async function typedOf(commands: () => readonly Command[], args: readonly string[]): Promise<Typed> {
  const [name, ...rest] = args;
  const command = commands().find((each) => each.name() === name) ?? new Command();
  const printed: string[] = [];
  const complained: string[] = [];
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    printed.push(String(chunk));
    return true;
  });
  const outcome = (exit: number) => ({ exit, stdout: printed.join(''), stderr: complained.join('') });
  command.exitOverride().configureOutput({
    writeOut: (text) => void printed.push(text),
    writeErr: (text) => void complained.push(text),
  });
  try {
    await command.parseAsync(rest, { from: 'user' });
    return outcome(0);
  } catch (error) {
    if (error instanceof CommanderError) return outcome(error.exitCode);
    if (!(error instanceof Misuse)) throw error;
    complained.push(`${error.message}\n`);
    return outcome(2);
  } finally {
    write.mockRestore();
  }
}
