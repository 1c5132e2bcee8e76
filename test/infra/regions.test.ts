import { rmSync } from 'node:fs';
import { basename } from 'node:path';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RegionStack } from '../../infra/region-stack.ts';
import { aFleet } from '../domain/builders.ts';
import { anApp, statementsOf } from './stack.ts';
import { filesOf, type Synthesis, synthesise } from './synthesise.ts';

const CONFIGURATION = `
contacts: [{ id: oncall, email: oncall@example.org }]
regions: [eu-west-1, us-east-1, ap-southeast-2]
monitors:
  - { id: rota, http: https://rota.example.org/, alert: { to: [oncall], severity: critical } }
`;

describe('a fleet with several regions', () => {
  let synthesis: Synthesis;
  beforeAll(async () => {
    synthesis = await synthesise(CONFIGURATION);
  }, 120_000);
  afterAll(() => rmSync(synthesis.folder, { recursive: true }));

  const templateOf = (stack: string) =>
    JSON.parse(filesOf(synthesis).find(({ name }) => basename(name) === `${stack}.template.json`)?.text ?? '{}');

  it('has a stack for each, and passes cdk-nag', () => {
    expect(synthesis).toMatchObject({ code: 0 });
    const templates = filesOf(synthesis).map(({ name }) => basename(name));
    for (const stack of ['Nightjar', 'Nightjar-us-east-1', 'Nightjar-ap-southeast-2']) {
      expect(templates).toContain(`${stack}.template.json`);
    }
    const report = filesOf(synthesis).find(({ name }) => name.endsWith('validation-report.json'))?.text ?? '{}';
    expect(JSON.parse(report).pluginReports).toContainEqual(expect.objectContaining({ violations: [] }));
  });

  it('tells the status function at home which other regions there are', () => {
    Template.fromJSON(templateOf('Nightjar')).hasResourceProperties('AWS::Lambda::Function', {
      Description: Match.stringLikeRegexp('/status.json'),
      Environment: { Variables: Match.objectLike({ NIGHTJAR_OTHER_REGIONS: 'us-east-1,ap-southeast-2' }) },
    });
  });

  it('writes down at home where the table is, and reads it abroad', () => {
    const home = Template.fromJSON(templateOf('Nightjar'));
    home.hasResourceProperties('AWS::SSM::Parameter', {
      Name: '/nightjar-stacks/Nightjar/table',
      Value: { Ref: Match.stringLikeRegexp('^LogTable') },
    });
    Template.fromJSON(templateOf('Nightjar-us-east-1')).hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: { NIGHTJAR_TABLE_PARAMETER: '/nightjar-stacks/Nightjar/table', NIGHTJAR_HOME_REGION: 'eu-west-1' },
      },
    });
  });
});

describe('a region that only looks', () => {
  const stack = () =>
    new RegionStack(anApp(), 'Nightjar-us-east-1', {
      fleet: aFleet({ regions: ['eu-west-1', 'us-east-1'] }),
      home: { stackName: 'Nightjar', region: 'eu-west-1' },
      namespace: 'Nightjar',
      env: { region: 'us-east-1' },
    });

  it('has a tick each minute, and neither table nor contacts nor pages', () => {
    const template = Template.fromStack(stack());
    template.resourceCountIs('AWS::Lambda::Function', 1);
    template.resourceCountIs('AWS::Scheduler::Schedule', 1);
    for (const type of ['AWS::DynamoDB::GlobalTable', 'AWS::SNS::Topic', 'AWS::CloudFront::Distribution']) {
      template.resourceCountIs(type, 0);
    }
  });

  it('may use the table of its home, and no other', () => {
    const onTable = statementsOf(Template.fromStack(stack()), 'TickChecker').filter(({ Action }) =>
      [Action].flat().some((action) => action.startsWith('dynamodb:')),
    );
    expect(onTable).toHaveLength(1);
    expect(JSON.stringify(onTable[0]?.Resource)).toContain(':dynamodb:eu-west-1:');
    expect(JSON.stringify(onTable[0]?.Resource)).toContain(':table/Nightjar-Log*');
  });
});
