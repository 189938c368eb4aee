// Derived from the peers, never declared: `live` only if everything spoken to is the real thing (product.md section 4).
import type { Mode } from '../core/decision.ts';
import type { Places } from '../core/places.ts';
import { fact, type Observed } from '../facts/fact.ts';
import { isAwsEndpoint } from '../aws/region.ts';
import { isLoopbackHost } from '../text/host-address.ts';

const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).hostname : 'localhost');

/** A profile that `certify lab up` wrote, an endpoint that is not AWS's own, or a peer on loopback makes it `lab`. */
export const modeOf = ({ ses, callbackUrl, relay, lab }: Places): Mode => {
  const endpoints = Object.values(ses?.endpoints ?? {}).filter((url): url is string => typeof url === 'string');
  const simulated =
    lab ||
    endpoints.some((url) => !isAwsEndpoint(url)) ||
    (callbackUrl !== null && isLoopbackHost(hostOf(callbackUrl))) ||
    (relay !== null && isLoopbackHost(relay.host));
  return simulated ? 'lab' : 'live';
};

/** What was seen may only take `live` away: a relay whose name leads to loopback is no relay of a gym. */
export const modeSeen = (declared: Mode, observations: Observed): Mode => {
  const addresses = fact(observations, 'smtp.session')?.addresses ?? [];
  return addresses.some(isLoopbackHost) ? 'lab' : declared;
};
