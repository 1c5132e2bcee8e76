/** The kind `dns`: what is asked, what is answered, and what goes wrong. */
import { describe, expect, it } from 'vitest';
import type { Assertion } from '../../../shared/domain/checks/assertion.ts';
import { judge } from '../../../shared/domain/checks/judgement.ts';
import type { DnsTarget, DnsType } from '../../../shared/domain/checks/target.ts';
import { createProbe, type ProbeOptions } from '../../../shared/probes/index.ts';
import { dnsServer, type Reply } from '../../lab/dns-server.ts';

interface Asking {
  readonly type?: DnsType;
  readonly name?: string;
  readonly resolver?: string;
  readonly allowPrivate?: boolean;
  readonly assertions?: readonly Assertion[];
  readonly probe?: ProbeOptions;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

async function ask(asking: Asking) {
  const { assertions = [], probe = { allowLoopback: true }, timeoutMs = 5000, signal, ...rest } = asking;
  const target: DnsTarget = { kind: 'dns', name: 'example.org', type: 'A', allowPrivate: false, ...rest };
  const startedAt = performance.now();
  const observation = await createProbe(probe)(target, assertions, signal ? { timeoutMs, signal } : { timeoutMs });
  const judgement = judge(observation, assertions);
  const outcome = judgement.failure?.code ?? judgement.verdict;
  return { observation, judgement, outcome, tookMs: performance.now() - startedAt };
}

const answering = (reply: Reply) => dnsServer(() => reply);

describe('records of each type are told as a zone file writes them', () => {
  it.each<[DnsType, readonly string[], readonly string[]]>([
    ['A', ['192.0.2.1', '192.0.2.2'], ['192.0.2.1', '192.0.2.2']],
    ['AAAA', ['2001:db8::1', '2001:db8:0:0:0:0:0:2'], ['2001:db8::1', '2001:db8::2']],
    ['CNAME', ['Shop.example.net'], ['shop.example.net']],
    ['NS', ['ns1.example.org', 'ns2.example.org'], ['ns1.example.org', 'ns2.example.org']],
    ['MX', ['10 mail.example.org', '20 Backup.example.org'], ['10 mail.example.org', '20 backup.example.org']],
    ['MX', ['0 .'], ['0 .']],
    ['TXT', ['v=spf1 -all', `k=rsa; p=${'A'.repeat(400)}`], ['v=spf1 -all', `k=rsa; p=${'A'.repeat(400)}`]],
    ['SRV', ['10 60 5060 sip.example.org'], ['10 60 5060 sip.example.org']],
    [
      'CAA',
      ['0 issue letsencrypt.org', '128 iodef mailto:a@example.org'],
      ['0 issue "letsencrypt.org"', '128 iodef "mailto:a@example.org"'],
    ],
    [
      'SOA',
      ['ns1.example.org hostmaster.example.org 2026112201 7200 3600 1209600 300'],
      ['ns1.example.org hostmaster.example.org 2026112201 7200 3600 1209600 300'],
    ],
  ])('%s %j', async (type, records, answers) => {
    const resolver = await answering({ [type]: records });
    const { outcome, observation } = await ask({ type, resolver });
    expect(outcome).toBe('up');
    expect(observation.dns?.type).toBe(type);
    expect(new Set(observation.dns?.answers)).toEqual(new Set(answers));
    expect(observation.timings.dns).toBeGreaterThan(0);
    expect(observation.address).toBe('127.0.0.1');
  });

  it('and the time of the question is that of its one phase', async () => {
    const within = (atMostMs: number): Assertion => ({ effect: 'degraded', subject: 'phase', phase: 'dns', atMostMs });
    const resolver = await answering({ A: ['192.0.2.1'] });
    expect((await ask({ resolver, assertions: [within(4000)] })).outcome).toBe('up');
    const { judgement } = await ask({ resolver, assertions: [within(0)] });
    expect(judgement).toMatchObject({ verdict: 'degraded', failure: { code: 'too_slow' } });
  });
});

describe('what goes wrong is told apart', () => {
  it.each<[Reply, string]>([
    ['nxdomain', 'dns_nxdomain'],
    ['servfail', 'dns_servfail'],
    ['refused', 'dns_servfail'],
    ['notimp', 'dns_servfail'],
    [{}, 'dns_nodata'],
    [{ TXT: ['v=spf1 -all'] }, 'dns_nodata'],
  ])('%j is %s', async (reply, code) => {
    const { judgement } = await ask({ type: 'MX', resolver: await answering(reply) });
    expect(judgement).toMatchObject({ verdict: 'down', failure: { code } });
    expect(judgement.failure?.message).toMatch(/: MX of example\.org\.$/);
  });

  it('silence is dns_timeout, and the deadline is kept', async () => {
    const { outcome, observation, tookMs } = await ask({ resolver: await answering('silence'), timeoutMs: 300 });
    expect(outcome).toBe('dns_timeout');
    expect(observation.dns).toBeUndefined();
    expect(tookMs).toBeLessThan(550);
  });

  it('a lost packet is asked for again', async () => {
    const resolver = await dnsServer((_name, question) => (question === 0 ? 'silence' : ['192.0.2.1']));
    expect((await ask({ resolver })).outcome).toBe('up');
  });

  it('a given resolver where nobody listens is the target’s fault', async () => {
    const { judgement } = await ask({ resolver: '127.0.0.1:1' });
    expect(judgement).toMatchObject({ verdict: 'down', failure: { code: 'tcp_refused' } });
    expect(judgement.failure?.message).toContain('127.0.0.1:1');
  });

  it.each(['192.0.2', 'ns1.example.org', '127.0.0.1:0', '127.0.0.1:70000', ''])(
    'the resolver "%s" is no address, so the monitor cannot work',
    async (resolver) => {
      expect((await ask({ resolver })).judgement).toMatchObject({
        verdict: 'unknown',
        failure: { code: 'invalid_target' },
      });
    },
  );

  it('an abort ends the question at once', async () => {
    const resolver = await answering('silence');
    const { outcome, tookMs } = await ask({ resolver, signal: AbortSignal.timeout(50) });
    expect(outcome).toBe('probe_error');
    expect(tookMs).toBeLessThan(1000);
  });
});

describe('the resolver is held to the rules for addresses, and is asked nothing if it breaks them', () => {
  const refused = async (resolver: string, asking: Asking = {}) => {
    const { judgement } = await ask({ timeoutMs: 50, probe: { hasIpv6: () => true }, ...asking, resolver });
    return judgement.failure?.code;
  };

  it('loopback in local runs only', async () => {
    let questions = 0;
    const resolver = await dnsServer(() => {
      questions++;
      return ['192.0.2.1'];
    });
    expect(await refused(resolver)).toBe('denied_address');
    expect(await refused(resolver, { allowPrivate: true })).toBe('denied_address');
    expect(questions).toBe(0);
    expect((await ask({ resolver })).outcome).toBe('up');
  });

  it.each(['10.0.0.53', '192.168.1.1:53', '100.64.0.1', 'fd00::53', '[fd00::53]:53'])(
    'private addresses, such as %s, unless the monitor allows them',
    async (resolver) => expect(await refused(resolver)).toBe('denied_address'),
  );

  it.each([
    '169.254.169.253',
    'fd00:ec2::253',
    '[fe80::1]:53',
    '0.0.0.0',
    '::ffff:127.0.0.1',
    '64:ff9b::7f00:1',
    '224.0.0.251',
  ])('%s never', async (resolver) => expect(await refused(resolver, { allowPrivate: true })).toBe('denied_address'));

  it('an IPv6 resolver is no_ipv6 where there is none', async () => {
    expect(await refused('2620:fe::fe', { probe: { hasIpv6: () => false } })).toBe('no_ipv6');
  });
});

describe('names', () => {
  const askedFor = async (name: string) => {
    const names: string[] = [];
    const resolver = await dnsServer((asked) => {
      names.push(asked);
      return ['192.0.2.1'];
    });
    await ask({ resolver, name });
    return names;
  };

  it.each([
    ['_dmarc.example.org', '_dmarc.example.org'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['example.org.', 'example.org'],
    ['localhost', 'localhost'],
  ])('%s is asked for as %s', async (name, asked) => expect(await askedFor(name)).toEqual([asked]));
});

it('questions do not wait for each other', async () => {
  const resolver = await dnsServer((name) => (name.startsWith('dead') ? 'silence' : ['192.0.2.1']));
  const dead = Array.from({ length: 20 }, (_, i) => ask({ resolver, name: `dead${i}.example`, timeoutMs: 600 }));
  const { outcome, tookMs } = await ask({ resolver });
  expect([outcome, tookMs < 500]).toEqual(['up', true]);
  expect(new Set((await Promise.all(dead)).map((each) => each.outcome))).toEqual(new Set(['dns_timeout']));
});
