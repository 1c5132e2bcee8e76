/** Asks the tick functions of a deployment, one in each region, to look at a monitor now. */
import { InvokeCommand, LambdaClient, paginateListFunctions } from '@aws-sdk/client-lambda';
import type { CheckAnswer } from '../../functions/tick/check-once.ts';
import type { Check } from '../../shared/tick/check-monitor.ts';

export type RegionalCheck =
  | { readonly region: string; readonly check: Check }
  /** Why nobody there could look. */
  | { readonly region: string; readonly trouble: string };

/** Of infra/tick-function.ts, after the name of the stack; CloudFormation adds letters of its own. */
const FUNCTION_IN_STACK = '-TickChecker';
const PATIENCE_MS = 90_000;

export interface RegionsInput {
  readonly stack: string;
  /** The first is home. */
  readonly regions: readonly string[];
  readonly monitorId: string;
}

/** In the order of the regions. Never rejects: a region that cannot be asked says why. */
export const askRegions = ({ stack, regions, monitorId }: RegionsInput): Promise<RegionalCheck[]> =>
  Promise.all(regions.map((region, index) => askRegion(region, index === 0 ? stack : `${stack}-${region}`, monitorId)));

async function askRegion(region: string, stack: string, monitorId: string): Promise<RegionalCheck> {
  const client = new LambdaClient({ region, maxAttempts: 2 });
  try {
    const name = await functionOf(client, stack);
    if (name === undefined) return { region, trouble: `no stack ${stack} is deployed there` };
    const abortSignal = AbortSignal.timeout(PATIENCE_MS);
    const Payload = JSON.stringify({ check: monitorId });
    const { Payload: payload, FunctionError } = await client.send(new InvokeCommand({ FunctionName: name, Payload }), {
      abortSignal,
    });
    const answer = payload?.transformToString() ?? '';
    if (FunctionError) return { region, trouble: `the function ended with ${FunctionError}: ${answer.slice(0, 200)}` };
    return read(region, answer);
  } catch (error) {
    return { region, trouble: error instanceof Error ? error.message : String(error) };
  } finally {
    client.destroy();
  }
}

function read(region: string, text: string): RegionalCheck {
  const answer = JSON.parse(text) as CheckAnswer;
  if ('check' in answer) return { region, check: answer.check };
  return { region, trouble: 'the deployment there does not know this monitor; deploy the file again' };
}

async function functionOf(client: LambdaClient, stack: string): Promise<string | undefined> {
  const prefix = stack + FUNCTION_IN_STACK;
  for await (const { Functions = [] } of paginateListFunctions({ client }, {})) {
    const found = Functions.find(({ FunctionName = '' }) => FunctionName.startsWith(prefix));
    if (found) return found.FunctionName;
  }
  return undefined;
}
