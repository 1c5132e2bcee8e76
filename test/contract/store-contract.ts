/** What every engine has to do for the store. One suite, run by each engine that Nightjar is said to run on. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe } from 'vitest';
import type { Store } from '../../shared/ports.ts';
import { createStore, createTable, type StoreOptions } from '../../shared/store/index.ts';
import { attentionContract } from './store/attention.ts';
import { capacityContract } from './store/capacity.ts';
import { cursorContract } from './store/cursors.ts';
import { heartbeatContract } from './store/heartbeats.ts';
import { incidentContract } from './store/incidents.ts';
import { messageContract } from './store/messages.ts';
import { stateContract } from './store/states.ts';
import { tickContract } from './store/ticks.ts';
import { NOON } from './store-builders.ts';

export interface Engine {
  readonly client: DynamoDBClient;
  close(): Promise<void>;
}

/** A store on a table of its own, made anew for each test; its clock stands at `NOON` unless a test moves it. */
export interface StoreUnderTest {
  readonly store: Store;
  /** The same table through other options. */
  with(options: Partial<StoreOptions>): Store;
}

export function describeStore(name: string, open: () => Promise<Engine>): void {
  describe(`the store on ${name}`, () => {
    let engine: Engine;
    let tables = 0;

    beforeAll(async () => {
      engine = await open();
    });
    afterAll(() => engine?.close());

    const subject = storeContract(async () => {
      const common = { client: engine.client, tableName: `contract-${++tables}`, clock: { now: () => NOON } };
      await createTable(engine.client, common.tableName);
      return { store: createStore(common), with: (options) => createStore({ ...common, ...options }) };
    });
    capacityContract(subject);
  });
}

/** What a store has to do wherever it keeps its items; `make` is called before each test. */
export function storeContract(make: () => Promise<StoreUnderTest>): () => StoreUnderTest {
  let current: StoreUnderTest;
  beforeEach(async () => {
    current = await make();
  });
  const subject = () => current;
  tickContract(subject);
  cursorContract(subject);
  stateContract(subject);
  attentionContract(subject);
  messageContract(subject);
  incidentContract(subject);
  heartbeatContract(subject);
  return subject;
}
