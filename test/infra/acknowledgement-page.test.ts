import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { aFleet } from '../domain/builders.ts';
import { aTemplate, propertiesOf, statementsOf } from './stack.ts';

describe('the page of acknowledgements', () => {
  it('has a URL of its own that anybody may open, and the notifier knows it', () => {
    const template = aTemplate();
    const urls = propertiesOf(template, 'AWS::Lambda::Url').map(({ AuthType }) => AuthType);
    expect(urls.sort()).toEqual(['AWS_IAM', 'NONE']);
    template.hasResourceProperties('AWS::Lambda::Function', {
      Description: Match.stringLikeRegexp('sends the messages'),
      Environment: {
        Variables: Match.objectLike({ NIGHTJAR_ACKNOWLEDGE_URL: { 'Fn::Join': ['', ['https://', Match.anyValue()]] } }),
      },
    });
  });

  it('may read the table and add to it, and nothing else', () => {
    const actions = statementsOf(aTemplate(), 'AcknowledgePage')
      .flatMap(({ Action }) => Action)
      .filter((action) => !action.startsWith('logs:'));
    expect(actions).toEqual(['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query']);
  });

  it('is given nothing of the configuration', () => {
    const [properties] = propertiesOf(aTemplate(), 'AWS::Lambda::Function').filter(({ Description }) =>
      String(Description).includes('link of an alert'),
    );
    expect(properties?.Environment).toEqual({ Variables: { NIGHTJAR_TABLE: { Ref: expect.any(String) } } });
  });

  it('is not there where nobody is told of anything', () => {
    const template = aTemplate({ fleet: aFleet({ contacts: [] }) });
    expect(propertiesOf(template, 'AWS::Lambda::Url')).toHaveLength(1);
    expect(JSON.stringify(template.toJSON())).not.toContain('NIGHTJAR_ACKNOWLEDGE_URL');
  });
});
