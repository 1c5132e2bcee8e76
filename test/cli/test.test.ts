import { describe, expect, it } from 'vitest';
import { folderWith } from './folder.ts';
import { runNightjar } from './nightjar.ts';

const CONFIGURATION = `
contacts: [{ id: oncall, email: a@example.org }, { id: boss, email: b@example.org }]
routes: [{ id: pages, match: { severity: critical }, to: [oncall], escalate: { after: 15m, to: boss } }]
monitors:
  - { id: rota, http: https://example.org/, alert: { severity: critical } }
  - { id: child, http: https://example.org/c, dependsOn: rota, alert: { to: oncall } }
`;

const run = (tests: string) =>
  runNightjar(['test'], { cwd: folderWith({ 'monitors.yaml': CONFIGURATION, 'alerts.test.yaml': tests }) });

describe('nightjar test', () => {
  it('passes where exactly the messages are sent that were expected', async () => {
    const { exit, stdout } = await run(`
tests:
  - name: an outage pages, and its end is told
    results: { rota: up down*3 up up, child: up down*6 }
    expect:
      - { at: 3m, kind: down, monitor: rota, to: oncall }
      - { at: 5m, kind: recovered, monitor: rota, to: oncall }
  - name: a blip tells nobody
    results: { rota: up down up }
    expect: []
  - name: somebody is on it, so the boss sleeps
    results: { rota: up down*20 }
    acts: [{ at: 10m, acknowledge: rota }]
    until: 1h
    expect: [{ at: 3m, kind: down, monitor: rota, to: oncall }]
`);
    expect({ exit, stdout }).toEqual({
      exit: 0,
      stdout: `✓ an outage pages, and its end is told (2 messages)
✓ a blip tells nobody (no message)
✓ somebody is on it, so the boss sleeps (1 message)

3 of 3 passed.
`,
    });
  });

  it('shows what was missing and what was too much, and ends with 1', async () => {
    const { exit, stdout } = await run(`
tests:
  - name: nobody answers
    results: { rota: up down*20 }
    until: 1h
    expect:
      - { at: 3m, kind: down, monitor: rota, to: oncall }
      - { at: 9m, kind: reminder, monitor: rota, to: oncall }
`);
    expect({ exit, stdout }).toEqual({
      exit: 1,
      stdout: `✗ nobody answers (alerts.test.yaml:3)
       at 3 min   down      rota  to oncall
    -  at 9 min   reminder  rota  to oncall  was expected and not sent
    +  at 18 min  down      rota  to boss    was sent, by the route pages

1 of 1 failed, 0 passed.
`,
    });
  });

  it('names every mistake in the tests, and ends with 2', async () => {
    const { exit, stderr } = await run(`
tests:
  - name: wrong
    results: { rotta: up, rota: up dwn }
    acts: [{ at: 1m }]
    expects: []
`);
    expect(exit).toBe(2);
    expect(stderr).toContain('alerts.test.yaml:4:33 tests[0].results.rota: "dwn" is no result');
    expect(stderr).toContain('alerts.test.yaml:5:12 tests[0].acts[0]: 0 things are done');
    expect(stderr).toContain('alerts.test.yaml:6:5 tests[0].expects: unknown key "expects"');
    const stray = await run('tests: [{ name: a, results: { rotta: up }, expect: [] }]');
    expect(stray.stderr).toContain('no monitor has the id "rotta"; did you mean "rota"?');
  });

  it('says which file is missing', async () => {
    const { exit, stderr } = await runNightjar(['test'], { cwd: folderWith({ 'monitors.yaml': CONFIGURATION }) });
    expect(exit).toBe(2);
    expect(stderr).toContain('The tests alerts.test.yaml cannot be read');
  });
});
