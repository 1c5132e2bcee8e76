import { Stack } from 'aws-cdk-lib';
import { expect, it } from 'vitest';
import { secretStatements } from '../../infra/secret-access.ts';
import { parseFleet } from '../../shared/config/index.ts';

const FILE = `
monitors:
  - id: account
    alert: { to: [] }
    flow:
      steps:
        - name: log in
          http: { url: "https://example.org/?key=\${env:QUERY_KEY}", method: POST, body: "\${ssm:/shared/password}" }
          carry: { token: { json: $.token } }
      finally:
        - name: log out
          http:
            url: https://example.org/
            headers: { X-Api-Key: "\${secret:account#key}", Authorization: "Bearer \${step:token}" }
`;

it('the secrets of a flow are those of all its steps, and what it carries is none of them', () => {
  const parsed = parseFleet(FILE, { file: 'monitors.yaml' });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const resources = secretStatements(new Stack(), parsed.fleet).flatMap((statement) => statement.resources);
  expect(resources.map((arn) => arn.replace(/^.*:(parameter|secret)/, '$1')).sort()).toEqual([
    'parameter/aws/reference/secretsmanager/account',
    'parameter/nightjar/QUERY_KEY',
    'parameter/shared/password',
    'secret:account-??????',
  ]);
});
