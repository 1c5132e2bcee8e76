/** Heartbeats on the command line, up to a whole run in a process of its own. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { heartbeatHint } from '../../cli/screen/heartbeat-hint.ts';
import { hashOfToken, newToken } from '../../functions/beat/tokens.ts';
import { folderWith } from './folder.ts';
import { runNightjar, startNightjar } from './nightjar.ts';

describe('nightjar heartbeat new', () => {
  it('prints a token, its hash for the file, and lines to paste that hold both', async () => {
    const { exit, stdout } = await runNightjar(['heartbeat', 'new', 'backup', '--url', 'https://beats.example.org/']);
    expect(exit).toBe(0);
    const token = /^ {2}token {2}([0-9a-f]{32})$/m.exec(stdout)?.[1] ?? '';
    expect(stdout).toContain(`  URL    https://beats.example.org/beat/${token}\n`);
    expect(stdout).toContain(`      tokenHash: ${hashOfToken(token)}\n`);
    expect(stdout).toContain(`curl -fsS -m 10 --retry 3 -o /dev/null https://beats.example.org/beat/${token}/$?`);
  });

  it('prints another token each time', async () => {
    const outputs = await Promise.all([1, 2].map(() => runNightjar(['heartbeat', 'new', 'backup'])));
    expect(outputs[0]?.stdout).not.toBe(outputs[1]?.stdout);
  });

  it.each([
    [['heartbeat', 'new', 'Nightly Backup'], /cannot be the id of a monitor/],
    [['heartbeat', 'new', 'backup', '--url', 'beats.example.org'], /is no http\(s\) URL/],
    [['heartbeat', 'new'], /missing required argument/],
  ])('refuses %j', async (args, message) => {
    const { exit, stderr } = await runNightjar(args);
    expect(exit).toBe(2);
    expect(stderr).toMatch(message);
  });
});

it('nightjar check says of a heartbeat what it can, and where more is known', () => {
  const schedule = { cron: '0 3 * * *', zone: 'Europe/London' };
  const target = { kind: 'heartbeat', monitorId: 'backup', schedule, graceMs: 1_800_000, tokenHash: '' } as const;
  const lines = heartbeatHint(target, Date.parse('2026-11-22T12:00:00Z')).join('\n');
  expect(lines).toContain('0 3 * * * Europe/London, 30 min of grace; next run 2026-11-23 03:00:00 UTC');
  expect(lines).toContain('{"pk":{"S":"HEARTBEAT"},"sk":{"S":"backup"}}');
});

it('a run takes beats, notices silence and recovery, and keeps or shows no token', { timeout: 40_000 }, async () => {
  const token = newToken();
  const monitor = `{ id: worker, name: The worker, interval: 1s, heartbeat: { period: 2s, grace: 0s, tokenHash: "${hashOfToken(token)}" } }`;
  const folder = folderWith({ 'monitors.yaml': `monitors: [${monitor}]` });
  const runner = startNightjar(['run', '--port', '0', '--verbose'], { cwd: folder });
  onTestFinished(async () => {
    runner.process.kill('SIGKILL');
    await runner.ended;
  });
  const [, base = ''] = await runner.printed(/(http:\/\/127\.0\.0\.1:\d+)\/status\.json/);
  const send = async (path: string) => (await fetch(`${base}/beat/${path}`, { method: 'POST' })).status;
  expect(await send(newToken())).toBe(404);
  expect(await send(token)).toBe(200);
  await runner.printed(/worker: pending → up/);
  await runner.printed(/DOWN: The worker/);
  expect(runner.output()).toContain('The heartbeat is late: expected by');
  for (let beats = 0; beats < 60 && !runner.output().includes('RECOVERED'); beats++) {
    expect(await send(`${token}/0?duration=12`)).toBe(200);
    await wait(200);
  }
  await runner.printed(/RECOVERED: The worker/);
  const { exit, stdout, stderr } = await runner.stop();
  expect(exit).toBe(0);
  expect(stdout + stderr).not.toContain(token);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name));
  const written = files.filter((file) => statSync(file).isFile()).map((file) => readFileSync(file, 'latin1'));
  expect(written.join()).toContain('HEARTBEAT');
  expect(written.join()).not.toContain(token);
});
