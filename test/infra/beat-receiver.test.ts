import { describe, expect, it } from 'vitest';
import { compileFleet } from '../../infra/compile-fleet.ts';
import type { HeartbeatTarget } from '../../shared/domain/checks/target.ts';
import { aFleet, aMonitor } from '../domain/builders.ts';
import { aTemplate, propertiesOf, statementsOf } from './stack.ts';

const target: HeartbeatTarget = {
  kind: 'heartbeat',
  monitorId: 'backup',
  schedule: { periodMs: 3_600_000 },
  graceMs: 600_000,
  tokenHash: `sha256:${'ab'.repeat(32)}`,
};
const fleet = aFleet({ monitors: [aMonitor(), aMonitor({ id: 'backup', target, assertions: [] })] });

describe('the receiver of heartbeats', () => {
  it('is given whose each token is, by its hash, and nothing else of the fleet', () => {
    expect(compileFleet(fleet).beats).toEqual([{ monitorId: 'backup', tokenHash: target.tokenHash }]);
  });

  it('has a URL of its own that anybody may call with any method, and its address is an output', () => {
    const template = aTemplate({ fleet });
    const urls = propertiesOf(template, 'AWS::Lambda::Url').map(({ AuthType }) => AuthType);
    expect(urls.sort()).toEqual(['AWS_IAM', 'NONE', 'NONE']);
    expect(Object.keys(template.findOutputs('BeatUrl'))).toEqual(['BeatUrl']);
  });

  it('may change items of the table, and nothing else', () => {
    const statements = statementsOf(aTemplate({ fleet }), 'BeatsReceiver');
    const actions = statements.flatMap(({ Action }) => Action).filter((action) => !action.startsWith('logs:'));
    expect(actions).toEqual(['dynamodb:UpdateItem']);
  });

  it('is not there where no job reports', () => {
    const template = aTemplate();
    expect(propertiesOf(template, 'AWS::Lambda::Function')).toHaveLength(4);
    expect(template.findOutputs('BeatUrl')).toEqual({});
  });
});
