import { createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startReceiver } from '../e2e/receiver.ts';
import { startTarget } from '../e2e/target.ts';
import { folderWith } from './folder.ts';
import { runNightjar, startNightjar } from './nightjar.ts';
import { answering, hanging, serve } from './server.ts';

const SECRET = 'whsec-of-the-run-test';

const rota = (url: string, more = '') => `
defaults: { interval: 1s, retryInterval: 1s, timeout: 1s, failureThreshold: 2, recoveryThreshold: 2 }
monitors:
  - { id: rota, name: Staff rota, http: "${url}", public: true }
${more}`;

/** A run that does not outlive its test. */
function watch(cwd: string, args: readonly string[] = [], env: Readonly<Record<string, string>> = {}) {
  const runner = startNightjar(['run', '--port', '0', ...args], { cwd, env });
  onTestFinished(async () => {
    runner.process.kill('SIGKILL');
    await runner.ended;
  });
  return runner;
}

describe('nightjar run', () => {
  it('says what it watches, one line for each change and message, and ends with 0 when asked to', async () => {
    const target = await startTarget();
    onTestFinished(target.close);
    const runner = watch(folderWith({ 'monitors.yaml': rota(target.url) }));
    await runner.printed(/rota: pending → up/);
    target.setBroken(true);
    await runner.printed(/rota: up → suspect 1 of 2: .*503/);
    await runner.printed(/DOWN: Staff rota/);
    target.setBroken(false);
    await runner.printed(/RECOVERED: Staff rota after/);
    const { exit, stdout, stderr } = await runner.stop();
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
    const lines = stdout.trimEnd().split('\n');
    expect(lines[0]).toMatch(/Nightjar \S+ watches monitors\.yaml: 1 monitor, and every 1 s those that are due\./);
    expect(lines[1]).toMatch(/Status: http:\/\/127\.0\.0\.1:\d+\/status\.json {2}History: \.nightjar/);
    expect(lines.at(-1)).toMatch(/Nightjar stopped after .* it goes on from what is in \.nightjar\./);
    for (const line of lines) expect(line).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ /);
    expect(lines.filter((line) => /DOWN|RECOVERED/.test(line))).toHaveLength(2);
  });

  it('starts the demo fleet with the shipped configuration, and finds all of it up', {
    timeout: 40_000,
  }, async (test) => {
    const file = fileURLToPath(new URL('../../monitors.yaml', import.meta.url));
    const runner = watch(folderWith({}), [file]);
    const [said] = await runner.printed(/the demo fleet could not be started|with the demo fleet: \d+ monitors/i);
    // Whoever works on Nightjar may have one running.
    if (said.includes('could not')) return test.skip('the ports of the demo fleet are taken on this machine');
    for (const id of ['rota-health', 'ledger-policies', 'clinic', 'keys-ready', 'jobs-backup', 'mail-run']) {
      await runner.printed(new RegExp(`${id}: pending → up`));
    }
    expect((await runner.stop()).exit).toBe(0);
  });

  it('serves the public status meanwhile', async () => {
    const runner = watch(folderWith({ 'monitors.yaml': rota(await serve(answering(200))) }));
    const [, url = ''] = await runner.printed(/Status: (\S+)/);
    await runner.printed(/pending → up/);
    const status = await (await fetch(url)).json();
    expect(status).toMatchObject({ monitors: [{ id: 'rota', name: 'Staff rota', status: 'up' }] });
    expect((await fetch(new URL('/ready', url))).status).toBe(200);
  });

  it('repeats no alert after a stop in the middle of an outage, and tells of its end', async () => {
    const target = await startTarget();
    const receiver = await startReceiver(SECRET);
    onTestFinished(async () => void (await Promise.all([target.close(), receiver.close()])));
    const hook = `contacts: [{ id: hook, webhook: { url: "${receiver.url}", secret: "\${env:HOOK_SECRET}" } }]`;
    const text = rota(target.url, hook).replace('public: true', 'alert: { to: [hook] }');
    const cwd = folderWith({ 'monitors.yaml': text });
    target.setBroken(true);
    const first = watch(cwd, [], { HOOK_SECRET: SECRET });
    await first.printed(/→ hook \(webhook\) was told: DOWN: Staff rota/);
    expect((await first.stop()).exit).toBe(0);

    const second = watch(cwd, [], { HOOK_SECRET: SECRET });
    await second.printed(/Status: /);
    await wait(2500);
    target.setBroken(false);
    await second.printed(/→ hook \(webhook\) was told: RECOVERED: Staff rota/);
    const { stdout } = await second.stop();
    expect(stdout).not.toContain('DOWN');
    expect(receiver.received.map(({ kind, isSigned }) => ({ kind, isSigned }))).toEqual([
      { kind: 'down', isSigned: true },
      { kind: 'recovered', isSigned: true },
    ]);
  });

  it('says that email and SMS are for AWS', async () => {
    const contacts = 'contacts: [{ id: oncall, email: [oncall@example.org], sms: ["+441632960961"] }]';
    const text = rota('http://127.0.0.1:9/', contacts).replace('public: true', 'alert: { to: [oncall] }');
    const runner = watch(folderWith({ 'monitors.yaml': text }));
    await runner.printed(/DOWN: Staff rota.* \| → oncall \(email, SMS\): shown here; sent by the AWS deployment\n/);
  });

  it('checks the others while a target hangs, and cuts that check short at the end', async () => {
    const target = await startTarget();
    onTestFinished(target.close);
    const hung = `  - { id: hung, name: Hung, http: "${await serve(hanging)}", timeout: 30s }`;
    const runner = watch(folderWith({ 'monitors.yaml': rota(target.url, hung) }));
    while (target.asked() < 4) await wait(50);
    const { exit, stdout } = await runner.stop();
    expect(exit).toBe(0);
    expect(stdout).toContain('Stopping as soon as the checks that are running have ended');
    expect(stdout).not.toMatch(/hung: .* → (suspect|down)/);
  });

  it('ends at once at the second Ctrl-C', async () => {
    const runner = watch(
      folderWith({ 'monitors.yaml': rota(await serve(hanging)).replace('timeout: 1s', 'timeout: 30s') }),
    );
    await runner.printed(/Status: /);
    runner.process.kill('SIGINT');
    await wait(700);
    runner.process.kill('SIGINT');
    expect((await runner.ended).exit).toBe(130);
  });

  it('ends in order when its service manager asks', async () => {
    const runner = watch(folderWith({ 'monitors.yaml': rota(await serve(answering(200))) }));
    await runner.printed(/Status: /);
    runner.process.kill('SIGTERM');
    expect(await runner.ended).toMatchObject({ exit: 0, stdout: expect.stringContaining('Nightjar stopped') });
  });
});

describe('nightjar run that cannot start', () => {
  const TEXT = rota('http://127.0.0.1:9/');

  it('reports every problem of the configuration and ends with 2', async () => {
    const cwd = folderWith({ 'monitors.yaml': TEXT.replace('timeout: 1s', 'timeout: soon, colour: red') });
    const { exit, stderr } = await runNightjar(['run'], { cwd });
    expect(exit).toBe(2);
    expect(stderr).toMatch(/^monitors\.yaml:2:\d+ defaults\.timeout: /m);
    expect(stderr).toMatch(/^monitors\.yaml:2:\d+ defaults.*colour/m);
    expect(stderr).toMatch(/monitors\.yaml has 2 problems\.\n$/);
  });

  it('says so when another run has the folder', async () => {
    const cwd = folderWith({ 'monitors.yaml': TEXT });
    await watch(cwd).printed(/Status: /);
    const { exit, stderr } = await runNightjar(['run', '--port', '0'], { cwd });
    expect(exit).toBe(2);
    expect(stderr).toMatch(/^Another Nightjar \(process \d+\) already uses the folder .*--data/);
  });

  it('says so when the port is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void taken.close());
    await wait(50);
    const { port } = taken.address() as { port: number };
    const { exit, stderr } = await runNightjar(['run', '--port', String(port)], {
      cwd: folderWith({ 'monitors.yaml': TEXT }),
    });
    expect(exit).toBe(2);
    expect(stderr).toMatch(`Port ${port} of 127.0.0.1 cannot be used: something else is listening there.`);
    expect(stderr).toMatch(/For example: nightjar run monitors\.yaml --port 9000\n$/);
  });

  it('says so when the folder cannot be one', async () => {
    const cwd = folderWith({ 'monitors.yaml': TEXT, taken: 'a file' });
    const { exit, stderr } = await runNightjar(['run', '--data', 'taken'], { cwd });
    expect(exit).toBe(2);
    expect(stderr).toMatch(/^The data folder taken cannot be used: /);
  });

  it('says so when two configurations are named', async () => {
    const { exit, stderr } = await runNightjar(['run', 'a.yaml', '--config', 'b.yaml']);
    expect({ exit, stderr }).toEqual({
      exit: 2,
      stderr: 'Two configurations are named, a.yaml and b.yaml; only one can be used.\n',
    });
  });
});
