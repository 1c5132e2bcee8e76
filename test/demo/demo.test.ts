import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type Demo, type DemoOptions, startDemo } from '../../cli/demo/index.ts';
import { CLINIC_IS_SLOW, isWithin, ROTA_FAILS, ROUND_MS } from '../../cli/demo/schedule.ts';
import { NOON } from '../domain/builders.ts';

let demo: Demo | undefined;
afterEach(() => demo?.close());

async function start(options: DemoOptions = {}): Promise<Demo> {
  demo = await startDemo({ basePort: 0, ...options });
  return demo;
}

const statusOf = async (url: string) => (await fetch(url, { redirect: 'manual' })).status;

describe('the schedule of the demo', () => {
  it('fails and recovers early enough to be seen in the first two minutes', () => {
    const firstMinute = ROTA_FAILS.untilMs + 10_000;
    expect(firstMinute).toBeLessThanOrEqual(60_000);
    expect(isWithin(ROTA_FAILS, ROTA_FAILS.fromMs - 1)).toBe(false);
    expect(isWithin(ROTA_FAILS, ROTA_FAILS.fromMs)).toBe(true);
    expect(isWithin(ROTA_FAILS, ROTA_FAILS.untilMs)).toBe(false);
  });

  it('comes again each round', () => {
    expect(isWithin(ROTA_FAILS, ROTA_FAILS.fromMs + 7 * ROUND_MS)).toBe(true);
    expect(isWithin(CLINIC_IS_SLOW, CLINIC_IS_SLOW.fromMs + ROUND_MS)).toBe(true);
  });

  it('never has two things wrong at once', () => {
    expect(CLINIC_IS_SLOW.fromMs).toBeGreaterThan(ROTA_FAILS.untilMs);
  });
});

describe('the demo fleet', () => {
  it('serves five services on loopback', async () => {
    const { urls } = await start();
    expect(Object.keys(urls)).toEqual(['rota', 'ledger', 'clinic', 'keys', 'jobs']);
    for (const url of Object.values(urls)) expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(await statusOf(`${urls.rota}/health/?verbose=1`)).toBe(200);
    expect(await statusOf(`${urls.keys}/metrics`)).toBe(403);
  });

  it('breaks the rota on schedule and mends it again', async () => {
    let now = NOON;
    const { urls } = await start({ now: () => now });
    expect(await statusOf(`${urls.rota}/health/`)).toBe(200);
    now += ROTA_FAILS.fromMs;
    expect(await statusOf(`${urls.rota}/health/`)).toBe(503);
    expect(await statusOf(`${urls.ledger}/api/v1/health`)).toBe(200);
    now = NOON + ROTA_FAILS.untilMs;
    expect(await statusOf(`${urls.rota}/health/`)).toBe(200);
  });

  it('breaks and mends what a test asks for, whatever the schedule says', async () => {
    const { urls, setBroken } = await start({ now: () => NOON });
    setBroken('ledger', true);
    expect(await statusOf(`${urls.ledger}/api/v1/health`)).toBe(503);
    setBroken('ledger', false);
    expect(await statusOf(`${urls.ledger}/api/v1/health`)).toBe(200);
  });

  it('answers late, and in full, while it is slow', async () => {
    const { urls, setSlow } = await start({ now: () => NOON });
    setSlow('clinic', true);
    const began = performance.now();
    const answer = await fetch(`${urls.clinic}/api/v1/monitoring/health`);
    expect(await answer.json()).toMatchObject({ status: 'degraded' });
    expect(performance.now() - began).toBeGreaterThan(300);
  });

  it('gives its ports back', async () => {
    const first = await start();
    const { port } = new URL(first.urls.rota);
    await first.close();
    const server = createServer().listen(Number(port), '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    expect((server.address() as AddressInfo).port).toBe(Number(port));
    await new Promise((resolve) => server.close(resolve));
  });

  it('says what to do when a port is taken, and leaves nothing open', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const { port } = taken.address() as AddressInfo;
    const basePort = port - 2;
    // Any of the five may be the first to fail on a busy machine, so the number is left open.
    await expect(startDemo({ basePort })).rejects.toThrow(
      /^The demo fleet could not be started\. Port \d+ of 127\.0\.0\.1 cannot be used: something else is listening there\. Is it the demo of another Nightjar\?/,
    );
    await expect(fetch(`http://127.0.0.1:${basePort}/health/`)).rejects.toThrow();
    await new Promise((resolve) => taken.close(resolve));
  });
});
