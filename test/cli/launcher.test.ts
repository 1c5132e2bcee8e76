import { spawnSync } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { folderWith } from './folder.ts';
import { LAUNCHER, runNightjar, startNightjar } from './nightjar.ts';

/** Makes the launcher, and nothing that it starts, believe that this Node is an old one. */
const OLD_NODE = [
  '--import',
  `data:text/javascript,Object.defineProperty(process,'versions',{value:{...process.versions,node:'20.20.2'}})`,
];

const QUIET = 'monitors: [{ id: rota, name: Staff rota, http: "http://127.0.0.1:9/" }]\n';

describe('the launcher on an old Node', () => {
  it('passes arguments, output and exit code through the Node that came with npm ci', async () => {
    const { exit, stdout } = await runNightjar(['check', 'http://127.0.0.1:9/', '--json'], { nodeOptions: OLD_NODE });
    expect(exit).toBe(1);
    expect(JSON.parse(stdout).failure.code).toBe('tcp_refused');
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('passes %s on, and waits for the end', async (signal) => {
    const cwd = folderWith({ 'monitors.yaml': QUIET });
    const runner = startNightjar(['run', '--port', '0'], { cwd, nodeOptions: OLD_NODE });
    await runner.printed(/Status: /);
    runner.process.kill(signal);
    expect(await runner.ended).toMatchObject({ exit: 0, stdout: expect.stringContaining('Nightjar stopped') });
  });

  it('leaves nobody behind when it is killed', async () => {
    const cwd = folderWith({ 'monitors.yaml': QUIET });
    const runner = startNightjar(['run', '--port', '0'], { cwd, nodeOptions: OLD_NODE });
    const [, url = ''] = await runner.printed(/Status: (\S+)/);
    runner.process.kill('SIGKILL');
    // Its output closes only when the child is gone, too.
    await runner.ended;
    await wait(100);
    await expect(fetch(url)).rejects.toThrow();
  });

  it('says what to do when npm ci has not been run', () => {
    const folder = folderWith({});
    const launcher = join(folder, 'nightjar.mjs');
    copyFileSync(LAUNCHER, launcher);
    const { status, stderr } = spawnSync(process.execPath, [...OLD_NODE, launcher], { encoding: 'utf8' });
    expect(status).toBe(2);
    expect(stderr).toMatch(/^Nightjar needs Node 24 or newer and this is Node 20\.20\.2\.\nRun "npm ci"/);
  });
});
