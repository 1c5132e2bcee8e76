/**
 * `npx cdk deploy`: reads the configuration and makes a stack of it. Context: `config` (path, monitors.yaml unless
 * told), `stack` (its name), `cloudfront=false` (the function's own URL is public), `loopback=allow` (for an emulator).
 */
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { NightjarStack } from './nightjar-stack.ts';
import { readFleet } from './read-fleet.ts';
import { warnAbout } from './warn-about.ts';

const app = new App();
const contextOf = (key: string): string | undefined => app.node.tryGetContext(key);

const file = contextOf('config') ?? 'monitors.yaml';
const read = readFleet(file);
if (!read.ok) {
  console.error(read.report);
  process.exit(1);
}

const stack = new NightjarStack(app, contextOf('stack') ?? 'Nightjar', {
  description: 'Nightjar: a serverless uptime checker',
  fleet: read.fleet,
  cloudFront: contextOf('cloudfront') !== 'false',
  allowLoopback: contextOf('loopback') === 'allow',
});
warnAbout(stack, read.fleet, read.warnings);
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
