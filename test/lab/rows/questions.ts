/** The kind dns: name servers that answer rightly, wrongly, in scraps, or not at all. */
import type { Assertion } from '../../../shared/domain/checks/assertion.ts';
import type { DnsTarget, Target } from '../../../shared/domain/checks/target.ts';
import type { Reply } from '../dns-server.ts';
import type { Lab } from '../lab.ts';
import { closedPort } from '../listening.ts';
import { aDnsTarget } from '../look-at.ts';
import { type Family, HANGS_MS } from '../row.ts';

const answered =
  (reply: Reply | ((question: number) => Reply), target: Partial<DnsTarget> = {}) =>
  async (lab: Lab): Promise<Target> =>
    aDnsTarget({ resolver: await lab.dns(reply), ...target });

const ONE = ['192.0.2.1'];
const exactly = (...texts: string[]): Assertion => ({ effect: 'down', subject: 'answers', op: 'equals', texts });
const without = (text: string): Assertion => ({ effect: 'down', subject: 'answers', op: 'notContains', text });
const TWO: Assertion = {
  effect: 'degraded',
  subject: 'answers',
  op: 'count',
  comparison: { op: 'atLeast', value: 2 },
};

export const questions: Family = {
  name: 'Questions to the DNS (kind dns)',
  rows: [
    { id: '360', does: 'answers', expected: 'up', target: answered(ONE), assertions: [exactly('192.0.2.1')] },
    {
      id: '361',
      does: 'answers with an address that was not expected',
      expected: 'down assertion_failed',
      target: answered(['192.0.2.66']),
      assertions: [exactly('192.0.2.1')],
    },
    {
      id: '362',
      does: 'answers with one of two addresses',
      expected: 'degraded assertion_failed',
      target: answered(ONE),
      assertions: [TWO],
    },
    {
      id: '363',
      does: 'lets everybody send mail in its name',
      expected: 'down assertion_failed',
      target: answered({ TXT: ['v=spf1 +all'] }, { type: 'TXT' }),
      assertions: [without('+all')],
    },
    {
      id: '364',
      does: 'says that it takes no mail',
      expected: 'up',
      target: answered({ MX: ['0 .'] }, { type: 'MX' }),
      assertions: [exactly('0 .')],
    },
    { id: '365a', does: 'knows no such name', expected: 'down dns_nxdomain', target: answered('nxdomain') },
    {
      id: '365b',
      does: 'knows the name, and no record of that type',
      expected: 'down dns_nodata',
      target: answered(ONE, { type: 'MX' }),
    },
    { id: '365c', does: 'fails', expected: 'down dns_servfail', target: answered('servfail') },
    { id: '365d', does: 'refuses to answer', expected: 'down dns_servfail', target: answered('refused') },
    { id: '366', does: 'answers with garbage', expected: 'down dns_servfail', target: answered('garbage') },
    {
      id: '367',
      does: 'is silent',
      expected: 'down dns_timeout',
      target: answered('silence'),
      timeoutMs: HANGS_MS,
    },
    {
      id: '368',
      does: 'answers a question that was not asked',
      expected: 'down dns_timeout',
      target: answered('another'),
      timeoutMs: HANGS_MS,
    },
    {
      id: '369',
      does: 'loses the first packet',
      expected: 'up',
      target: answered((question) => (question === 0 ? 'silence' : ONE)),
    },
    {
      id: '370',
      does: 'is a name server that is not there',
      expected: 'down tcp_refused',
      target: async () => aDnsTarget({ resolver: `127.0.0.1:${await closedPort()}` }),
    },
    {
      id: '371',
      does: 'is a name server at a private address',
      expected: 'unknown denied_address',
      target: () => aDnsTarget({ resolver: '10.0.0.53' }),
    },
    {
      id: '372',
      does: 'is a name server at the address of a cloud’s credentials',
      expected: 'unknown denied_address',
      target: () => aDnsTarget({ resolver: '169.254.169.254', allowPrivate: true }),
    },
  ],
};
