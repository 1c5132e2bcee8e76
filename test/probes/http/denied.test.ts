/** Which addresses may be probed, and what is said of those that may not; `ssrf.test.ts` of the lab has the corpus. */
import { describe, expect, it } from 'vitest';
import { classifyAddress } from '../../../shared/probes/net/address-policy.ts';
import { look } from '../../lab/look.ts';
import { answering, OK, tcpServer } from '../../lab/servers.ts';

const EVERYTHING_REFUSED = { allowLoopback: false };

describe('answers of the DNS', () => {
  it('10: an answer that changes after the check changes nothing, for the address that was checked is connected to', async () => {
    let asked = 0;
    const resolver = async () => (asked++ === 0 ? ['127.0.0.1'] : ['10.0.0.1']);
    const url = new URL(await tcpServer(answering(OK)));
    const rebound = `http://rebound.example:${url.port}/`;
    const first = await look(rebound, { probe: { resolver } });
    expect([first.outcome, first.observation.address, asked]).toEqual(['up', '127.0.0.1', 1]);
    expect((await look(rebound, { probe: { resolver } })).outcome).toBe('denied_address');
  });
});

describe('what a monitor may allow', () => {
  it('private addresses, but neither loopback nor link-local ones', async () => {
    const target = { allowPrivate: true };
    const attempt = async (host: string) =>
      (await look(`http://${host}:9/`, { target, probe: EVERYTHING_REFUSED, timeoutMs: 50 })).outcome;
    expect(await attempt('127.0.0.1')).toBe('denied_address');
    expect(await attempt('169.254.169.254')).toBe('denied_address');
    expect(await attempt('[fe80::1]')).toBe('denied_address');
    expect(await attempt('[fd00:ec2::254]')).toBe('denied_address');
  });

  it('loopback in a local run, but nothing that is spelled around it', async () => {
    expect((await look(await tcpServer(answering(OK)))).outcome).toBe('up');
    expect((await look('http://0.0.0.0:9/')).outcome).toBe('denied_address');
    expect((await look('http://[::ffff:127.0.0.1]:9/')).outcome).toBe('denied_address');
  });

  it('the message says which address it was and what is wrong with it', async () => {
    const resolver = async () => ['10.0.0.1'];
    const { judgement } = await look('http://intranet.example/', { probe: { resolver } });
    expect(judgement.failure?.message).toContain('intranet.example has the address 10.0.0.1, which is private');
  });
});

describe('classes of addresses', () => {
  it.each([
    ['1.1.1.1', 'public'],
    ['172.15.255.255', 'public'],
    ['172.32.0.1', 'public'],
    ['100.63.255.255', 'public'],
    ['100.128.0.1', 'public'],
    ['2606:4700:4700::1111', 'public'],
    ['10.0.0.1', 'private'],
    ['100.64.0.1', 'private'],
    ['fd12:3456::1', 'private'],
    ['127.0.0.1', 'loopback'],
    ['::1', 'loopback'],
    ['fe80::1', 'denied'],
    ['fe80::1%eth0', 'denied'],
    ['2606:4700::1%1', 'denied'],
    ['', 'denied'],
    ['example.org', 'denied'],
  ])('%s is %s', (address, kind) => {
    expect(classifyAddress(address)).toBe(kind);
  });
});
