import { describe, expect, it } from 'vitest';
import { folderWith } from './folder.ts';
import { runNightjar, startNightjar } from './nightjar.ts';
import { answering, hanging, serve } from './server.ts';

const REFUSING = 'http://127.0.0.1:9/';

/** A configuration of one monitor, `rota`, in a folder of its own. */
const rota = (url: string, more = '') =>
  folderWith({ 'monitors.yaml': `monitors:\n  - { id: rota, name: Staff rota, http: "${url}", ${more} }\n` });

describe('nightjar check', () => {
  it('shows the phases and the assertions of a target that is up, and ends with 0', async () => {
    const { exit, stdout, stderr } = await runNightjar(['check', await serve(answering(200))]);
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
    expect(stdout).toMatch(/^● UP {2}http:\/\/127\.0\.0\.1:\d+\/ {2}200 in \d+ ms\n/);
    for (const phase of ['connect', 'first byte', 'total']) expect(stdout).toMatch(new RegExp(`\n  ${phase} .* ms\n`));
    expect(stdout).toMatch(/\n {2}address {5}127\.0\.0\.1\n/);
    expect(stdout).toMatch(/\n {2}✓ status 200-299 +found 200 OK\n/);
  });

  it('ends with 1 when the target is down, and says why in a sentence', async () => {
    const { exit, stdout } = await runNightjar(['check', REFUSING]);
    expect(exit).toBe(1);
    expect(stdout).toMatch(/^✗ DOWN .*\n {2}The server refused the connection: 127\.0\.0\.1:9\.\n/);
    expect(stdout).toContain('? status 200-299  found no complete answer');
  });

  it('names what was expected and what was found by each assertion that failed', async () => {
    const cwd = rota(await serve(answering(200, { status: 'broken' })), 'expect: { json: { $.status: ok } }');
    const { exit, stdout } = await runNightjar(['check', 'rota'], { cwd });
    expect(exit).toBe(1);
    expect(stdout).toMatch(/✗ DOWN {2}Staff rota/);
    expect(stdout).toContain('✗ $.status to be "ok"  found "broken"');
  });

  it('ends with 0 when the target is degraded, since it still serves', async () => {
    const slow = await serve((_request, response) => setTimeout(() => response.end(), 150));
    const { exit, stdout } = await runNightjar(['check', 'rota'], {
      cwd: rota(slow, 'expect: { responseTime: { degraded: 100ms } }'),
    });
    expect(exit).toBe(0);
    expect(stdout).toMatch(/^▲ DEGRADED {2}Staff rota/);
  });

  it('ends with 2 when it cannot tell, for example for want of a secret', async () => {
    const cwd = folderWith({
      'monitors.yaml': `monitors:
  - { id: rota, name: Staff rota, http: { url: "${REFUSING}", headers: { X-Key: "\${env:ROTA_KEY}" } } }`,
    });
    const { exit, stdout } = await runNightjar(['check', 'rota'], { cwd });
    expect(exit).toBe(2);
    expect(stdout).toMatch(/^\? UNKNOWN {2}Staff rota\n {2}.*ROTA_KEY/);
  });

  it('shows no secret, even if the target echoes it', async () => {
    const echo = await serve((request, response) => {
      response.writeHead(500, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ status: request.headers['x-key'] }));
    });
    const cwd = folderWith({
      'monitors.yaml': `monitors:
  - id: rota
    name: Staff rota
    http: { url: "${echo}", headers: { X-Key: "\${env:ROTA_KEY}" } }
    expect: { json: { $.status: ok } }`,
    });
    const env = { ROTA_KEY: 'swordfish-4711' };
    const asText = await runNightjar(['check', 'rota'], { cwd, env });
    const asJson = await runNightjar(['check', 'rota', '--json'], { cwd, env });
    expect(asText.stdout).toContain('found "•••"');
    expect(asText.stdout + asText.stderr + asJson.stdout + asJson.stderr).not.toContain('swordfish');
  });

  it('says what an alert would say, and how to see the same by hand', async () => {
    const { stdout } = await runNightjar(['check', REFUSING]);
    expect(stdout).toMatch(/\n {2}alert +DOWN: http:\/\/127\.0\.0\.1:9\/ \(\w+\), the server refused the connection\n/);
    expect(stdout).toMatch(/\n {2}by hand +curl -sS -i .* http:\/\/127\.0\.0\.1:9\/\n/);
  });

  it('looks again and again with --watch, and ends with what it saw last', async () => {
    const nightjar = startNightjar(['check', REFUSING, '--watch']);
    await nightjar.printed(/✗ DOWN .*refused[\s\S]*✗ DOWN .*refused/);
    expect((await nightjar.stop()).exit).toBe(1);
  });

  it('refuses --watch with --json', async () => {
    expect((await runNightjar(['check', REFUSING, '--watch', '--json'])).exit).toBe(2);
  });

  it('gives up after --timeout', async () => {
    const args = ['check', await serve(hanging), '--timeout', '300ms', '--json'];
    const { exit, stdout } = await runNightjar(args);
    expect(exit).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ verdict: 'down', failure: { code: 'http_timeout' } });
  });
});

describe('nightjar check --json', () => {
  it('has verdict, failure, timings and assertions of a target that is up', async () => {
    const { exit, stdout } = await runNightjar(['check', await serve(answering(200)), '--json']);
    expect(exit).toBe(0);
    const result = JSON.parse(stdout);
    expect(result).toMatchObject({
      verdict: 'up',
      failure: null,
      status: 200,
      address: '127.0.0.1',
      redirects: [],
      certificate: null,
      assertions: [{ subject: 'status', outcome: 'pass', expected: 'status 200-299', found: '200 OK' }],
    });
    for (const phase of ['dns', 'connect', 'firstByte', 'transfer', 'total']) {
      expect(result.timings[phase]).toBeGreaterThanOrEqual(0);
    }
    expect(result.checkedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  });

  it('has the code and the sentence of a failure', async () => {
    const { exit, stdout } = await runNightjar(['check', REFUSING, '--json']);
    expect(exit).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      verdict: 'down',
      failure: { code: 'tcp_refused', message: 'The server refused the connection: 127.0.0.1:9.' },
    });
  });
});

describe('nightjar check of a domain', () => {
  it('shows until when it is registered, as JSON too', async () => {
    const ending = { eventAction: 'expiration', eventDate: '2999-08-30T04:00:00Z' };
    const rdap = await serve(answering(200, { ldhName: 'example.org', events: [ending] }));
    const cwd = folderWith({
      'monitors.yaml': `monitors:\n  - { id: name, domain: { name: example.org, rdap: "${rdap}" }, alert: { to: [] } }\n`,
    });
    expect((await runNightjar(['check', 'name'], { cwd })).stdout).toMatch(/\n {2}registered {2}until 2999-08-30/);
    const { stdout } = await runNightjar(['check', 'name', '--json'], { cwd });
    expect(JSON.parse(stdout)).toMatchObject({ verdict: 'up', registeredUntil: '2999-08-30T04:00:00Z' });
  });
});

describe('a misuse of nightjar check', () => {
  it.each<[string, string[], string]>([
    [
      'an id that no monitor has',
      ['rotta'],
      'There is no monitor "rotta" in monitors.yaml. The nearest of its 1: rota.\nFor example: nightjar check rota\n',
    ],
    [
      'a host without a scheme',
      ['rota.example.org/health'],
      'There is no monitor "rota.example.org/health" in monitors.yaml. The nearest of its 1: rota.\n' +
        'For example: nightjar check https://rota.example.org/health\n',
    ],
    [
      'a scheme that is not probed',
      ['ftp://example.org'],
      'ftp://example.org cannot be checked: this is not an http or https URL; expected an absolute URL that begins ' +
        'with https:// or http://.\nFor example: nightjar check https://example.org --timeout 5s\n',
    ],
    [
      'a timeout that is no duration',
      ['rota', '--timeout', 'soon'],
      '--timeout soon cannot be used: "soon" is not a duration; expected a number and a unit (ms, s, m, h or d), from ' +
        '100ms to 60s.\nFor example: nightjar check https://example.org --timeout 5s\n',
    ],
    [
      'nothing to check',
      [],
      "error: missing required argument 'monitor or URL'\nFor example: nightjar check https://example.org\n",
    ],
    [
      'a configuration that is not there',
      ['rota', '--config', 'other.yaml'],
      'The configuration other.yaml cannot be read. There is no such file.\nFor example: nightjar run my.yaml\n',
    ],
  ])('is told with an example: %s', async (_name, args, expected) => {
    const { exit, stdout, stderr } = await runNightjar(['check', ...args], { cwd: rota(REFUSING) });
    expect({ exit, stdout, stderr }).toEqual({ exit: 2, stdout: '', stderr: expected });
  });
});
