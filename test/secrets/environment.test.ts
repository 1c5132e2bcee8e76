import { expect, it } from 'vitest';
import { SecretMissing } from '../../shared/domain/errors.ts';
import { createEnvironmentSecrets } from '../../shared/secrets/environment.ts';

const { read } = createEnvironmentSecrets({ ROTA_TOKEN: 'value', EMPTY: '' });

it('a reference is the value of the variable', async () => {
  expect(await read('env:ROTA_TOKEN')).toBe('value');
});

it.each(['env:ABSENT', 'env:EMPTY'])('%s is missing, and the error says how to set it', async (reference) => {
  await expect(read(reference)).rejects.toThrow(SecretMissing);
  await expect(read(reference)).rejects.toThrow(/^\$\{env:\w+\} is not set\. Set it .*: \w+=\.\.\. npm start$/);
});

it.each(['ssm:/rota/token', 'secret:rota#token'])(
  '%s is only read in AWS, and the error says so',
  async (reference) => {
    await expect(read(reference)).rejects.toThrow(SecretMissing);
    await expect(read(reference)).rejects.toThrow('cannot be read on this machine');
  },
);
