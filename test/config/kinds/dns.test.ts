import { describe, expect, it } from 'vitest';
import { parseFleet } from '../../../shared/config/index.ts';

const read = (entry: object) =>
  parseFleet(JSON.stringify({ monitors: [{ id: 'name', alert: { to: [] }, ...entry }] }), { file: 'monitors.yaml' });

function monitorOf(entry: object) {
  const outcome = read(entry);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
  return outcome.fleet.monitors[0];
}

const messagesOf = (entry: object): string[] => {
  const outcome = read(entry);
  return outcome.ok ? [] : outcome.problems.map(({ path, message }) => `${path}: ${message}`);
};

describe('a monitor of kind dns', () => {
  it('is a name, and asks the usual servers for addresses', () => {
    expect(monitorOf({ dns: 'example.org' })).toMatchObject({
      target: { kind: 'dns', name: 'example.org', type: 'A', allowPrivate: false },
      assertions: [],
    });
  });

  it('may say which records are asked for, and whom', () => {
    const dns = { name: '_sip._tcp.example.org', type: 'SRV', resolver: '[fd00::53]:5353', allowPrivate: true };
    expect(monitorOf({ dns })?.target).toEqual({ kind: 'dns', ...dns });
  });

  it('expects answers, in the order in which they are judged', () => {
    const answers = {
      equals: ['192.0.2.1'],
      contains: ['a', 'b'],
      notContains: 'c',
      count: { atLeast: 1, atMost: 3 },
      effect: 'degraded',
    };
    const about = { subject: 'answers', effect: 'degraded' };
    expect(monitorOf({ dns: 'example.org', expect: { answers } })?.assertions).toEqual([
      { ...about, op: 'equals', texts: ['192.0.2.1'] },
      { ...about, op: 'contains', text: 'a' },
      { ...about, op: 'contains', text: 'b' },
      { ...about, op: 'notContains', text: 'c' },
      { ...about, op: 'count', comparison: { op: 'atLeast', value: 1 } },
      { ...about, op: 'count', comparison: { op: 'atMost', value: 3 } },
    ]);
    expect(monitorOf({ dns: 'example.org', expect: { answers: { count: 2 } } })?.assertions).toEqual([
      { subject: 'answers', effect: 'down', op: 'count', comparison: { op: 'equals', value: 2 } },
    ]);
  });

  it.each<[object, RegExp]>([
    [{ dns: 'https://example.org/' }, /this is a URL; write the name alone/],
    [{ dns: '192.0.2.1' }, /this is an address, not a name/],
    [{ dns: 'two words' }, /this is not a name of the DNS/],
    [{ dns: 'a..b' }, /this is not a name of the DNS/],
    [{ dns: `${'a'.repeat(64)}.example` }, /label of 64 characters/],
    [{ dns: '${env:NAME}' }, /this is not a name of the DNS/],
    [{ dns: { name: 'example.org', type: 'PTR' } }, /dns\.type/],
    [{ dns: { name: 'example.org', resolver: 'ns1.example.org' } }, /this is not the address of a name server/],
    [{ dns: { name: 'example.org', resolver: '192.0.2.53:0' } }, /this is not the address of a name server/],
    [{ dns: { name: 'example.org', resolver: '10.0.0.53' } }, /private address, which is asked only if that is meant/],
    [{ dns: { name: 'example.org', resolver: 'fd00::53' } }, /private address/],
    [{ dns: { name: 'example.org', resolver: '169.254.169.253' } }, /never probed/],
    [{ dns: 'example.org', expect: { status: 200 } }, /nothing of the kind can be expected of a monitor of kind dns/],
    [
      { dns: 'example.org', expect: { answers: { effect: 'degraded' } } },
      /none of contains, notContains, equals, count/,
    ],
    [{ http: 'https://example.org', expect: { answers: { count: 1 } } }, /of kind http/],
  ])('is refused: %j', (entry, message) => {
    expect(messagesOf(entry).join('\n')).toMatch(message);
  });

  it.each(['9.9.9.9', '9.9.9.9:5353', '2620:fe::fe', '[2620:fe::fe]:53'])('may ask the resolver %s', (resolver) => {
    expect(messagesOf({ dns: { name: 'example.org', resolver } })).toEqual([]);
  });
});
