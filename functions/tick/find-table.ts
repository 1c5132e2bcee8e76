/** The name of the table: given at home, looked up from another region, where no deployment can know it. */
import { loadSsmClient } from '../load-ssm-client.ts';
import { needed } from '../needed.ts';

export async function findTable(environment: NodeJS.ProcessEnv): Promise<string> {
  const parameter = environment.NIGHTJAR_TABLE_PARAMETER;
  if (!parameter) return needed(environment, 'NIGHTJAR_TABLE');
  const { GetParameterCommand } = await import('../../shared/secrets/ssm.ts');
  const client = await loadSsmClient();
  const { Parameter } = await client.send(new GetParameterCommand({ Name: parameter }));
  if (Parameter?.Value) return Parameter.Value;
  throw new Error(`The parameter ${parameter} is empty; deploy the stack of the home region again, which writes it.`);
}
