/**
 * Once a minute, or at shorter slots where some interval asks for them: probes what is due, and writes down what it saw.
 * One schedule for each cell, all on one function.
 */
import { Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Fleet } from '../shared/domain/monitor.ts';
import { MINUTE_MS } from '../shared/domain/time/grid.ts';
import { longestTickMs } from '../shared/domain/time/pace.ts';
import { type Cell, cellId, isInCell } from '../shared/domain/time/slot.ts';
import { acknowledge } from './acknowledge.ts';
import { MinuteSchedule } from './minute-schedule.ts';
import { NightjarFunction } from './nightjar-function.ts';
import { secretStatements } from './secret-access.ts';
import { SlotQueue } from './slot-queue.ts';
import type { TableAccess } from './table-access.ts';

export interface TickFunctionProps {
  readonly fleet: Fleet;
  readonly cells: readonly Cell[];
  /** Length of the grid of slots, in milliseconds; below a minute there is a queue besides the schedule. */
  readonly tickMs: number;
  readonly table: TableAccess;
  readonly namespace: string;
  readonly failures: IQueue;
  /** For an emulator only: targets may be on the machine that the function runs on. */
  readonly allowLoopback: boolean;
}

/** A sixth of a core at half of this, and probes started 100 a second would spoil each other's timings. */
const MEMORY_MIB = 512;
/** Reading, appending, folding, publishing, and a cold start. */
const MARGIN_SECONDS = 15;
/** Lambda's own limit. */
const LONGEST_SECONDS = 900;

export class TickFunction extends Construct {
  readonly lambda: LambdaFunction;

  constructor(scope: Construct, id: string, props: TickFunctionProps) {
    super(scope, id);
    const timeout = timeoutFor(props.fleet, props.cells);
    const slots =
      props.tickMs < MINUTE_MS
        ? new SlotQueue(this, 'Slots', { tickTimeout: timeout, failures: props.failures })
        : undefined;
    const checker = new NightjarFunction(this, 'Checker', {
      source: { name: 'tick', files: { 'fleet.json': props.fleet } },
      description: 'Nightjar: probes what is due in a minute and appends what it saw to the log',
      memoryMiB: MEMORY_MIB,
      timeout,
      environment: {
        ...props.table.environment,
        NIGHTJAR_NAMESPACE: props.namespace,
        ...(slots && { NIGHTJAR_SLOT_QUEUE: slots.url }),
        ...(props.allowLoopback && { NIGHTJAR_ALLOW_LOOPBACK: '1' }),
      },
      statements: [
        ...props.table.statements(this, 'GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query'),
        new PolicyStatement({
          actions: ['cloudwatch:PutMetricData'],
          resources: ['*'],
          conditions: { StringEquals: { 'cloudwatch:namespace': props.namespace } },
        }),
        ...secretStatements(this, props.fleet.monitors, props.table.homeRegion),
        ...(slots ? [slots.sendStatement()] : []),
      ],
    });
    acknowledge(
      checker,
      'IAM5[Resource::*]',
      'PutMetricData knows no resources; the condition confines it to one namespace.',
    );
    this.lambda = checker.lambda;
    this.lambda.configureAsyncInvoke({
      // The next minute brings another tick, and a slot that is run late tells nothing about now.
      retryAttempts: 0,
      maxEventAge: Duration.seconds(60),
      onFailure: new SqsDestination(props.failures),
    });
    slots?.call(this.lambda);
    for (const cell of props.cells) this.scheduleFor(cell, props.failures);
  }

  private scheduleFor(cell: Cell, failures: IQueue): void {
    new MinuteSchedule(this, `EveryMinute${cellId(cell)}`, {
      target: this.lambda,
      input: { cell },
      failures,
      description: `Nightjar: a tick of cell ${cellId(cell)} each minute`,
    });
  }
}

/** Long enough for the slowest cell with every target hanging. */
export function timeoutFor(fleet: Fleet, cells: readonly Cell[]): Duration {
  const longestMs = cells.map((cell) => longestTickMs(fleet.monitors.filter(({ id }) => isInCell(cell, id))));
  const seconds = Math.ceil(Math.max(...longestMs) / 1000) + MARGIN_SECONDS;
  return Duration.seconds(Math.min(seconds, LONGEST_SECONDS));
}
