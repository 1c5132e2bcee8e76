import { expect, it } from 'vitest';
import { findTable } from '../../functions/tick/find-table.ts';
import { startAwsEndpoint } from '../aws/endpoint.ts';

it('at home the table is given', async () => {
  expect(await findTable({ NIGHTJAR_TABLE: 'nightjar-table' })).toBe('nightjar-table');
});

it('from another region it is looked up at home', async () => {
  const asked: string[] = [];
  const endpoint = await startAwsEndpoint(async (request, response) => {
    asked.push(`${request.headers.authorization?.split('/')[2]} ${(await request.toArray()).join('')}`);
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify({ Parameter: { Value: 'Nightjar-LogTable-1AB' } }));
  });
  const before = { ...process.env };
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: endpoint.settings.endpoint,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: 'us-east-1',
    NIGHTJAR_HOME_REGION: 'eu-west-1',
  });
  try {
    expect(await findTable({ NIGHTJAR_TABLE_PARAMETER: '/nightjar-stacks/Nightjar/table' })).toBe(
      'Nightjar-LogTable-1AB',
    );
    expect(asked).toEqual(['eu-west-1 {"Name":"/nightjar-stacks/Nightjar/table"}']);
  } finally {
    process.env = before;
    await endpoint.close();
  }
});

it('without either there is nothing to start with', async () => {
  await expect(findTable({})).rejects.toThrow('NIGHTJAR_TABLE');
});
