import { describe, expect, it } from 'vitest';
import { folderWith } from './folder.ts';
import { runNightjar } from './nightjar.ts';

const GOOD = 'monitors: [{ id: rota, name: Staff rota, http: https://rota.example.org, alert: { to: [] } }]\n';

describe('nightjar validate', () => {
  it('counts what a valid file has, and ends with 0', async () => {
    const { exit, stdout, stderr } = await runNightjar(['validate'], { cwd: folderWith({ 'monitors.yaml': GOOD }) });
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
    expect(stdout).toBe('✓ monitors.yaml is valid: 1 monitor, 0 contacts.\n');
  });

  it('warns of what is probably not meant, and still ends with 0', async () => {
    const cwd = folderWith({ 'my.yaml': GOOD.replace(', alert: { to: [] }', '') });
    const { exit, stderr } = await runNightjar(['validate', 'my.yaml'], { cwd });
    expect(exit).toBe(0);
    expect(stderr).toContain('my.yaml:1:12 monitors[0]: nobody is told when this monitor is down');
  });

  it('reports every problem at once with its place, and ends with 2', async () => {
    const cwd = folderWith({
      'monitors.yaml': 'monitors:\n  - { id: rota, name: Staff rota, http: nonsense, intervall: 5m }\n',
    });
    const { exit, stdout, stderr } = await runNightjar(['validate'], { cwd });
    expect({ exit, stdout }).toEqual({ exit: 2, stdout: '' });
    expect(stderr).toMatch(/^monitors\.yaml:2:\d+ monitors\[0\]/m);
    expect(stderr).toMatch(/intervall/);
    expect(stderr).toMatch(/http/);
    expect(stderr).toMatch(/\nmonitors\.yaml has 2 problems\.\n$/);
  });
});

describe('nightjar schema', () => {
  it('prints the JSON Schema', async () => {
    const { exit, stdout } = await runNightjar(['schema']);
    expect(exit).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ type: 'object', properties: { monitors: {} } });
  });
});

describe('the help of nightjar', () => {
  it('is what the name alone prints: every command, examples, exit codes and where to read on', async () => {
    const { exit, stdout } = await runNightjar([]);
    expect(exit).toBe(0);
    for (const word of ['run', 'check', 'validate', 'schema', 'Examples:', 'Exit codes:', 'docs/configuration.md']) {
      expect(stdout).toContain(word);
    }
  });

  it.each(['run', 'check', 'validate', 'contacts', 'schema'])(
    'has an example for %s, and fits a terminal',
    async (command) => {
      const { exit, stdout } = await runNightjar(['help', command]);
      expect(exit).toBe(0);
      expect(stdout).toContain(`$ nightjar ${command}`);
      for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    },
  );

  it('is offered to whoever mistypes a command, who ends with 2', async () => {
    const { exit, stderr } = await runNightjar(['chekc', 'rota']);
    expect(exit).toBe(2);
    expect(stderr).toMatch(/unknown command 'chekc'\n\(Did you mean check\?\)\nFor example: nightjar run/);
  });

  it('is offered to whoever mistypes an option, who ends with 2', async () => {
    const { exit, stderr } = await runNightjar(['run', '--prot', '9000']);
    expect(exit).toBe(2);
    expect(stderr).toMatch(/unknown option '--prot'\n\(Did you mean --port\?\)\nFor example: nightjar run/);
  });

  it('knows its version', async () => {
    expect(await runNightjar(['--version'])).toMatchObject({
      exit: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    });
  });
});
