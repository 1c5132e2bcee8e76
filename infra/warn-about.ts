/** What is valid, and yet hardly what somebody who deploys wants: a line in the output of `cdk synth` for each. */
import { Annotations, type Stack } from 'aws-cdk-lib';
import { criticalContacts } from '../shared/domain/alerting/route.ts';
import { targetText } from '../shared/domain/messages/target-text.ts';
import type { Fleet, Monitor } from '../shared/domain/monitor.ts';

const LOOPBACK = /^(https?|wss?|tcp|tls):\/\/(localhost|[^/:]+\.localhost|127\.[\d.]+|\[::1\])(:\d+)?(\/|$)/i;

/** `problems` are the configuration's own warnings, formatted. */
export function warnAbout(stack: Stack, fleet: Fleet, problems: readonly string[]): void {
  const isLoopbackAllowed = stack.node.tryGetContext('loopback') === 'allow';
  const onLoopback = fleet.monitors.filter(isOnLoopback).map((monitor) => monitor.id);
  for (const [index, problem] of problems.entries()) warn(`configuration${index + 1}`, problem);
  if (fleet.demo) {
    warn(
      'demo',
      'This is the demonstration: its targets exist only in a local run. Name your own configuration, for example: npx cdk deploy --context config=my.yaml',
    );
  } else if (onLoopback.length > 0 && !isLoopbackAllowed) {
    warn(
      'loopbackTargets',
      `A function in AWS cannot reach loopback addresses; the result is always unknown for: ${onLoopback.join(', ')}.`,
    );
  }
  if (isLoopbackAllowed) {
    warn(
      'loopbackAllowed',
      'Loopback addresses of targets and contacts are allowed. That is meant for an emulator; never deploy it to AWS.',
    );
  }
  if (!criticalContacts(fleet).some((contact) => contact.kind === 'sns')) {
    warn(
      'nobodyIsTold',
      'Nobody is told when Nightjar itself stops: that needs a contact with an email address or a number, on the route of some critical monitor.',
    );
  }

  function warn(id: string, message: string): void {
    Annotations.of(stack).addWarningV2(`nightjar:${id}`, message);
  }
}

const isOnLoopback = (monitor: Monitor): boolean => LOOPBACK.test(targetText(monitor.target));
