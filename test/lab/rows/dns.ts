/** Names that lead nowhere, slowly, or where nobody may look. */
import net from 'node:net';
import { createResolver } from '../../../shared/probes/index.ts';
import { answering, OK } from '../behaviours.ts';
import type { Reply } from '../dns-server.ts';
import type { Lab } from '../lab.ts';
import { type Family, HANGS_MS } from '../row.ts';

const named =
  (reply: Reply | ((question: number) => Reply), prefix?: string) =>
  (lab: Lab): string =>
    `http://${lab.name(reply, prefix)}/`;

/** A name that leads to a healthy server, as far as its reply does. */
const healthy =
  (reply: Reply | ((question: number) => Reply), prefix?: string, suffix = '') =>
  async (lab: Lab): Promise<string> =>
    `http://${lab.name(reply, prefix)}${suffix}:${await lab.listen(net.createServer(answering(OK)))}/`;

const HERE = ['127.0.0.1'];
const ONLY_IPV6 = ['2606:4700:4700::1111'];
const NO_IPV6 = { hasIpv6: () => false };
const PUBLIC_ONLY = { allowLoopback: false };

export const dns: Family = {
  name: 'Names',
  rows: [
    { id: '1', does: 'has a name that does not exist', expected: 'down dns_nxdomain', serve: named('nxdomain') },
    { id: '2a', does: 'has a name server that fails', expected: 'down dns_servfail', serve: named('servfail') },
    { id: '2b', does: 'has a name server that refuses', expected: 'down dns_servfail', serve: named('refused') },
    {
      id: '2c',
      does: 'cannot be looked up, for our own name server is not there',
      expected: 'unknown probe_error',
      serve: named(HERE),
      probe: { resolver: createResolver({ servers: ['127.0.0.1:1'] }) },
    },
    {
      id: '3',
      does: 'has a name server that is silent',
      expected: 'down dns_timeout',
      serve: named('silence'),
      timeoutMs: HANGS_MS,
    },
    { id: '4', does: 'has a name without an address', expected: 'down dns_nodata', serve: named([]) },
    {
      id: '6a',
      does: 'has a label of 64 characters',
      expected: 'unknown invalid_target',
      serve: () => `http://${'a'.repeat(64)}.lab.example/`,
    },
    {
      id: '6b',
      does: 'has a name of 300 characters',
      expected: 'unknown invalid_target',
      serve: () => `http://${'abcd.'.repeat(60)}example/`,
    },
    {
      id: '7a',
      does: 'has IPv6 addresses only, and we have none',
      expected: 'unknown no_ipv6',
      serve: named(ONLY_IPV6),
      probe: NO_IPV6,
    },
    {
      id: '7b',
      does: 'is given as an IPv6 address, and we have none',
      expected: 'unknown no_ipv6',
      serve: () => 'http://[2606:4700:4700::1111]/',
      probe: NO_IPV6,
    },
    {
      id: '7c',
      does: 'has an IPv6 address beside an IPv4 one, and we have no IPv6',
      expected: 'up',
      serve: healthy([...HERE, ...ONLY_IPV6]),
      probe: NO_IPV6,
    },
    {
      id: '9a',
      does: 'has a public and a private address',
      expected: 'unknown denied_address',
      serve: named(['1.1.1.1', '10.0.0.1']),
    },
    {
      id: '9b',
      does: 'has a private and a public address',
      expected: 'unknown denied_address',
      serve: named(['10.0.0.1', '1.1.1.1']),
    },
    {
      id: '10',
      does: 'has a good address at the first look and a private one at the second',
      expected: ['up', 'unknown denied_address'],
      serve: healthy((question) => (question % 4 < 2 ? HERE : ['10.0.0.1'])),
    },
    {
      id: '11a',
      does: 'has the address 0.0.0.0',
      expected: 'unknown denied_address',
      serve: named(['0.0.0.0']),
    },
    {
      id: '11b',
      does: 'has the address 127.0.0.1',
      expected: 'unknown denied_address',
      serve: named(HERE),
      probe: PUBLIC_ONLY,
    },
    {
      id: '11c',
      does: "has the address of a cloud's credentials",
      expected: 'unknown denied_address',
      serve: named(['169.254.169.254']),
      monitor: { allowPrivate: true },
    },
    { id: '12a', does: 'has a name of another script', expected: 'up', serve: healthy(HERE, 'bücher') },
    { id: '12b', does: 'has a dot at the end of its name', expected: 'up', serve: healthy(HERE, 'n', '.') },
    { id: '12c', does: 'is written in capitals', expected: 'up', serve: healthy(HERE, 'CAPITALS') },
    { id: '12d', does: 'has an underscore in its name', expected: 'up', serve: healthy(HERE, '_service') },
    {
      id: '200a',
      does: 'has a name server that knows no such question',
      expected: 'down dns_servfail',
      serve: named('notimp'),
    },
    {
      id: '200b',
      does: 'has a name server that cannot read the question',
      expected: 'down dns_servfail',
      serve: named('formerr'),
    },
    {
      id: '201',
      does: 'has a name server that answers with garbage',
      expected: 'down dns_servfail',
      serve: named('garbage'),
    },
    {
      id: '202',
      does: 'has an answer to a question that was not asked',
      expected: 'down dns_timeout',
      serve: named('another'),
      timeoutMs: HANGS_MS,
    },
    {
      id: '203',
      does: 'loses the first packet of each question',
      expected: 'up',
      serve: healthy((question) => (question < 2 ? 'silence' : HERE)),
    },
    {
      id: '204',
      does: 'has a name server that swallows every other question',
      expected: 'up',
      serve: healthy((question) => (question % 2 === 0 ? HERE : 'silence')),
    },
    {
      id: '205',
      does: 'has two addresses, the first of which refuses',
      expected: 'up',
      serve: healthy(['127.0.0.2', '127.0.0.1']),
    },
    {
      id: '206',
      does: 'has forty addresses, all of which refuse',
      expected: 'down tcp_refused',
      serve: (lab) => `http://${lab.name(Array.from({ length: 40 }, (_, i) => `127.0.1.${i + 1}`))}:9/`,
    },
    {
      id: '207',
      does: 'has an answer that is too large for a packet, and no TCP',
      expected: 'unknown probe_error',
      serve: named('truncated'),
    },
    {
      id: '208',
      does: 'has an IPv4 address written into an IPv6 one',
      expected: 'unknown denied_address',
      serve: named(['64:ff9b::7f00:1']),
    },
  ],
};
