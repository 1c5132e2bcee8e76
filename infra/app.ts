/**
 * `npx cdk deploy`: reads the configuration and makes a stack of it. Context: `config` (path, monitors.yaml unless
 * told), `stack` (its name), `cloudfront=false` (the function's own URL is public), `loopback=allow` (for an emulator).
 */
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { NAMESPACE, NightjarStack } from './nightjar-stack.ts';
import { readFleet } from './read-fleet.ts';
import { RegionStack } from './region-stack.ts';
import { warnAbout } from './warn-about.ts';

const app = new App();
const contextOf = (key: string): string | undefined => app.node.tryGetContext(key);

const file = contextOf('config') ?? 'monitors.yaml';
const read = readFleet(file);
if (!read.ok) {
  console.error(read.report);
  process.exit(1);
}

const { fleet } = read;
const stackName = contextOf('stack') ?? 'Nightjar';
const allowLoopback = contextOf('loopback') === 'allow';
const [homeRegion, ...otherRegions] = fleet.regions ?? [];

const stack = new NightjarStack(app, stackName, {
  description: 'Nightjar: a serverless uptime checker',
  fleet,
  cloudFront: contextOf('cloudfront') !== 'false',
  allowLoopback,
  ...(homeRegion && { env: { region: homeRegion } }),
});
for (const region of homeRegion ? otherRegions : []) {
  new RegionStack(app, `${stackName}-${region}`, {
    description: `Nightjar: looks from ${region} and writes to the table in ${homeRegion}`,
    fleet,
    home: { stackName, region: homeRegion ?? '' },
    namespace: NAMESPACE,
    allowLoopback,
    env: { region },
  }).addStackDependency(stack);
}
warnAbout(stack, fleet, read.warnings);
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
