/** What people do by hand, as they type it: against a run, a folder, and a table as in AWS. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { byHandCommands } from '../../cli/commands/by-hand/index.ts';
import { whenOf } from '../../cli/commands/by-hand/times.ts';
import { type EmbeddedDatabase, openEmbeddedDatabase } from '../../cli/run/embedded-database.ts';
import { openTable } from '../../cli/run/open-table.ts';
import { systemClock } from '../../shared/clock/system-clock.ts';
import { createStore, createTable } from '../../shared/store/index.ts';
import { createLogbook } from '../../shared/store/logbook.ts';
import { anIncident } from '../domain/builders.ts';
import { startTarget } from '../e2e/target.ts';
import { folderWith } from './folder.ts';
import { runNightjar, startNightjar } from './nightjar.ts';
import { typedOf } from './typed.ts';

const typed = (args: readonly string[]) => typedOf(byHandCommands, args);

const INSTANT = String.raw`\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC`;

/** A contact that keeps what it is told. */
async function startListener(): Promise<{ url: string; told: { kind: string; acknowledgeUrl: string }[] }> {
  const told: { kind: string; acknowledgeUrl: string }[] = [];
  const server = createServer(async (request, response) => {
    told.push(JSON.parse(await text(request)));
    response.end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, told };
}

const fleet = (target: string, webhook = 'http://127.0.0.1:9/') => `
defaults: { interval: 1s, retryInterval: 1s, timeout: 1s, failureThreshold: 1, recoveryThreshold: 1 }
contacts: [{ id: chat, webhook: { url: "${webhook}", secret: "\${env:HOOK}", allowPrivate: true } }]
monitors:
  - { id: staff-rota, name: Staff rota, group: Intranet, tags: [eu], http: "${target}", alert: { to: [chat] } }
`;

describe('beside a run', () => {
  it('is done through it: silence holds a message back, the end of it lets it go, and a link acknowledges', async () => {
    const [target, chat] = [await startTarget(), await startListener()];
    onTestFinished(target.close);
    const cwd = folderWith({ 'monitors.yaml': fleet(target.url, chat.url) });
    const runner = startNightjar(['run', '--port', '0'], { cwd, env: { HOOK: 'whsec-by-hand' } });
    onTestFinished(async () => {
      runner.process.kill('SIGKILL');
      await runner.ended;
    });
    const type = async (...args: string[]) => {
      const { exit, stdout, stderr } = await typed([...args, '--data', `${cwd}/.nightjar`]);
      expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
      return stdout;
    };
    await runner.printed(/staff-rota: pending → up/);

    const silenced = await type('silence', 'group:Intranet', '--for', '2h', '--note', 'moving', '--by', 'anna@desk');
    expect(silenced).toMatch(
      new RegExp(String.raw`^✓ silence of group:Intranet until ${INSTANT} \((2 h|1 h 59 min) left\)`),
    );
    const [, id = ''] = /nightjar lift (\w+)/.exec(silenced) ?? [];
    target.setBroken(true);
    await runner.printed(/staff-rota: up → down/);
    const asked = target.asked();
    while (target.asked() < asked + 3) await wait(100);
    expect(chat.told).toEqual([]);
    expect(await type('overrides')).toMatch(new RegExp(`${id} +silence +group:Intranet .* anna@desk +moving`));
    expect(await type('lift', id, '--by', 'ben@desk')).toBe(`✓ The silence of group:Intranet has ended (${id}).\n`);
    await runner.printed(/chat .*DOWN/);
    expect(chat.told).toMatchObject([
      { kind: 'down', acknowledgeUrl: expect.stringContaining('/acknowledge/staff-rota-') },
    ]);

    const link = chat.told[0]?.acknowledgeUrl ?? '';
    expect(await (await fetch(link)).text()).toContain('I am on it');
    await fetch(link, { method: 'POST', body: new URLSearchParams({ name: 'Carla' }) });
    expect(await type('ack', 'staff-rota', '--note', 'me too')).toMatch(
      new RegExp(
        `was acknowledged by Carla \\(by link\\) already, ${INSTANT}, .* after it began\\.\n  Your note was added\\.`,
      ),
    );
    const paused = await runNightjar(['pause', 'staff-rota', '--by', 'anna@desk'], { cwd });
    expect(paused).toMatchObject({ exit: 0, stdout: expect.stringContaining('✓ pause of staff-rota since') });
    await runner.printed(/staff-rota: down → paused/);
    expect(await type('resume', 'staff-rota')).toContain('✓ The pause of staff-rota has ended');
    await runner.printed(/staff-rota: paused → pending/);
    const audit = await type('audit', '--since', '1h');
    expect(
      audit
        .split('\n')
        .filter((line) => /^\d{4}/.test(line))
        .map((line) => line.split(/ {2,}/)[2]),
    ).toEqual(['resume', 'pause', 'note', 'acknowledge', 'lift', 'silence']);
  }, 60_000);
});

describe('where nothing runs', () => {
  it('the folder is opened, and what was done is there for the next run', async () => {
    const cwd = folderWith({ 'monitors.yaml': fleet('http://127.0.0.1:9/') });
    const incident = anIncident({ id: 'staff-rota-20261122T120200Z', monitorId: 'staff-rota' });
    const before = await openTable(`${cwd}/.nightjar`, systemClock);
    await before.store.putIncident(incident, 1);
    await before.close();
    const place = ['--data', `${cwd}/.nightjar`, '--config', `${cwd}/monitors.yaml`, '--by', 'anna@desk'];
    const type = (...args: string[]) => typed([...args, ...place]);
    const said = [
      await type('maintenance', 'tag:eu', '--from', '30m', '--for', '1h'),
      await type('note', incident.id, 'failing', 'over'),
      await type('postmortem', incident.id, 'https://wiki.example.org/42'),
      await type('pause', 'all', '--for', '1d'),
    ];
    expect(said.map(({ exit, stderr }) => ({ exit, stderr }))).toEqual(Array(4).fill({ exit: 0, stderr: '' }));
    expect(said[0]?.stdout).toMatch(
      new RegExp(String.raw`^✓ maintenance of tag:eu from ${INSTANT} until ${INSTANT} \(in (30|29) min.*, for 1 h\)`),
    );
    expect(said[1]?.stdout).toBe(`✓ Noted: ${incident.id}, down since 2026-11-22 12:00:00 UTC.\n`);
    const after = await openTable(`${cwd}/.nightjar`, systemClock);
    onTestFinished(after.close);
    expect(await after.logbook.readRemarks(incident.id)).toMatchObject([
      { kind: 'note', by: 'anna@desk', text: 'failing over' },
      { kind: 'postmortem', text: 'https://wiki.example.org/42' },
    ]);
    expect(await after.logbook.readOverrides(Date.now())).toHaveLength(2);
    expect(await after.logbook.readAudit(0)).toHaveLength(4);
  });

  it('two commands at once wait for each other', async () => {
    const cwd = folderWith({ 'monitors.yaml': fleet('http://127.0.0.1:9/') });
    await (await openTable(`${cwd}/.nightjar`, systemClock)).close();
    const all = await Promise.all(
      ['1h', '2h'].map((length) => runNightjar(['silence', 'all', '--for', length], { cwd })),
    );
    expect(all.map(({ exit }) => exit)).toEqual([0, 0]);
  });
});

describe('what makes no sense', () => {
  it.each<[string, string, string[]]>([
    ['a folder that is not there', 'There is no data folder nowhere here.', ['overrides', '--data', 'nowhere']],
    ['a duration', "argument '2 hours' is invalid. Did you mean 2h?", ['silence', 'all', '--for', '2 hours']],
    ['a silence without an end', "required option '-f, --for <duration>' not specified", ['silence', 'all']],
    ['a scope', 'A scope is the id of a monitor, group:NAME', ['silence', 'team:web', '--for', '2h']],
    ['an instant', 'Write an instant with its zone', ['maintenance', 'all', '--from', 'tonight', '--for', '2h']],
    ['two places', 'cannot be used with option', ['overrides', '--stack', 'Nightjar', '--table', 't']],
  ])('is said to whoever typed it: %s', async (_, complaint, args) => {
    const { exit, stdout, stderr } = await typed(args);
    expect({ isRefused: exit > 0, stdout }).toEqual({ isRefused: true, stdout: '' });
    expect(stderr).toContain(complaint);
  });

  it('ends with 2, and without a stack', async () => {
    const { exit, stdout, stderr } = await runNightjar(['overrides'], { cwd: folderWith({}) });
    expect({ exit, stdout }).toEqual({ exit: 2, stdout: '' });
    expect(stderr).toBe(
      'There is no data folder .nightjar here. --data names that of a local run, --stack a deployment in AWS.\nFor example: nightjar run --data .nightjar makes one; nightjar overrides --stack Nightjar asks a deployment\n',
    );
  });

  it('is told with what was probably meant', async () => {
    const cwd = folderWith({ 'monitors.yaml': fleet('http://127.0.0.1:9/') });
    await (await openTable(`${cwd}/.nightjar`, systemClock)).close();
    const place = ['--data', `${cwd}/.nightjar`, '--config', `${cwd}/monitors.yaml`];
    const complaintOf = async (...args: string[]) => (await typed([...args, ...place])).stderr;
    expect(await complaintOf('silence', 'staff-rotta', '--for', '1h')).toBe(
      'There is no monitor "staff-rotta". Did you mean staff-rota?\n',
    );
    expect(await complaintOf('pause', 'group:Web')).toBe('There is no group "Web". There is: Intranet.\n');
    expect(await complaintOf('lift', '7k3mq2')).toBe('There is no override "7k3mq2"; it may have ended.\n');
    expect(() => whenOf('noon', 'ago')).toThrow('or how long ago, like 30m.');
    expect(await complaintOf('maintenance', 'all', '--for', '1h', '--from', 'noon')).toContain('how long from now');
  });

  it('is told, when a data folder is none', async () => {
    const cwd = folderWith({ 'monitors.yaml': fleet('http://127.0.0.1:9/') });
    const { stderr } = await typed(['overrides', '--data', `${cwd}/monitors.yaml`]);
    expect(stderr).toMatch(/^The data folder .*monitors\.yaml cannot be used: EEXIST/);
  });
});

describe('a deployment', () => {
  let database: EmbeddedDatabase;
  const tables = ['Nightjar-LogTable8F2C01AB-1ABCDEFGH', 'Two-LogTable8F2C01AB-1A', 'Two-LogTable8F2C01AB-1B', 'Other'];
  beforeAll(async () => {
    database = await openEmbeddedDatabase();
    for (const tableName of tables) await createTable(database.client, tableName);
  });
  afterAll(() => database.close());

  afterEach(() => {
    vi.unstubAllEnvs();
  });

  const type = (args: string[], env: Record<string, string> = {}) => {
    const own = { AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: database.accessKeyId, AWS_SECRET_ACCESS_KEY: 'embedded' };
    const all = { ...own, AWS_ENDPOINT_URL_DYNAMODB: database.endpoint, ...env };
    for (const [name, value] of Object.entries(all)) vi.stubEnv(name, value);
    const file = `${folderWith({ 'monitors.yaml': fleet('http://127.0.0.1:9/') })}/monitors.yaml`;
    return typed([...args, '--config', file]);
  };

  it('is reached by its stack or by its table, which are the same', async () => {
    const [tableName = ''] = tables;
    const table = { client: database.client, tableName };
    const incident = anIncident();
    await createStore(table).putIncident(incident, 1);
    expect((await type(['silence', 'staff-rota', '--for', '2h', '--stack', 'Nightjar'])).stderr).toBe('');
    const { stdout } = await type(['overrides', '--table', tableName, '--json']);
    expect(JSON.parse(stdout)).toMatchObject([{ kind: 'silence', scope: { kind: 'monitor', name: 'staff-rota' } }]);
    expect((await type(['ack', incident.id, '--table', tableName, '--by', 'anna@desk'])).stdout).toContain(
      `✓ ${incident.id} is acknowledged by anna@desk`,
    );
    expect(await createLogbook(table).readRemarks(incident.id)).toHaveLength(1);
    expect((await type(['audit', '--stack', 'Nightjar'])).stdout).toContain('acknowledge');
  });

  it('that cannot be found or reached is told with what to do about it', async () => {
    const complaintOf = async (...args: Parameters<typeof type>) => {
      const { exit, stderr } = await type(...args);
      expect(exit).toBe(2);
      return stderr;
    };
    expect(await complaintOf(['overrides', '--stack', 'Night'])).toContain(
      'No table of a stack Night is in this account',
    );
    expect(await complaintOf(['overrides', '--stack', 'Two'])).toContain(
      'choose one with --table:\n  Two-LogTable8F2C01AB-1A\n',
    );
    expect(await complaintOf(['overrides', '--table', 'Nightjar'])).toContain('There is no such table in this region.');
    const nobody = { AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:9' };
    expect(await complaintOf(['overrides', '--table', 'Other'], nobody)).toContain('cannot be used. ');
  });
});

describe('the help', () => {
  it.each(byHandCommands().map((command) => command.name()))(
    'has an example for %s, and fits a terminal',
    async (name) => {
      const { stdout } = await typed([name, '--help']);
      expect(stdout).toContain(`$ nightjar ${name}`);
      for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    },
  );
});
