// The smaller parts of a lab: name servers, relay, and what of a scenario's profile the parties must know.
import type { JsonObject } from '../core/json.ts';
import { type LabDns, type LabDnsOptions, startLabDns } from './dns/server.ts';
import { isObject } from './fill.ts';
import type { LabKeys } from './keys.ts';
import { type Ports, withPort } from './ports.ts';
import type { ProfileParts } from './profile-file.ts';
import type { Scenario } from './scenario-types.ts';
import { readRelayBehaviour } from './smtp/behaviour.ts';
import { type LabRelay, startLabRelay } from './smtp/relay.ts';

/** Both name servers, on the ports of the last time where they are free. */
export const startDns = async (scenario: Scenario, ports: Ports): Promise<LabDns> => {
  const { zones, faults } = scenario.dns;
  const start = (recursivePort: number, authoritativePort: number): Promise<LabDns> =>
    startLabDns({ zones, faults: faults as unknown as NonNullable<LabDnsOptions['faults']>, recursivePort, authoritativePort });
  const dns = await withPort(ports.preferred('dns-recursive'), (port) =>
    withPort(ports.preferred('dns-authoritative'), (authoritative) => start(port, authoritative)),
  );
  ports.used('dns-recursive', Number(dns.recursive.split(':').at(-1)));
  ports.used('dns-authoritative', Number(dns.authoritative.split(':').at(-1)));
  return dns;
};

/** The relay of an SMTP world; its adapter posts to `callback`. */
export const startRelay = async (scenario: Scenario, keys: LabKeys, callback: string): Promise<LabRelay | null> => {
  if (scenario.smtp === null) return null;
  const behaviour = readRelayBehaviour(scenario.smtp, `${scenario.name}.smtp`);
  const target = { url: callback, token: keys.verifyToken, ca: keys.authority.certPem };
  const users = [{ username: 'apikey', password: keys.smtpPassword }];
  return startLabRelay({
    host: '127.0.0.1',
    hostName: 'localhost',
    authority: keys.authority,
    users,
    behaviour,
    callback: target,
  });
};

export const section = (object: JsonObject, key: string): JsonObject => {
  const value = object[key];
  return isObject(value) ? value : {};
};
export const textAt = (object: JsonObject, key: string): string | null => (typeof object[key] === 'string' ? object[key] : null);

/** The first key of the user that the profile names as the sending credential. */
export const sendingKey = (scenario: Scenario): string =>
  textAt(section(section(scenario.profile, 'aws'), 'send'), 'accessKeyId') ?? '';

const secretsOf = (scenario: Scenario, keys: LabKeys): { [name: string]: string } => {
  const accessKeys = Object.values(scenario.aws?.users ?? {}).flatMap((user) => user.keys.map((key) => key.id));
  return {
    ...Object.fromEntries(accessKeys.map((id) => [id, keys.secretOf(id)])),
    'verify-token': keys.verifyToken,
    'ledger-token': keys.readToken,
    'ledger-write-token': keys.writeToken,
    ...(scenario.smtp === null ? {} : { 'smtp-password': keys.smtpPassword }),
  };
};

/** Everything that the profile's file is made of. */
export const partsOf = (scenario: Scenario, keys: LabKeys, values: ProfileParts['values']): ProfileParts => ({
  profile: scenario.profile,
  values,
  secrets: secretsOf(scenario, keys),
  caPem: keys.authority.certPem,
  lab: { scenario: scenario.name, startedAt: keys.startedAt },
  title: scenario.title,
});
