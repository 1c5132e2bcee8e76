/** Stacks without bundles, which take most of the time. */
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { NightjarStack, type NightjarStackProps } from '../../infra/nightjar-stack.ts';
import { aFleet } from '../domain/builders.ts';

export const anApp = (): App => new App({ context: { 'aws:cdk:bundling-stacks': [] } });

export const aStack = (props: Partial<NightjarStackProps> = {}, app = anApp()): NightjarStack =>
  new NightjarStack(app, 'Nightjar', { fleet: aFleet(), ...props });

export const aTemplate = (props: Partial<NightjarStackProps> = {}): Template => Template.fromStack(aStack(props));

interface Resource {
  readonly Properties: Record<string, unknown>;
}

/** Properties of the resources of a type. */
export const propertiesOf = (template: Template, type: string): Record<string, unknown>[] =>
  Object.values(template.findResources(type) as Record<string, Resource>).map(({ Properties }) => Properties);

export interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

/** Everything that is allowed by the policies whose logical id begins so. */
export function statementsOf(template: Template, prefix: string): Statement[] {
  const policies = Object.entries(template.findResources('AWS::IAM::Policy') as Record<string, Resource>);
  return policies
    .filter(([id]) => id.startsWith(prefix))
    .flatMap(([, { Properties }]) => (Properties.PolicyDocument as { Statement: Statement[] }).Statement);
}
