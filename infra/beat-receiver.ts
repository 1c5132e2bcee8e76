/**
 * Where jobs report that they are alive. A function URL of its own, open to all, for CloudFront in front of one takes no
 * plain POST: the origin's signature would have to cover a body that the job has not signed.
 */
import { Duration, Fn } from 'aws-cdk-lib';
import { FunctionUrlAuthType } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { BeatToken } from '../shared/domain/checks/heartbeat.ts';
import type { LogTable } from './log-table.ts';
import { NightjarFunction } from './nightjar-function.ts';

export interface BeatReceiverProps {
  readonly tokens: readonly BeatToken[];
  readonly table: LogTable;
}

export class BeatReceiver extends Construct {
  /** `https://…/beat`, to which a job adds a slash and its token. */
  readonly url: string;

  constructor(scope: Construct, id: string, { tokens, table }: BeatReceiverProps) {
    super(scope, id);
    const { lambda } = new NightjarFunction(this, 'Receiver', {
      source: { name: 'beat', files: { 'beats.json': tokens } },
      description: 'Nightjar: notes what jobs report at /beat/<token>',
      memoryMiB: 256,
      timeout: Duration.seconds(10),
      environment: { NIGHTJAR_TABLE: table.table.tableName },
      statements: [table.itemStatement('UpdateItem')],
    });
    const { url } = lambda.addFunctionUrl({ authType: FunctionUrlAuthType.NONE });
    this.url = `https://${Fn.select(2, Fn.split('/', url))}/beat`;
  }
}
