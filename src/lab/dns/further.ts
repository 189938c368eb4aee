// Name servers of a scenario besides the lab's own: each at an address of its own, with zones and faults of its own.
import { fill, mapEntries, mapItems } from '../scenario/fill.ts';
import type { JsonValue } from '../../core/json.ts';
import { type LabDnsFault, readDnsFault } from './faults.ts';
import { type LabDns, startLabDns } from './server.ts';
import { type LabZones, readZones } from './zones.ts';

/** Loopback address → what is served there, and nothing else. */
export type FurtherServers = Readonly<Record<string, { readonly zones: LabZones; readonly faults: readonly LabDnsFault[] }>>;

/** As a scenario says it; throws ScenarioError naming the place. */
export const readServers = (given: unknown, place: string): FurtherServers =>
  mapEntries(given, place, (server, at) => {
    const { zones, faults } = fill({ zones: {}, faults: [] as JsonValue[] }, server, at);
    return { zones: readZones(zones, `${at}.zones`), faults: mapItems(faults, `${at}.faults`, readDnsFault) };
  });

/** `dns` with these beside its own authoritative server, on the same port, and stopped with it. */
export const withFurther = async (dns: LabDns, servers: FurtherServers): Promise<LabDns> => {
  const authoritativePort = Number(dns.authoritative.split(':').at(-1));
  const begun: LabDns[] = [dns];
  const stop = async (): Promise<void> => {
    await Promise.all(begun.map((one) => one.stop()));
  };
  for (const [host, { zones, faults }] of Object.entries(servers)) {
    const one = await startLabDns({ host, zones, faults, authoritativePort }).catch(async (error: unknown) => {
      await stop();
      throw error;
    });
    begun.push(one);
  }
  return { ...dns, stop };
};
