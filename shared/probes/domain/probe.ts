/**
 * Asks once until when a domain is registered: by RDAP (RFC 9082, 9083), which is JSON over HTTPS, and usually a
 * redirect from a server that knows all registries to the one that knows the domain.
 */
import type { Assertion } from '../../domain/checks/assertion.ts';
import { FAILURES, type Failure, failure } from '../../domain/checks/failure.ts';
import type { Observation } from '../../domain/checks/observation.ts';
import type { DomainTarget, HttpTarget } from '../../domain/checks/target.ts';
import { plainText } from '../../domain/messages/plain-text.ts';
import type { Probe } from '../../ports.ts';
import { createHttpProbe } from '../http/probe.ts';
import type { Net } from '../net/net.ts';
import { registrationOf, registryName, strayAnswer, unavailable, WANTED_PATHS } from './registration.ts';

const WANTED = WANTED_PATHS.map((path): Assertion => {
  return { effect: 'down', subject: 'json', path, comparison: { op: 'exists', value: true } };
});

/** Knows the servers of all registries, and redirects to the right one. */
const REDIRECTOR = 'https://rdap.org/';

const MAX_REDIRECTS = 5;

export function createDomainProbe(net: Net): Probe<DomainTarget> {
  const askRegistry = createHttpProbe(net);
  return async (target, assertions, limits) => {
    const { body: _body, json, ...seen } = await askRegistry(requestFor(target), WANTED, limits);
    const failed = failureOf(seen, target) ?? strayAnswer(json, target.name);
    if (failed) return { ...seen, failure: failed };
    const registration = registrationOf(json);
    if ('endsAt' in registration) return { ...seen, registration };
    // Where only its being there is expected, a registry need not say for how long.
    return assertions.some(({ subject }) => subject === 'registration') ? { ...seen, failure: registration } : seen;
  };
}

const requestFor = ({ name, rdap = REDIRECTOR }: DomainTarget): HttpTarget => ({
  kind: 'http',
  url: `${rdap.replace(/\/$/, '')}/domain/${encodeURIComponent(registryName(name))}`,
  method: 'GET',
  headers: { accept: 'application/rdap+json, application/json;q=0.9' },
  maxRedirects: MAX_REDIRECTS,
  allowDowngrade: false,
  allowPrivate: false,
});

/** A registry in trouble says nothing about the domain. Only "there is no such domain" does. */
export function failureOf(
  { failure: failed, http, redirects }: Pick<Observation, 'failure' | 'http' | 'redirects'>,
  { name, rdap }: DomainTarget,
): Failure | undefined {
  if (failed) return FAILURES[failed.code].blame === 'target' ? unavailable(failed.message) : failed;
  if (http?.status === 404) {
    // Who knows all registries answers itself only where it knows none.
    const isUnknownRegistry = rdap === undefined && redirects.length === 0;
    return isUnknownRegistry ? unavailable('none is known for it') : failure('domain_not_registered', plainText(name));
  }
  if (http?.status === 200) return undefined;
  return unavailable(http?.status === 429 ? 'it answers 429, for it is asked too often' : `it answers ${http?.status}`);
}
