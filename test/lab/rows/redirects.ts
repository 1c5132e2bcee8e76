/** Redirects in circles, without end, and to places where nobody may look. */
import { answering } from '../behaviours.ts';
import type { Lab } from '../lab.ts';
import { closedPort } from '../listening.ts';
import { type Family, HANGS_MS } from '../row.ts';

/** Redirects the paths of the table with 302, or the status before the location; answers any other with 200. */
const redirecting =
  (table: Readonly<Record<string, string>>, status = 302) =>
  (lab: Lab): Promise<string> =>
    lab.http((request, response) => {
      const location = table[request.url ?? ''];
      response.writeHead(location === undefined ? 200 : status, location === undefined ? {} : { location }).end('x');
    });

const to = (location: string) => redirecting({ '/': location });

/** From https, so that what follows is told apart from plain http. */
const fromHttps = async (lab: Lab): Promise<string> => {
  const plain = await redirecting({})(lab);
  const head = `HTTP/1.1 302 Found\r\nlocation: ${plain}\r\ncontent-length: 0\r\n\r\n`;
  return lab.tls(await lab.authority.issue(), answering(head));
};

const endless = (lab: Lab): Promise<string> =>
  lab.http((request, response) => {
    const n = Number(new URL(request.url ?? '', 'http://lab.example').searchParams.get('n'));
    response.writeHead(302, { location: `/?n=${n + 1}` }).end();
  });

/** Sends whoever has no cookie to fetch one, and back. */
const wantingCookie = (lab: Lab): Promise<string> =>
  lab.http((request, response) => {
    if (request.headers.cookie) response.end('ok');
    else response.writeHead(302, { location: '/', 'set-cookie': 'seen=1' }).end();
  });

/** Each hop is answered within the deadline, all of them together are not: after a few there is only silence. */
const slowly = (lab: Lab): Promise<string> =>
  lab.http((request, response) => {
    const hops = Number((request.url ?? '').slice(1));
    if (hops < 3) setTimeout(() => response.writeHead(302, { location: `/${hops + 1}` }).end(), 50);
  });

export const redirects: Family = {
  name: 'Redirects',
  rows: [
    { id: '90a', does: 'redirects once', expected: 'up', serve: to('/there') },
    { id: '90b', does: 'redirects permanently', expected: 'up', serve: redirecting({ '/': '/there' }, 308) },
    { id: '92a', does: 'redirects to itself', expected: 'down redirect_loop', serve: to('/') },
    {
      id: '92b',
      does: 'redirects in a circle',
      expected: 'down redirect_loop',
      serve: redirecting({ '/': '/a', '/a': '/b', '/b': '/a' }),
    },
    { id: '92c', does: 'redirects to nothing at all', expected: 'down redirect_loop', serve: to('') },
    {
      id: '93',
      does: 'redirects to itself until it gets its cookie back',
      expected: 'down redirect_loop',
      serve: wantingCookie,
    },
    {
      id: '94',
      does: 'redirects without end, each time elsewhere',
      expected: 'down too_many_redirects',
      serve: endless,
    },
    {
      id: '95a',
      does: 'redirects as often as is allowed',
      expected: 'up',
      serve: redirecting({ '/': '/a', '/a': '/b' }),
      monitor: { maxRedirects: 2 },
    },
    {
      id: '95b',
      does: 'redirects once more than is allowed',
      expected: 'down too_many_redirects',
      serve: redirecting({ '/': '/a', '/a': '/b' }),
      monitor: { maxRedirects: 1 },
    },
    {
      id: '95c',
      does: 'redirects where redirects are not followed',
      expected: 'down unexpected_status',
      serve: to('/login'),
      monitor: { maxRedirects: 0 },
    },
    {
      id: '95d',
      does: 'redirects to its login, and is expected to',
      expected: 'up',
      serve: to('/login'),
      assertions: [{ effect: 'down', subject: 'status', ranges: [{ from: 302, to: 302 }] }],
    },
    {
      id: '96',
      does: 'redirects without saying whereto',
      expected: 'down unexpected_status',
      serve: (lab) => lab.http((_request, response) => void response.writeHead(302).end()),
    },
    { id: '97', does: 'redirects to what is no URL', expected: 'down protocol_error', serve: to('http://[x/') },
    {
      id: '98',
      does: 'says 300 and a location',
      expected: 'down unexpected_status',
      serve: redirecting({ '/': '/a' }, 300),
    },
    { id: '99a', does: 'redirects to a file', expected: 'down redirect_scheme', serve: to('file:///etc/passwd') },
    { id: '99b', does: 'redirects to FTP', expected: 'down redirect_scheme', serve: to('ftp://example.org/') },
    { id: '99c', does: 'redirects to a script', expected: 'down redirect_scheme', serve: to('javascript:alert(1)') },
    { id: '99d', does: 'redirects to data', expected: 'down redirect_scheme', serve: to('data:text/plain,x') },
    { id: '99e', does: 'redirects to a local socket', expected: 'down redirect_scheme', serve: to('unix:/run/x.sock') },
    {
      id: '100a',
      does: "redirects to a cloud's credentials",
      expected: 'down redirect_denied',
      serve: to('http://169.254.169.254/latest/'),
    },
    {
      id: '100b',
      does: 'redirects to loopback within an IPv6 address',
      expected: 'down redirect_denied',
      serve: to('http://[::ffff:127.0.0.1]/'),
    },
    { id: '100c', does: 'redirects to a number', expected: 'down redirect_denied', serve: to('http://2852039166/') },
    { id: '100d', does: 'redirects to the address 0', expected: 'down redirect_denied', serve: to('http://0/') },
    {
      id: '100e',
      does: 'redirects to a private address',
      expected: 'down redirect_denied',
      serve: to('http://10.0.0.1/'),
    },
    {
      id: '100f',
      does: 'redirects to a name with a private address',
      expected: 'down redirect_denied',
      serve: (lab) => to(`http://${lab.name(['192.168.1.1'])}/`)(lab),
    },
    { id: '102a', does: 'redirects from https to http', expected: 'down redirect_downgrade', serve: fromHttps },
    {
      id: '102b',
      does: 'redirects from https to http, which is allowed',
      expected: 'up',
      serve: fromHttps,
      monitor: { allowDowngrade: true },
    },
    {
      id: '260',
      does: 'redirects to a port where nobody listens',
      expected: 'down tcp_refused',
      serve: async (lab) => to(`http://127.0.0.1:${await closedPort()}/`)(lab),
    },
    {
      id: '261',
      does: 'redirects to a name that does not exist',
      expected: 'down dns_nxdomain',
      serve: (lab) => to(`http://${lab.name('nxdomain')}/`)(lab),
    },
    {
      id: '262',
      does: 'redirects to a certificate of an unknown authority',
      expected: 'down tls_untrusted',
      serve: async (lab) => to(await lab.tls(await lab.stranger.issue()))(lab),
    },
    {
      id: '263',
      does: 'redirects slowly, again and again',
      expected: 'down http_timeout',
      serve: slowly,
      monitor: { maxRedirects: 20 },
      timeoutMs: HANGS_MS,
    },
    {
      id: '264',
      does: 'redirects to a location of 20 kB',
      expected: 'down headers_too_large',
      serve: to(`/${'x'.repeat(20_000)}`),
    },
    {
      id: '265',
      does: 'redirects with a body without end',
      expected: 'up',
      serve: (lab) =>
        lab.http((request, response) => {
          if (request.url !== '/') return void response.end('ok');
          response.writeHead(302, { location: '/there' });
          const timer = setInterval(() => response.write('x'.repeat(1000)), 5);
          response.once('close', () => clearInterval(timer));
        }),
    },
    {
      id: '266',
      does: 'redirects to an address with a name and a password in it',
      expected: 'up',
      serve: async (lab) => to((await redirecting({})(lab)).replace('http://', 'http://user:password@'))(lab),
    },
  ],
};
