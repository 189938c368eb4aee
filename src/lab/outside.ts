// The hosts outside that a world may have and that no other party needs to know: certify finds them by the profile's `lab:`.
import type { JsonObject } from '../core/json.ts';
import { startMailHost } from './inbound/mail-host.ts';
import { readMailHost } from './inbound/spec.ts';
import type { LabKeys } from './keys.ts';
import { type Ports, withPort } from './ports.ts';
import type { Scenario } from './scenario/types.ts';

/** null: this world does not have it. `found` is laid into the profile's `lab:`. */
type Start = (
  scenario: Scenario,
  keys: LabKeys,
  ports: Ports,
) => Promise<{ readonly found: JsonObject; stop(): Promise<void> } | null>;

/** The host that takes the sender's own mail. */
const startInbound: Start = async (scenario, keys, ports) => {
  if (scenario.mailHost === null) return null;
  const spec = readMailHost(scenario.mailHost, `${scenario.name}.mailHost`);
  const host = await withPort(ports.preferred('policy'), (https) =>
    withPort(ports.preferred('mail-host'), (smtp) => startMailHost(spec, keys.authority, { https, smtp })),
  );
  ports.used('policy', host.ports.https);
  ports.used('mail-host', host.ports.smtp);
  return { found: { mailPorts: { ...host.ports } }, stop: () => host.stop() };
};

const HOSTS: readonly Start[] = [startInbound];

/** Starts each that the scenario has; what stops them is put to `stops`. */
export const startOutside = async (
  scenario: Scenario,
  keys: LabKeys,
  ports: Ports,
  stops: (() => Promise<void>)[],
): Promise<JsonObject> => {
  const found: { [key: string]: JsonObject[string] } = {};
  for (const start of HOSTS) {
    const host = await start(scenario, keys, ports);
    if (host === null) continue;
    stops.push(() => host.stop());
    Object.assign(found, host.found);
  }
  return found;
};
