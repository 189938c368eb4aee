// All makes of mail relay that are known, and which one a tenant's is.
import type { Relay } from './relay.ts';
import { moreServices } from './relays-more-services.ts';
import { servers } from './relays-servers.ts';
import { services } from './relays-services.ts';

/** In the order in which the documentation lists them: servers one runs oneself, then services. */
export const relays: readonly Relay[] = [...servers, ...services, ...moreServices];

/** The relay that the profile names, else the one whose host or greeting it is; null: nobody known. */
export const relayFor = (given: {
  readonly relay: string | null;
  readonly host: string;
  readonly banner: string | null;
}): Relay | null => {
  const host = given.host.toLowerCase().replace(/\.$/, '');
  const greeted = relays.filter((one) => given.banner !== null && one.banner?.test(given.banner) === true);
  return (
    relays.find((one) => one.key === given.relay) ??
    relays.find((one) => one.hosts?.test(host) === true) ??
    // A service's greeting says more than that of the software it runs.
    greeted.find((one) => one.hosts !== null) ??
    greeted[0] ??
    null
  );
};
