/** What Nightjar is in a region that only looks: ticks of its own, written to the one table at home. */
import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Fleet } from '../shared/domain/monitor.ts';
import { compileFleet } from './compile-fleet.ts';
import { FailureQueue } from './failure-queue.ts';
import { tableFromAbroad } from './table-access.ts';
import { TickFunction } from './tick-function.ts';

export interface RegionStackProps extends StackProps {
  readonly fleet: Fleet;
  /** Where the table and everything else is. */
  readonly home: { readonly stackName: string; readonly region: string };
  readonly namespace: string;
  readonly allowLoopback?: boolean;
}

export class RegionStack extends Stack {
  constructor(
    scope: Construct,
    id: string,
    { fleet, home, namespace, allowLoopback = false, ...props }: RegionStackProps,
  ) {
    super(scope, id, props);
    const { tick: forTicks, cells, tickMs } = compileFleet(fleet);
    const failures = new FailureQueue(this, 'Failures');
    const table = tableFromAbroad(home);
    const tick = new TickFunction(this, 'Tick', {
      fleet: forTicks,
      cells,
      tickMs,
      table,
      namespace,
      failures,
      allowLoopback,
    });
    new CfnOutput(this, 'TickFunctionName', { value: tick.lambda.functionName });
  }
}
