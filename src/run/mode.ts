// Derived from the peers, never declared: `live` only if everything spoken to is the real thing (product.md section 4).
import type { Mode } from '../core/decision.ts';
import type { Profile } from '../core/profile.ts';

/** DNS suffix of each partition's service hosts; an endpoint elsewhere is not AWS. */
const AWS_SUFFIXES = ['.amazonaws.com', '.amazonaws.com.cn', '.amazonaws.eu', '.api.aws'];

export const isLoopbackHost = (host: string): boolean =>
  host === 'localhost' || host.endsWith('.localhost') || host === '[::1]' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);

const isAws = (url: string): boolean => {
  try {
    const { protocol, hostname } = new URL(url);
    return protocol === 'https:' && AWS_SUFFIXES.some((suffix) => hostname.endsWith(suffix));
  } catch {
    return false;
  }
};

const hostOf = (url: string): string => {
  try {
    return new URL(url).hostname;
  } catch {
    return 'localhost';
  }
};

/** A profile that `certify lab up` wrote, an endpoint that is not AWS's own, or a peer on loopback makes it `lab`. */
export const modeOf = (profile: Profile): Mode => {
  const endpoints = [profile.ses?.endpoints, profile.smtp?.ses?.endpoints]
    .flatMap((one) => Object.values(one ?? {}))
    .filter((url): url is string => typeof url === 'string');
  const simulated =
    profile.lab !== undefined ||
    endpoints.some((url) => !isAws(url)) ||
    isLoopbackHost(hostOf(profile.callback.url)) ||
    (profile.smtp !== undefined && isLoopbackHost(profile.smtp.host));
  return simulated ? 'lab' : 'live';
};
