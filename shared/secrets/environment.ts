/** Secrets of a local run: `env:NAME` is an environment variable. */
import { SecretMissing } from '../domain/errors.ts';
import type { Secrets } from '../ports.ts';

/** An empty variable counts as missing: it is a line of a `.env` file that nobody has filled in. */
export function createEnvironmentSecrets(env: Readonly<Record<string, string | undefined>>): Secrets {
  return {
    async read(reference) {
      const name = /^env:(.+)$/.exec(reference)?.[1];
      if (!name) throw new SecretMissing(onlyInAws(reference));
      const value = env[name];
      if (value) return value;
      throw new SecretMissing(
        `${written(reference)} is not set. Set it before the start, for example: ${name}=... npm start`,
      );
    },
  };
}

const onlyInAws = (reference: string): string =>
  `${written(reference)} cannot be read on this machine: only references like ${written('env:NAME')} can. ` +
  'Written that way it works in AWS as well, where it is the parameter /nightjar/NAME of the Parameter Store.';

/** As it stands in `monitors.yaml`, where people look for it. */
const written = (reference: string): string => `\${${reference}}`;
