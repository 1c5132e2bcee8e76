import type { RequestListener } from 'node:http';
import { describe, expect, it } from 'vitest';
import { folderWith } from './folder.ts';
import { runNightjar } from './nightjar.ts';
import { serve } from './server.ts';

const TOKEN = 'CANARY-token';
const PASSWORD = 'CANARY-password';

/** A login, something that the token opens, and a logout. It repeats every secret that it is sent. */
const account =
  (meStatus: number): RequestListener =>
  (request, response) => {
    if (request.url === '/login') {
      response.writeHead(201, { 'content-type': 'application/json', 'set-cookie': 'session=CANARY-session; Path=/' });
      response.end(JSON.stringify({ token: TOKEN }));
    } else if (request.url?.startsWith('/me')) {
      response.writeHead(meStatus, { 'x-echo': JSON.stringify(request.headers), 'x-password': PASSWORD }).end();
    } else response.writeHead(204).end();
  };

const configured = (url: string): string =>
  folderWith({
    'monitors.yaml': `monitors:
  - id: account
    name: Account
    alert: { to: [] }
    flow:
      steps:
        - name: log in
          http: { url: "${url}login", method: POST, body: "\${env:PASSWORD}" }
          expect: { status: 201 }
          carry: { token: { json: $.token } }
        - name: use the token
          http: { url: "${url}me?t=\${step:token}", auth: { bearer: "\${step:token}" } }
          expect: { headers: { x-echo: { notContains: surely not }, x-password: { notContains: "nothing" } } }
        - { name: look around, http: "${url}around" }
      finally:
        - { name: log out, http: "${url}logout" }
`,
  });

const check = async (meStatus: number, ...flags: string[]) => {
  const cwd = configured(await serve(account(meStatus)));
  return runNightjar(['check', 'account', ...flags], { cwd, env: { PASSWORD } });
};

describe('nightjar check of a flow', () => {
  it('shows when each step was taken, and what each has found', async () => {
    const { exit, stdout } = await check(200);
    expect(exit).toBe(0);
    expect(stdout).toMatch(/^● UP {2}Account {2}3 of 3 steps in \d+ ms\n/);
    expect(stdout).toMatch(
      /\n {2}1 log in +201 .*█.* ms\n {2}2 use the token +200 .* ms\n {2}3 look around +204 .* ms\n/,
    );
    expect(stdout).toMatch(/\n {4}log out +204 .* ms\n {2}total .* ms\n/);
    expect(stdout).toMatch(/\n {2}2 use the token\n {4}✓ status 200-299 +found 200 OK\n/);
    expect(stdout).not.toContain('by hand');
  });

  it('shows where the time of the step that failed went, what was not reached, and how to repeat it', async () => {
    const { exit, stdout } = await check(401);
    expect(exit).toBe(1);
    expect(stdout).toMatch(
      /^✗ DOWN {2}Account {2}2 of 3 steps in \d+ ms\n {2}Step 2 of 3, "use the token": expected status/,
    );
    expect(stdout).toMatch(/\n {2}3 look around +not reached\n/);
    expect(stdout).toMatch(/\n {2}2 use the token\n( {4}.*\n)* {4}first byte .* ms\n/);
    expect(stdout).toMatch(/\n {2}by hand +curl .* 'Authorization: Bearer '"\$token" .*\/me\?t='"\$token"\n/);
    expect(stdout).toContain('$token is what "log in" carries');
  });

  it('says the same as JSON', async () => {
    const { stdout } = await check(401, '--json');
    const { verdict, failure, monitor, steps } = JSON.parse(stdout);
    expect({ verdict, code: failure.code, kind: monitor.kind }).toEqual({
      verdict: 'down',
      code: 'unexpected_status',
      kind: 'flow',
    });
    expect(steps.map((step: Record<string, unknown>) => [step.name, step.verdict, step.status])).toEqual([
      ['log in', 'up', 201],
      ['use the token', 'down', 401],
      ['log out', 'up', 204],
    ]);
    expect(steps[1]).toMatchObject({ failure: { code: 'unexpected_status' }, timings: { total: expect.any(Number) } });
  });

  it.each([[[]], [['--json']]])('shows neither the token, nor the session, nor the password (%j)', async (flags) => {
    for (const status of [200, 401]) {
      const { stdout, stderr } = await check(status, ...flags);
      expect(stdout).toContain('•••');
      expect(stdout + stderr).not.toContain('CANARY');
    }
  });
});
