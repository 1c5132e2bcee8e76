/**
 * No socket is ever opened to an address that may not be probed, however the address is spelled and by whatever way the
 * probe is led to it. The socket layer is one that leads nowhere but to the lab, and remembers every address.
 */
import http from 'node:http';
import https from 'node:https';
import { isIPv6 } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { OAuth2, Target, TcpTarget } from '../../shared/domain/checks/target.ts';
import type { Probe } from '../../shared/ports.ts';
import { createProbe, createResolver, type Resolver } from '../../shared/probes/index.ts';
import { aTarget } from './builders.ts';
import { type Authority, createAuthority } from './certificates.ts';
import { type Listening, startListening } from './listening.ts';
import { layUnder, type SocketLayer } from './socket-layer.ts';
import { addressOf, SPELLINGS } from './spellings.ts';

/** Public, as far as anybody can tell by its number; in truth the lab's own server. */
const PUBLIC = { v4: '93.184.215.14', v6: '2606:2800:21f:cb07::1' } as const;
const NAME = 'innocent.example';

let authority: Authority;
let layer: SocketLayer;
let probe: Probe;
let servers: { readonly plain: Listening; readonly secured: Listening };
/** Where the lab's server redirects to. */
let location = '';

beforeAll(async () => {
  authority = await createAuthority();
  const redirect: http.RequestListener = (_request, response) => void response.writeHead(302, { location }).end();
  const identity = await authority.issue({ names: [NAME] });
  servers = {
    plain: await startListening(http.createServer(redirect)),
    secured: await startListening(https.createServer(identity, redirect)),
  };
  probe = createProbe({ allowLoopback: false, ca: authority.cert, hasIpv6: () => true, resolver });
  layer = layUnder({ isStrict: true });
});

beforeEach(() => {
  layer.opened.splice(0);
  layer.connected = 0;
});

/** These addresses were connected to, and nothing else was, by no other function of Node either. */
function expectOpened(...addresses: readonly string[]): void {
  expect(layer.opened).toEqual(addresses);
  expect(layer.connected).toBe(addresses.length);
}

afterAll(async () => {
  layer.restore();
  await Promise.all([servers.plain.close(), servers.secured.close()]);
});

type Scheme = 'http' | 'https';

/** What the DNS says of the name: answers in turn, the last one for ever. */
let answers: (readonly string[])[] = [];

const ours = createResolver();
const resolver: Resolver = async (name, signal) =>
  name === NAME ? ((answers.length > 1 ? answers.shift() : answers[0]) ?? []) : ours(name, signal);

async function lookAt(url: string, scheme: Scheme, ...inTurn: (readonly string[])[]): Promise<string | undefined> {
  const { port } = scheme === 'http' ? servers.plain : servers.secured;
  for (const address of Object.values(PUBLIC)) layer.routes.set(address, port);
  answers = inTurn;
  const { failure } = await probe(aTarget(url, { allowDowngrade: true }), [], { timeoutMs: 5000 });
  return failure?.code;
}

/** The addresses of one family: of the other one, an answer may come too late to be looked at. */
const besideA = (denied: string): readonly string[] => [isIPv6(denied) ? PUBLIC.v6 : PUBLIC.v4, denied];

describe.each<Scheme>(['http', 'https'])('over %s', (scheme) => {
  const named = `${scheme}://${NAME}/`;

  it.each(SPELLINGS)('%s as the target itself opens no socket', async (host) => {
    expect(await lookAt(`${scheme}://${host}:9/`, scheme)).toBe('denied_address');
    expectOpened();
  });

  it.each(SPELLINGS)('%s as where a redirect leads opens no second socket', async (host) => {
    // A header holds no other characters than these; what stands for them in a URL is unpacked again.
    location = `${scheme}://${host.replace(/[^\x20-\x7e]/g, encodeURIComponent)}:9/`;
    expect(await lookAt(named, scheme, [PUBLIC.v4])).toBe('redirect_denied');
    expectOpened(PUBLIC.v4);
  });

  it.each(SPELLINGS)('%s as the answer of the DNS opens no socket', async (host) => {
    expect(await lookAt(named, scheme, [addressOf(host)])).toBe('denied_address');
    expectOpened();
  });

  it.each(SPELLINGS)('%s as the second answer of the DNS opens no second socket', async (host) => {
    location = `${named}again`;
    expect(await lookAt(named, scheme, [PUBLIC.v4], [addressOf(host)])).toBe('redirect_denied');
    expectOpened(PUBLIC.v4);
  });

  it.each(SPELLINGS)('%s beside a public address opens no socket, in either order', async (host) => {
    const both = besideA(addressOf(host));
    expect(await lookAt(named, scheme, both)).toBe('denied_address');
    expect(await lookAt(named, scheme, both.toReversed())).toBe('denied_address');
    expectOpened();
  });
});

/** Names that the machine does not know lead nowhere here: no question may leave it. */
const nowhere: Resolver = async (name, signal) => {
  if (/localhost\.?$/i.test(name)) return ours(name, signal);
  if (name === NAME) return ['169.254.169.254'];
  throw Object.assign(new Error(`queryA ENOTFOUND ${name}`), { code: 'ENOTFOUND' });
};

const PUBLIC_TCP: TcpTarget = {
  kind: 'tcp',
  host: 'public.example',
  port: 9,
  tls: false,
  send: [],
  allowPrivate: false,
};

/** Every other way in which a monitor may name a host; brackets belong to URLs only. */
const OTHERS: readonly (readonly [what: string, targetAt: (host: string) => Target])[] = [
  ['tcp', (host) => ({ kind: 'tcp', host: bare(host), port: 9, tls: false, send: [], allowPrivate: false })],
  ['tcp over TLS', (host) => ({ kind: 'tcp', host: bare(host), port: 9, tls: true, send: [], allowPrivate: false })],
  ['tls', (host) => ({ kind: 'tls', host: bare(host), port: 9, allowPrivate: false })],
  ['websocket', (host) => ({ kind: 'websocket', url: `ws://${host}:9/`, headers: {}, allowPrivate: false })],
  ['websocket over TLS', (host) => ({ kind: 'websocket', url: `wss://${host}:9/`, headers: {}, allowPrivate: false })],
  [
    'grpc',
    (host) => ({ kind: 'grpc', host: bare(host), port: 9, tls: true, service: '', metadata: {}, allowPrivate: false }),
  ],
  ['the proxy of tcp', (host) => ({ ...PUBLIC_TCP, proxy: `http://${host}:9` })],
  ['domain', (host) => ({ kind: 'domain', name: 'example.org', rdap: `https://${host}:9/` })],
  [
    'the token of http',
    (host) => aTarget('http://public.example/', { auth: { oauth2: tokensAt(`https://${host}:9/`) } }),
  ],
];

const bare = (host: string): string => host.replace(/^\[|\]$/g, '');

const tokensAt = (tokenUrl: string): OAuth2 => ({ tokenUrl, clientId: 'a', clientSecret: 'b', style: 'header' });

const otherProbe = createProbe({ allowLoopback: false, resolver: nowhere, hasIpv6: () => true });

describe.each(OTHERS)('as the host of %s', (_what, targetAt) => {
  it.each([...SPELLINGS, NAME])('%s opens no socket', async (host) => {
    const { failure } = await otherProbe(targetAt(host), [], { timeoutMs: 2000 });
    expect(['denied_address', 'dns_nxdomain', 'invalid_target']).toContain(failure?.code);
    expectOpened();
  });
});

it('the corpus has at least sixty spellings, none of them twice', () => {
  expect(new Set(SPELLINGS).size).toBe(SPELLINGS.length);
  expect(SPELLINGS.length).toBeGreaterThanOrEqual(60);
});

it('the layer sees what it is there to see: a public address is connected to, and a redirect to it is followed', async () => {
  location = `http://${NAME}/again`;
  expect(await lookAt(`http://${NAME}/`, 'http', [PUBLIC.v4])).toBe('redirect_loop');
  expectOpened(PUBLIC.v4, PUBLIC.v4);
});

it('an address that a socket turns out to be connected to is refused, whatever it was asked for', async () => {
  const { port } = servers.plain;
  layer.routes.set(PUBLIC.v4, { port, pretends: '10.0.0.1' });
  answers = [[PUBLIC.v4]];
  const { failure } = await probe(aTarget(`http://${NAME}/`), [], { timeoutMs: 5000 });
  expect(failure?.code).toBe('denied_address');
});
