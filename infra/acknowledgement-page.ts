/**
 * Where the link of an alert leads. A function URL of its own, open to all: the link is signed, and CloudFront in front of
 * one takes no plain form.
 */
import { Duration, Fn } from 'aws-cdk-lib';
import { FunctionUrlAuthType } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { LogTable } from './log-table.ts';
import { NightjarFunction } from './nightjar-function.ts';

export interface AcknowledgementPageProps {
  readonly table: LogTable;
}

export class AcknowledgementPage extends Construct {
  /** Without a slash at its end; links go on from there. */
  readonly url: string;

  constructor(scope: Construct, id: string, { table }: AcknowledgementPageProps) {
    super(scope, id);
    const { lambda } = new NightjarFunction(this, 'Page', {
      source: { name: 'acknowledge', files: {} },
      description: 'Nightjar: the page behind the link of an alert',
      // Somebody waits for a cold start, and more memory means a greater share of a core.
      memoryMiB: 512,
      timeout: Duration.seconds(10),
      environment: { NIGHTJAR_TABLE: table.table.tableName },
      statements: [table.itemStatement('GetItem', 'PutItem', 'Query')],
    });
    const { url } = lambda.addFunctionUrl({ authType: FunctionUrlAuthType.NONE });
    this.url = `https://${Fn.select(2, Fn.split('/', url))}`;
  }
}
