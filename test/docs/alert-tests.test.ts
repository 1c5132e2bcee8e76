import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { folderWith } from '../cli/folder.ts';
import { runNightjar } from '../cli/nightjar.ts';

const page = readFileSync(new URL('../../docs/alert-tests.md', import.meta.url), 'utf8');
const [, tests = ''] = /```yaml\n(.*?)```/s.exec(page) ?? [];
const [, shown = ''] = /```text\n\$ npx nightjar test\n(.*?)```/s.exec(page) ?? [];

/** Ten minutes too soon for the third test, as the page shows it. */
const CONFIGURATION = `
contacts: [{ id: oncall, email: a@example.org }, { id: boss, email: b@example.org }]
routes: [{ id: pages, match: {}, to: [oncall], escalate: { after: 10m, to: boss } }]
monitors: [{ id: rota, http: https://example.org/ }]
`;

it('the page shows what the command prints', async () => {
  const { stdout } = await runNightjar(['test'], {
    cwd: folderWith({ 'monitors.yaml': CONFIGURATION, 'alerts.test.yaml': tests }),
  });
  expect(stdout).toBe(shown);
});
