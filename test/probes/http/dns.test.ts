/** Rows 1 to 12 of the lab: names. */
import { writeFile } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createResolver } from '../../../shared/probes/index.ts';
import { dnsServer, type Reply } from '../../lab/dns-server.ts';
import { look } from '../../lab/look.ts';
import { answering, listen, OK, tcpServer } from '../../lab/servers.ts';

const asking = async (reply: Reply | ((name: string, question: number) => Reply)) =>
  createResolver({ servers: [await dnsServer(typeof reply === 'function' ? reply : () => reply)] });

describe('names', () => {
  it.each<[string, Reply, string]>([
    ['1', 'nxdomain', 'dns_nxdomain'],
    ['2', 'servfail', 'dns_servfail'],
    ['2', 'refused', 'dns_servfail'],
    ['4', [], 'dns_nodata'],
  ])('%s: the answer %j is %s', async (_row, reply, code) => {
    const { judgement } = await look('http://app.example/', { probe: { resolver: await asking(reply) } });
    expect(judgement).toMatchObject({ verdict: 'down', failure: { code } });
    expect(judgement.failure?.message).toMatch(/: app\.example\.$/);
  });

  it('3: a name that is never answered does not delay others', async () => {
    const resolver = await asking((name) => (name.startsWith('dead') ? 'silence' : ['127.0.0.1']));
    const port = await listen(net.createServer(answering(OK)));
    const dead = Array.from({ length: 20 }, (_, i) =>
      look(`http://dead${i}.example/`, { timeoutMs: 600, probe: { resolver } }),
    );
    const { outcome, tookMs } = await look(`http://live.example:${port}/`, { probe: { resolver } });
    expect(outcome).toBe('up');
    expect(tookMs).toBeLessThan(500);
    expect(new Set((await Promise.all(dead)).map((each) => each.outcome))).toEqual(new Set(['dns_timeout']));
  });

  it('7: a name with IPv6 addresses only is no_ipv6 where there is none', async () => {
    const resolver = async () => ['2606:4700:4700::1111'];
    const { judgement } = await look('http://six.example/', { probe: { resolver, hasIpv6: () => false } });
    expect(judgement).toMatchObject({ verdict: 'unknown', failure: { code: 'no_ipv6' } });
    const literal = await look('http://[2606:4700:4700::1111]/', { probe: { hasIpv6: () => false } });
    expect(literal.outcome).toBe('no_ipv6');
  });

  it('12: names of other scripts, capitals and dots at the end are looked up in their plain form', async () => {
    const asked = new Set<string>();
    const resolver = async (name: string) => {
      asked.add(name);
      return ['127.0.0.1'];
    };
    const { port } = new URL(await tcpServer(answering(OK)));
    for (const host of ['bücher.example', 'APP.example', 'app.example.']) {
      expect((await look(`http://${host}:${port}/`, { probe: { resolver } })).outcome).toBe('up');
    }
    expect([...asked]).toEqual(['xn--bcher-kva.example', 'app.example', 'app.example.']);
  });

  it("the machine's own names are honoured, and so is localhost", async () => {
    const hostsFile = join(tmpdir(), `nightjar-hosts-${process.pid}`);
    await writeFile(hostsFile, '# comment\n127.0.0.1\tmine.example other.example # more\r\n');
    const resolver = createResolver({ servers: [await dnsServer(() => 'nxdomain')], hostsFile });
    const { port } = new URL(await tcpServer(answering(OK)));
    for (const host of ['mine.example', 'OTHER.example.', 'localhost', 'app.localhost']) {
      expect((await look(`http://${host}:${port}/`, { probe: { resolver } })).outcome).toBe('up');
    }
  });
});
