/** What people ask at night and afterwards, as they type it: of a run, of a folder, and of a table as in AWS. */
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { lookBackCommands } from '../../cli/commands/look-back/index.ts';
import { openEmbeddedDatabase } from '../../cli/run/embedded-database.ts';
import { openTable } from '../../cli/run/open-table.ts';
import { systemClock } from '../../shared/clock/system-clock.ts';
import { incidentId } from '../../shared/domain/incident.ts';
import { isoSeconds } from '../../shared/domain/time/calendar.ts';
import { createStore, createTable } from '../../shared/store/index.ts';
import { anIncident, MINUTE } from '../domain/builders.ts';
import { startTarget } from '../e2e/target.ts';
import { folderWith } from './folder.ts';
import { startNightjar } from './nightjar.ts';
import { typedOf } from './typed.ts';

const fleet = (target: string) => `
defaults: { interval: 1s, retryInterval: 1s, timeout: 1s, failureThreshold: 2, recoveryThreshold: 1 }
monitors:
  - { id: staff-rota, name: Staff rota, group: Intranet, http: "${target}", alert: { to: [] } }
`;

/** The commands read the configuration and the folder of `cwd`. */
const typing =
  (cwd: string) =>
  async (...args: string[]) => {
    const place = ['--data', `${cwd}/.nightjar`, '--config', `${cwd}/monitors.yaml`];
    const { exit, stdout, stderr } = await typedOf(lookBackCommands, [...args, ...place]);
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
    return stdout;
  };

it('a run explains itself, and its folder when it has ended', async () => {
  const target = await startTarget();
  onTestFinished(target.close);
  const cwd = folderWith({ 'monitors.yaml': fleet(target.url) });
  const type = typing(cwd);
  const runner = startNightjar(['run', '--port', '0'], { cwd });
  onTestFinished(async () => {
    runner.process.kill('SIGKILL');
    await runner.ended;
  });
  await runner.printed(/staff-rota: pending → up/);
  const fine = (await type('explain', 'staff-rota')).trimEnd().split('\n');
  expect(fine).toHaveLength(2);
  expect(fine[0]).toMatch(/^● UP {2}Staff rota, for /);
  expect(fine[1]).toMatch(/^ {2}Checked .*If the next 2 fail: DOWN at .*, told to \(terminal\)\.$/);

  target.setBroken(true);
  await runner.printed(/DOWN: Staff rota/);
  const down = await type('explain', 'staff-rota');
  expect(down).toMatch(/^✗ DOWN {2}Staff rota, for /);
  expect(down).toMatch(/Told: \(terminal\) at \d\d:\d\d:\d\d UTC\./);
  expect(down).toMatch(/DOWN → \(terminal\) was sent at/);
  expect(down).toMatch(/if the next check succeeds, it is UP again: \(terminal\) is told/);
  expect(await type('incidents')).toMatch(/so far +medium +staff-rota-\d{8}T\d{6}Z +not for .* \(terminal\)/);
  target.setBroken(false);
  await runner.printed(/RECOVERED: Staff rota/);
  await runner.stop();

  const { incidents } = JSON.parse(await type('incidents', '--json'));
  expect(incidents).toMatchObject([{ class: 'medium', group: 'Intranet', told: ['(terminal)'] }]);
  const story = await type('incident', 'staff-rota');
  expect(story).toMatch(/^● RECOVERED {2}Staff rota, after /);
  expect(story).toMatch(
    /confirmed by 2 failed checks: .*503[\s\S]*was told DOWN[\s\S]*up again[\s\S]*was told RECOVERED/,
  );
  expect(await type('incident', incidents[0].incident.id)).toBe(story);
  expect(await type('report')).toMatch(/\nall +1 +0 +– +– +0 +1 +\d+ s +\d+ s +1\n/);
  // The instant at which it was down, from the log that is left.
  const then = JSON.parse(
    await type('explain', 'staff-rota', '--json', '--at', isoSeconds(incidents[0].incident.openedAt)),
  );
  expect(then).toMatchObject({ phase: 'down', incidents: [{ incident: { id: incidents[0].incident.id } }] });
}, 60_000);

describe('a deployment', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it('is asked in its table', async () => {
    const database = await openEmbeddedDatabase();
    onTestFinished(database.close);
    const table = { client: database.client, tableName: 'Nightjar-LogTable8F2C01AB-1ABCDEFGH' };
    await createTable(table.client, table.tableName);
    const openedAt = Math.floor(Date.now() / MINUTE - 60) * MINUTE;
    const closing = { reason: 'recovered', at: openedAt + 9 * MINUTE, upSince: openedAt + 8 * MINUTE } as const;
    const id = incidentId('staff-rota', openedAt);
    const times = { since: openedAt - 2 * MINUTE, openedAt };
    await createStore(table).putIncident(anIncident({ id, monitorId: 'staff-rota', ...times, closing }), 1);
    const own = { AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: database.accessKeyId, AWS_SECRET_ACCESS_KEY: 'embedded' };
    for (const [name, value] of Object.entries({ ...own, AWS_ENDPOINT_URL_DYNAMODB: database.endpoint })) {
      vi.stubEnv(name, value);
    }
    const config = `${folderWith({ 'monitors.yaml': fleet('http://127.0.0.1:9/') })}/monitors.yaml`;
    const type = (...args: string[]) => typedOf(lookBackCommands, [...args, '--stack', 'Nightjar', '--config', config]);
    const { stdout, stderr } = await type('incidents', '--monitor', 'staff-rota');
    expect(stderr).toBe('');
    expect(stdout).toContain(id);
    expect(stdout).toContain('1 incident in 30 d. 1 never acknowledged. Up again after 10 min (median).');
    expect((await type('explain', 'staff-rota')).stdout).toContain('It has not been checked lately');
    expect((await type('incident', id)).stdout).toContain('● RECOVERED  Staff rota, after 10 min');
  });
});

it('what makes no sense is said to whoever typed it', async () => {
  const cwd = folderWith({ 'monitors.yaml': fleet('http://127.0.0.1:9/') });
  await (await openTable(`${cwd}/.nightjar`, systemClock)).close();
  const place = ['--data', `${cwd}/.nightjar`, '--config', `${cwd}/monitors.yaml`];
  const complaintOf = async (...args: string[]) => (await typedOf(lookBackCommands, [...args, ...place])).stderr;
  expect(await complaintOf('explain', 'staff-rotta')).toBe(
    'There is no monitor "staff-rotta". Did you mean staff-rota?\n',
  );
  expect(await complaintOf('incidents', '--monitor', 'nobody')).toContain('There is no monitor "nobody".');
  expect(await complaintOf('explain', 'staff-rota', '--at', 'yesterday')).toContain('Write an instant with its zone');
  expect(await complaintOf('explain', 'staff-rota', '--at', '2999-01-01T00:00Z')).toContain(
    'What is to come cannot be',
  );
  expect(await complaintOf('incident', 'staff-rota')).toContain('There is no incident and no monitor "staff-rota".');
});

describe('the help', () => {
  it.each(lookBackCommands().map((command) => command.name()))(
    'of %s fits a terminal and has an example',
    async (name) => {
      const { stdout } = await typedOf(lookBackCommands, [name, '--help']);
      expect(stdout).toContain(`$ nightjar ${name}`);
      for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    },
  );
});
