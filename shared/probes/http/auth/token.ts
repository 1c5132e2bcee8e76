/** Access tokens by OAuth 2.0 client credentials (RFC 6749, 4.4), each fetched once and kept until it nearly expires. */
import { FAILURES, type Failure, failure } from '../../../domain/checks/failure.ts';
import type { HttpTarget, OAuth2 } from '../../../domain/checks/target.ts';
import type { Net } from '../../net/net.ts';
import { type Credential, type Limits, withinHalf } from './credential.ts';
import { type Grant, requestToken } from './request-token.ts';

interface Token {
  readonly value: string;
  /** Milliseconds since the epoch. A function that is frozen between two ticks has no other clock that goes on. */
  readonly freshUntil: number;
}

type Fetched = Token | Failure;
type Take = (target: HttpTarget, oauth2: OAuth2, limits: Limits) => Promise<Credential | Failure>;

/** A token must live through the look that it is for. */
const MARGIN_MS = 30_000;

export function createTokens(net: Net): Take {
  const kept = new Map<string, Token>();
  const underWay = new Map<string, Promise<Fetched>>();

  return async (target, oauth2, limits) => {
    const key = keyOf(target, oauth2);
    const token = freshOnes(kept).get(key);
    if (token) return credentialOf(token, limits, () => void kept.delete(key));
    // Many monitors may share a token, and find it missing in the same moment.
    const fetching = underWay.get(key) ?? fetchAndKeep(key, target, oauth2, limits);
    const outcome = await withinHalf(limits, 'auth_failed', (run) =>
      run.wait<Fetched>((resolve, reject) => void fetching.then(resolve, reject)),
    );
    if ('code' in outcome) return outcome;
    return 'code' in outcome.value ? outcome.value : credentialOf(outcome.value, limits);
  };

  function fetchAndKeep(key: string, target: HttpTarget, oauth2: OAuth2, limits: Limits): Promise<Fetched> {
    const fetching = fetchToken(net, target, oauth2, limits).then((fetched) => {
      underWay.delete(key);
      if (!('code' in fetched)) kept.set(key, fetched);
      return fetched;
    });
    underWay.set(key, fetching);
    return fetching;
  }
}

/** Equal only where everything is that decides who gets the token, and by which way. */
const keyOf = ({ allowPrivate, ipVersion, proxy, ca, clientCertificate }: HttpTarget, oauth2: OAuth2): string =>
  JSON.stringify([oauth2, allowPrivate, ipVersion, proxy, ca, clientCertificate]);

function freshOnes(tokens: Map<string, Token>): Map<string, Token> {
  for (const [key, { freshUntil }] of tokens) if (freshUntil <= Date.now()) tokens.delete(key);
  return tokens;
}

function credentialOf({ value }: Token, { conceal }: Limits, forget?: () => void): Credential {
  conceal?.(value);
  const authorize: Credential['authorize'] = async (request) => ({
    ...request,
    headers: { ...request.headers, authorization: `Bearer ${value}` },
  });
  return forget ? { authorize, forget } : { authorize };
}

async function fetchToken(net: Net, target: HttpTarget, oauth2: OAuth2, limits: Limits): Promise<Fetched> {
  const outcome = await withinHalf(limits, 'auth_failed', (run) => requestToken(run, net, target, oauth2, limits));
  if (!('code' in outcome)) return tokenOf(outcome.value);
  const { code, message } = outcome;
  if (OF_THE_ENDPOINT.has(code) || FAILURES[code].blame !== 'target') return outcome;
  // Without a token nobody gets in: the target is as good as down, but its owner must know where to look.
  return failure('auth_failed', `${URL.parse(oauth2.tokenUrl)?.hostname}: ${message.replace(/\.$/, '')}`);
}

const OF_THE_ENDPOINT: ReadonlySet<Failure['code']> = new Set(['auth_failed', 'rate_limited']);

function tokenOf({ token, lifetimeMs }: Grant): Token {
  return { value: token, freshUntil: Date.now() + lifetimeMs - Math.min(MARGIN_MS, lifetimeMs / 2) };
}
