/** One request to a token endpoint, under the same rules for addresses as the target. It is never redirected. */
import type { HttpTarget, OAuth2 } from '../../../domain/checks/target.ts';
import { placeOf } from '../../net/endpoint.ts';
import { type Net, open } from '../../net/net.ts';
import { ProbeFailed } from '../../net/probe-failed.ts';
import type { Run } from '../../net/run.ts';
import { bodyText } from '../body.ts';
import { type Answer, exchange } from '../exchange.ts';
import { basic, DEFAULT_HEADERS, parseTarget, type Request, reachFrom } from '../request.ts';
import type { Limits } from './credential.ts';

export interface Grant {
  readonly token: string;
  readonly lifetimeMs: number;
}

const LARGEST_ANSWER_BYTES = 64 * 1024;
const LONGEST_TOKEN = 16 * 1024;

/** Where the endpoint does not say how long a token lives, and for one that would live for ever. */
const USUAL_LIFETIME_S = 300;
const LONGEST_LIFETIME_S = 86_400;

/** What an endpoint answers to credentials that it does not accept (RFC 6749, 5.2). */
const REFUSED: ReadonlySet<number> = new Set([400, 401, 403]);

/** Throws `ProbeFailed`, or whatever the socket reports. */
export async function requestToken(
  run: Run,
  net: Net,
  target: HttpTarget,
  oauth2: OAuth2,
  { conceal }: Limits,
): Promise<Grant> {
  // A careless endpoint repeats what it was sent.
  conceal?.(`${formEncoded(oauth2.clientId)}:${formEncoded(oauth2.clientSecret)}`);
  const request = tokenRequest(oauth2);
  const connection = await open(run, net, placeOf(request.url), {
    allowPrivate: target.allowPrivate,
    protocols: ['http/1.1'],
    ...reachFrom(target, request.url),
  });
  const limit = (): number => LARGEST_ANSWER_BYTES;
  const answer = await exchange(run, connection.socket, request, limit, connection.wantsWholeUrl);
  connection.socket.destroy();
  return grantOf(answer.status, fieldsOf((await bodyText(run, answer)).text), answer);
}

function tokenRequest({ tokenUrl, clientId, clientSecret, scope, audience, style }: OAuth2): Request {
  const form = new URLSearchParams({ grant_type: 'client_credentials' });
  if (scope !== undefined) form.set('scope', scope);
  if (audience !== undefined) form.set('audience', audience);
  if (style === 'body') {
    form.set('client_id', clientId);
    form.set('client_secret', clientSecret);
  }
  return {
    url: parseTarget(tokenUrl),
    method: 'POST',
    headers: {
      ...DEFAULT_HEADERS,
      accept: 'application/json',
      'content-type': 'application/x-www-form-urlencoded',
      ...(style === 'header' ? { authorization: basic(formEncoded(clientId), formEncoded(clientSecret)) } : {}),
    },
    body: form.toString(),
  };
}

/** As RFC 6749 (2.3.1) wants both parts before they are joined. */
const formEncoded = (text: string): string => new URLSearchParams({ _: text }).toString().slice(2);

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(text: string): Fields {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}

function grantOf(status: number, fields: Fields, { headers }: Answer): Grant {
  if (status === 429) throw new ProbeFailed('rate_limited', 'the token endpoint answered 429');
  if (REFUSED.has(status)) throw new ProbeFailed('auth_refused', `it answered ${status}${reasonOf(fields)}`);
  if (status < 200 || status > 299) throw new ProbeFailed('auth_failed', `it answered ${status}`);
  const token = fields.access_token;
  if (typeof token !== 'string' || token.length > LONGEST_TOKEN || !/^[\x21-\x7e]+$/.test(token)) {
    const type = /^[\w.+-]+\/[\w.+-]+/.exec(headers['content-type'] ?? '')?.[0];
    throw new ProbeFailed('auth_failed', `its answer${type ? ` of ${type}` : ''} holds no usable access_token`);
  }
  const type = fields.token_type ?? 'bearer';
  if (String(type).toLowerCase() !== 'bearer') throw new ProbeFailed('auth_failed', 'its token is no bearer token');
  return { token, lifetimeMs: lifetimeSeconds(fields.expires_in) * 1000 };
}

/** Only words of the standard's own shape: a description may hold anything. */
function reasonOf({ error }: Fields): string {
  return typeof error === 'string' && /^[a-z_]{1,40}$/.test(error) ? ` (${error})` : '';
}

function lifetimeSeconds(value: unknown): number {
  const seconds = typeof value === 'string' ? Number.parseFloat(value) : value;
  if (typeof seconds !== 'number' || !Number.isFinite(seconds) || seconds < 0) return USUAL_LIFETIME_S;
  return Math.min(seconds, LONGEST_LIFETIME_S);
}
