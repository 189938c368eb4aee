// The smaller parts of a lab: name servers, relay, and what of a scenario's profile the parties must know.
import type { JsonObject } from '../core/json.ts';
import { withFurther } from './dns/further.ts';
import { type LabDns, startLabDns } from './dns/server.ts';
import { isObject } from './scenario/fill.ts';
import { type LabKeys, sessionTokenOf } from './keys.ts';
import { type Ports, withPort } from './ports.ts';
import type { ProfileParts } from './scenario/profile-file.ts';
import type { Scenario } from './scenario/types.ts';
import { sesSmtpPassword } from './ses/smtp.ts';
import { readRelayBehaviour } from './smtp/behaviour.ts';
import type { AcceptedMessage, RelayJudge } from './smtp/mail-server.ts';
import { type LabRelay, type RelayOptions, startLabRelay } from './smtp/relay.ts';
import { inboxSection, type LabMailbox, withPublishedKey } from './mailbox/mailbox.ts';
import { readMailbox } from './mailbox/spec.ts';
import type { LabState } from './state.ts';

/** Both name servers, and the resolver over HTTPS too, on the ports of the last time where they are free. */
export const startDns = async (scenario: Scenario, keys: LabKeys, ports: Ports, dkim: string | null): Promise<LabDns> => {
  const { faults } = scenario.dns;
  const zones =
    scenario.mailbox === null || dkim === null
      ? scenario.dns.zones
      : withPublishedKey(scenario.dns.zones, readMailbox(scenario.mailbox, `${scenario.name}.mailbox`), dkim);
  const start = (recursivePort: number, authoritativePort: number, port: number): Promise<LabDns> =>
    startLabDns({
      zones,
      faults,
      recursivePort,
      authoritativePort,
      https: { tls: keys.front, port },
    });
  const own = await withPort(ports.preferred('dns-recursive'), (port) =>
    withPort(ports.preferred('dns-authoritative'), (authoritative) =>
      withPort(ports.preferred('dns-https'), (https) => start(port, authoritative, https)),
    ),
  );
  const dns = await withFurther(own, scenario.dns.servers);
  ports.used('dns-https', dns.https?.port ?? 0);
  ports.used('dns-recursive', Number(dns.recursive.split(':').at(-1)));
  ports.used('dns-authoritative', Number(dns.authoritative.split(':').at(-1)));
  return dns;
};

/** Region and topic of the SES that stands behind the relay; null for any other relay. */
export const sesBehindSmtp = (scenario: Scenario): { readonly region: string } | null =>
  scenario.aws !== null && isObject(section(scenario.profile, 'smtp')['ses']) ? { region: scenario.aws.region } : null;

const smtpPassword = (scenario: Scenario, keys: LabKeys): string => {
  const behind = sesBehindSmtp(scenario);
  const username = textAt(section(scenario.profile, 'smtp'), 'username') ?? '';
  return behind === null ? keys.smtpPassword : sesSmtpPassword(keys.secretOf(username), behind.region);
};

/** The mistakes that people make with SES's SMTP password can be written into a scenario: the raw secret, and these. */
const wrongPasswords = (scenario: Scenario, keys: LabKeys): { readonly [name: string]: string } => {
  const username = textAt(section(scenario.profile, 'smtp'), 'username') ?? '';
  if (sesBehindSmtp(scenario) === null) return {};
  return {
    'smtp-password-of-us-east-1': sesSmtpPassword(keys.secretOf(username), 'us-east-1'),
    'smtp-password-in-base64': Buffer.from(smtpPassword(scenario, keys)).toString('base64'),
  };
};

const relayed = (state: LabState): NonNullable<RelayOptions['past']> => {
  const messages = state.past.flatMap((line) => (line.type === 'relayed' ? [line.message as unknown as AcceptedMessage] : []));
  const reported = new Set(state.past.flatMap((line) => (line.type === 'reported' ? [line.id] : [])));
  return { messages, owed: messages.filter((message) => !reported.has(message.id)) };
};

/** The relay of an SMTP world; its adapter posts to `callback`. What it took and owes survives a restart. */
export const startRelay = async (
  scenario: Scenario,
  keys: LabKeys,
  callback: string,
  state: LabState,
  ports: Ports,
  judge: RelayJudge | null,
  onDelivered: (message: AcceptedMessage) => void,
): Promise<LabRelay | null> => {
  if (scenario.smtp === null) return null;
  const options = {
    host: '127.0.0.1',
    hostName: textAt(section(scenario.profile, 'smtp'), 'host') ?? 'localhost',
    authority: keys.authority,
    users: [
      { username: textAt(section(scenario.profile, 'smtp'), 'username') ?? 'apikey', password: smtpPassword(scenario, keys) },
    ],
    behaviour: readRelayBehaviour(scenario.smtp, `${scenario.name}.smtp`),
    // SES has no adapter: its events come over SNS.
    callback: judge === null ? { url: callback, token: keys.verifyToken, ca: keys.authority.certPem } : null,
    ...(judge === null ? {} : { judge }),
    past: relayed(state),
    onAccepted: (message: AcceptedMessage) => {
      state.append({ type: 'relayed', message: { ...message } });
      onDelivered(message);
    },
    onReported: (message: AcceptedMessage) => state.append({ type: 'reported', id: message.id }),
  };
  const relay = await withPort(ports.preferred('smtp'), (clear) =>
    withPort(ports.preferred('smtps'), (implicit) => startLabRelay({ ...options, ports: { clear, implicit } })),
  );
  ports.used('smtp', relay.port);
  ports.used('smtps', relay.tlsPort);
  return relay;
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
  const ofUsers = Object.values(scenario.aws?.users ?? {}).flatMap((user) => user.keys.map((key) => key.id));
  const ofRoles = Object.values(scenario.aws?.roles ?? {}).flatMap(({ sessions }) => Object.keys(sessions));
  const accessKeys = [...ofUsers, ...ofRoles.flatMap((id) => [id, sessionTokenOf(id)])];
  return {
    ...Object.fromEntries(accessKeys.map((id) => [id, keys.secretOf(id)])),
    'verify-token': keys.verifyToken,
    'ledger-token': keys.readToken,
    'ledger-write-token': keys.writeToken,
    'squareos-token': keys.squareosToken,
    ...(scenario.mailbox === null ? {} : { 'mailbox-password': keys.mailboxPassword }),
    ...(scenario.smtp === null ? {} : { 'smtp-password': smtpPassword(scenario, keys) }),
    ...wrongPasswords(scenario, keys),
  };
};

/** Everything that the profile's file is made of. */
export const partsOf = (
  scenario: Scenario,
  keys: LabKeys,
  values: ProfileParts['values'],
  outside: JsonObject,
  mailbox: LabMailbox | null,
): ProfileParts => ({
  scenario: scenario.name,
  profile:
    mailbox === null
      ? scenario.profile
      : { ...scenario.profile, live: { ...section(scenario.profile, 'live'), inbox: inboxSection(mailbox) } },
  values,
  secrets: secretsOf(scenario, keys),
  caPem: keys.authority.certPem,
  lab: {
    scenario: scenario.name,
    startedAt: keys.startedAt,
    ...outside,
  },
  title: scenario.title,
});
