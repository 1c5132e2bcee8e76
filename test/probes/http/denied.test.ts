/** No socket is ever opened to an address that may not be probed, however the address is spelled or arrived at. */
import { describe, expect, it } from 'vitest';
import { classifyAddress } from '../../../shared/probes/net/address-policy.ts';
import { createResolver } from '../../../shared/probes/index.ts';
import { dnsServer } from '../../lab/dns-server.ts';
import { countSockets, look } from '../../lab/look.ts';
import { answering, OK, tcpServer } from '../../lab/servers.ts';

const EVERYTHING_REFUSED = { allowLoopback: false };

/** As a URL spells them; all lead to this machine, its network or nowhere that is public. */
const SPELLINGS = [
  '127.0.0.1',
  '127.1',
  '127.0.1',
  '127.255.255.254',
  '2130706433',
  '0x7f.1',
  '0x7f000001',
  '0177.0.0.1',
  '017700000001',
  '0',
  '0.0.0.0',
  '0.1.2.3',
  'localhost',
  'LOCALHOST',
  'localhost.',
  'app.localhost',
  '①②⑦.0.0.1',
  '127。0。0。1',
  '%31%32%37.0.0.1',
  '[::1]',
  '[::]',
  '[0:0:0:0:0:0:0:1]',
  '[::127.0.0.1]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[::ffff:0:127.0.0.1]',
  '[64:ff9b::127.0.0.1]',
  '[64:ff9b:1::7f00:1]',
  '[2002:7f00:1::]',
  '[2001:0:7f00:1::]',
  '[100::1]',
  '[2001:db8::1]',
  '[3fff::1]',
  '[5f00::1]',
  '[fe80::1]',
  '[fec0::1]',
  '[fc00::1]',
  '[fd00::1]',
  '[fd00:ec2::254]',
  '[ff02::1]',
  '[4000::1]',
  '10.0.0.1',
  '10.255.255.255',
  '167772161',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.0.1',
  '192.168.1',
  '100.64.0.1',
  '100.127.255.255',
  '100.100.100.200',
  '169.254.169.254',
  '169.254.170.2',
  '169.254.79.129',
  '2852039166',
  '0xa9fea9fe',
  '168.63.129.16',
  '192.0.0.1',
  '192.0.2.1',
  '192.88.99.1',
  '198.18.0.1',
  '198.51.100.1',
  '203.0.113.1',
  '224.0.0.1',
  '240.0.0.1',
  '255.255.255.255',
];

describe('spellings', () => {
  it.each(SPELLINGS)('%s is denied_address, and no socket is opened', async (host) => {
    const sockets = countSockets();
    const { judgement } = await look(`http://${host}:9/`, { probe: EVERYTHING_REFUSED });
    expect(judgement).toMatchObject({ verdict: 'unknown', failure: { code: 'denied_address' } });
    expect(sockets()).toBe(0);
  });

  it.each(['https://127.0.0.1/', 'https://[::1]/', 'https://localhost/'])(
    '%s is refused before TLS begins',
    async (url) => {
      const sockets = countSockets();
      expect((await look(url, { probe: EVERYTHING_REFUSED })).outcome).toBe('denied_address');
      expect(sockets()).toBe(0);
    },
  );
});

describe('answers of the DNS', () => {
  const lookingUp = async (...answers: (readonly string[])[]) => {
    const server = await dnsServer((_name, question) => answers[Math.min(question >> 1, answers.length - 1)] ?? []);
    return createResolver({ servers: [server] });
  };

  it.each<[string, readonly string[]]>([
    ['loopback', ['127.0.0.1']],
    ['unspecified', ['0.0.0.0']],
    ['link-local', ['169.254.169.254']],
    ['private', ['10.1.2.3']],
    ['9: public and private mixed', ['1.1.1.1', '10.0.0.1']],
    ['9: the same the other way round', ['10.0.0.1', '1.1.1.1']],
    ['public IPv4 and private IPv6', ['1.1.1.1', 'fd00::1']],
    ['mapped', ['::ffff:7f00:1']],
    ['translated', ['64:ff9b::7f00:1']],
  ])('%s is denied_address, and no socket is opened', async (_what, addresses) => {
    const resolver = await lookingUp(addresses);
    const sockets = countSockets();
    const { outcome } = await look('http://rebound.example/', { probe: { ...EVERYTHING_REFUSED, resolver } });
    expect(outcome).toBe('denied_address');
    expect(sockets()).toBe(0);
  });

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
