import { describe, it } from 'vitest';
import { describeLogbookOnTable } from '../contract/logbook-on-table.ts';
import { describeStore } from '../contract/store-contract.ts';
import { startDynamoDbLocal, whatIsMissing } from './emulator.ts';

const missing = whatIsMissing();

if (missing === undefined) {
  describeStore("AWS's DynamoDB Local", startDynamoDbLocal);
  describeLogbookOnTable("AWS's DynamoDB Local", startDynamoDbLocal);
} else if (process.env.NIGHTJAR_REQUIRE_EXTRAS === '1') {
  describe("the store on AWS's DynamoDB Local", () => {
    it('runs here, because NIGHTJAR_REQUIRE_EXTRAS asks for it', () => {
      throw new Error(`DynamoDB Local cannot run: ${missing}.`);
    });
  });
} else {
  console.warn(`The store contract is not run on DynamoDB Local: ${missing}.`);
  describe.skip("the store on AWS's DynamoDB Local", () => {
    it(`is not run, because ${missing}`, () => {});
  });
}
