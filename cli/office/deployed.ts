/** The logbook of a deployment, straight in its table, with this machine's own credentials. */
import { DynamoDBClient, ListTablesCommand, ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import { systemClock } from '../../shared/clock/system-clock.ts';
import type { Fleet } from '../../shared/domain/monitor.ts';
import { type Office, officeOf } from '../../shared/logbook/carry-out.ts';
import { Refusal } from '../../shared/logbook/refusal.ts';
import { createStore } from '../../shared/store/index.ts';
import { createLogbook } from '../../shared/store/logbook.ts';
import { newId } from '../../shared/store/new-id.ts';
import { Misuse } from '../misuse.ts';
import { deployedSetting } from './setting.ts';

/** Of the table in infra/log-table.ts, after the name of the stack; CloudFormation adds letters of its own. */
const TABLE_IN_STACK = '-LogTable';

const REQUEST_TIMEOUT_MS = 5000;

/** `table` is the output TableName of the deployment. */
export function tableOffice(table: string, fleet: () => Fleet): Office {
  return spoken(`the table ${table}`, office(newClient(), table, fleet));
}

/** Looks the table up by the name of its stack, with the first order that is given. */
export function stackOffice(stack: string, fleet: () => Fleet): Office {
  const client = newClient();
  return spoken(`the stack ${stack}`, async (verb, input) =>
    office(client, await tableOf(client, stack), fleet)(verb, input),
  );
}

const newClient = (): DynamoDBClient =>
  new DynamoDBClient({
    maxAttempts: 3,
    requestHandler: { requestTimeout: REQUEST_TIMEOUT_MS, throwOnRequestTimeout: true },
  });

function office(client: DynamoDBClient, tableName: string, fleet: () => Fleet): Office {
  const table = { client, tableName };
  const kept = { store: createStore(table), logbook: createLogbook(table) };
  const watched = { monitors: () => fleet().monitors, setting: () => deployedSetting(fleet()) };
  return officeOf({ ...kept, ...watched, clock: systemClock, newId });
}

async function tableOf(client: DynamoDBClient, stack: string): Promise<string> {
  const prefix = stack + TABLE_IN_STACK;
  // Names come in the order of their bytes, and the one before the prefix need not exist.
  const { TableNames = [] } = await client.send(new ListTablesCommand({ ExclusiveStartTableName: prefix, Limit: 10 }));
  const [table, ...others] = TableNames.filter((name) => name.startsWith(prefix));
  if (table !== undefined && others.length === 0) return table;
  const example = 'nightjar overrides --table Nightjar-LogTable…';
  if (table === undefined) {
    const message = `No table of a stack ${stack} is in this account and region. --table takes the output TableName of the deployment.`;
    throw new Misuse(message, { example });
  }
  const list = [table, ...others].join('\n  ');
  throw new Misuse(`Several tables are left of stacks named ${stack}; choose one with --table:\n  ${list}`, {
    example,
  });
}

/** What AWS refuses is for whoever has the credentials to sort out, and no fault of the program. */
const spoken =
  (where: string, carryOut: Office): Office =>
  async (verb, input) => {
    try {
      return await carryOut(verb, input);
    } catch (cause) {
      if (cause instanceof Refusal || cause instanceof Misuse || !(cause instanceof Error)) throw cause;
      const reason =
        cause instanceof ResourceNotFoundException ? 'There is no such table in this region.' : cause.message;
      throw new Misuse(`Nightjar's logbook in ${where} cannot be used. ${reason}`, {
        example: 'AWS_REGION=eu-west-1 AWS_PROFILE=ops nightjar overrides --stack Nightjar',
        cause,
      });
    }
  };
