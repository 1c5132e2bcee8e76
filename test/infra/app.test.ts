/** The program that the CDK runs, from the file of monitors to the assembly that is deployed. */
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { filesOf, type Synthesis, synthesise } from './synthesise.ts';

const CONFIGURATION = `
contacts:
  - id: oncall
    email: oncall@example.org
  - id: chat
    webhook: { url: "https://chat.example.org/", secret: "\${env:CHAT_SECRET}" }
monitors:
  - id: rota
    http:
      url: "https://rota.example.org/?key=\${env:ROTA_KEY}"
      auth: { bearer: "\${env:ROTA_TOKEN}" }
    interval: 20s
    alert: { to: [oncall, chat], severity: critical }
`;

/** As they might be set in the terminal of whoever deploys. */
const SECRETS = { CHAT_SECRET: 'planted-chat-4711', ROTA_KEY: 'planted-key-4712', ROTA_TOKEN: 'planted-token-4713' };
const ENVIRONMENT = {
  AWS_REGION: 'eu-west-1',
  NIGHTJAR_TABLE: 'table',
  NIGHTJAR_CELLS: '1',
  NIGHTJAR_TICK_MS: '60000',
  NIGHTJAR_NAMESPACE: 'Nightjar',
  NIGHTJAR_TOPIC_PREFIX: 'arn:aws:sns:eu-west-1:000000000000:Nightjar-',
};
/** What is read at each start, and all that is deployed: parts of it are read only when they are used. */
const LARGEST_START_BYTES = 700_000;
const LARGEST_BUNDLE_BYTES = 900_000;

describe('a valid configuration', () => {
  let synthesis: Synthesis;
  beforeAll(async () => {
    synthesis = await synthesise(CONFIGURATION, SECRETS);
  }, 120_000);
  afterAll(() => rmSync(synthesis.folder, { recursive: true }));

  const bundles = () => filesOf(synthesis).filter(({ name }) => basename(name) === 'index.mjs');

  it('passes cdk-nag and CloudFormation’s own rules', () => {
    expect(synthesis).toMatchObject({ code: 0, said: expect.not.stringContaining('WARNING') });
    const report = filesOf(synthesis).find(({ name }) => name.endsWith('validation-report.json'))?.text ?? '{}';
    expect(JSON.parse(report).pluginReports).toContainEqual(
      expect.objectContaining({ pluginName: 'AwsSolutions', conclusion: 'success', violations: [] }),
    );
  });

  it('puts no secret into the assembly, whatever the environment holds', () => {
    const files = filesOf(synthesis);
    expect(files.some(({ text }) => text.includes('ROTA_TOKEN'))).toBe(true);
    const leaks = Object.values(SECRETS).filter((value) => files.some(({ text }) => text.includes(value)));
    expect(leaks).toEqual([]);
    expect(synthesis.said).not.toContain('planted');
  });

  it('makes four bundles, each within its limit', () => {
    expect(bundles()).toHaveLength(4);
    for (const { name } of bundles()) {
      const files = filesOf(synthesis).filter((file) => dirname(file.name) === dirname(name));
      const bytes = files.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
      expect(bytes).toBeLessThan(LARGEST_BUNDLE_BYTES);
      expect(startBytes(name, files)).toBeLessThan(LARGEST_START_BYTES);
    }
  });

  it('makes bundles that Lambda can load', () => {
    for (const { name } of bundles()) {
      const program = `const { handler } = await import('${pathToFileURL(name)}'); console.log(typeof handler);`;
      const env = { PATH: process.env.PATH, ...ENVIRONMENT };
      const said = execFileSync(process.execPath, ['--input-type=module', '--eval', program], {
        env,
        encoding: 'utf8',
      });
      expect(said.trim()).toBe('function');
    }
  });
});

describe('what is not as it should be', () => {
  it('stops the synthesis with every problem of the configuration', async () => {
    const { code, said, folder } = await synthesise(
      'monitors:\n  - id: rota\n    htpt: https://x.example.org\n    intervall: 5m\n',
    );
    rmSync(folder, { recursive: true });
    expect(code).toBe(1);
    expect(said).toMatch(/monitors\.yaml:3.*htpt/);
    expect(said).toMatch(/monitors\.yaml:4.*intervall/);
    expect(said).toContain('nothing was synthesised');
  });

  it('says which file is missing', async () => {
    const { code, said, folder } = await synthesise('', {}, { config: 'elsewhere.yaml' });
    rmSync(folder, { recursive: true });
    expect({ code, said }).toEqual({
      code: 1,
      said: expect.stringContaining('There is no configuration elsewhere.yaml'),
    });
  });
});

/** The size of a module and of all that it imports at once, however indirectly. */
function startBytes(entry: string, files: readonly { readonly name: string; readonly text: string }[]): number {
  const texts = new Map(files.map(({ name, text }) => [basename(name), text]));
  const read = new Set([basename(entry)]);
  for (const file of read) {
    for (const [, imported = ''] of (texts.get(file) ?? '').matchAll(/(?:from|import)"\.\/([^"]+)"/g))
      read.add(imported);
  }
  return [...read].reduce((sum, file) => sum + Buffer.byteLength(texts.get(file) ?? ''), 0);
}
