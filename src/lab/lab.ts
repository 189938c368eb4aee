// Starts a whole simulated world on loopback: name servers, AWS, SNS, the platform with its receiver, a mail relay.
import type { JsonObject } from '../core/json.ts';
import type { AcceptedMessage } from './aws/message.ts';
import { type AwsSide, startAwsSide } from './aws/side.ts';
import type { LabDns } from './dns/server.ts';
import { labKeys } from './keys.ts';
import { type LabMailbox, signingKey, startMailbox } from './mailbox/mailbox.ts';
import { partsOf, sesBehindSmtp, startDns, startRelay } from './lab-parts.ts';
import { startOutside } from './outside.ts';
import type { Values } from './scenario/placeholders.ts';
import { type LatePorts, openFront, openReceiver, type PlatformGiven, SES_PATH, SMTP_PATH, topicOf } from './platform/side.ts';
import { sesJudge } from './ses/smtp.ts';
import { rememberedPorts } from './ports.ts';
import { profileText, writeProfileFile } from './scenario/profile-file.ts';
import type { SnsDoor } from './platform/receiver-side.ts';
import { loadScenario } from './scenario/scenario.ts';
import type { Scenario } from './scenario/types.ts';
import type { LabRelay } from './smtp/relay.ts';
import { snsHost } from './sns/envelope.ts';
import { type LabState, openState } from './state.ts';

export { listScenarios } from './scenario/scenario.ts';

export interface LabOptions {
  /** Name of a scenario under `fixtures/scenarios`, or one already loaded. */
  readonly scenario: string | Scenario;
  /** Everything durable; a second start on the same directory goes on where the first one ended. */
  readonly stateDir: string;
  /** Root of the package. */
  readonly root: string;
}

export interface RunningLab {
  readonly scenario: Scenario;
  readonly endpoints: {
    /** `http://127.0.0.1:port`; null without AWS. */
    readonly aws: string | null;
    /** https, under the lab's CA. */
    readonly callback: string;
    /** `host:port`. */
    readonly dns: { readonly recursive: string; readonly authoritative: string };
    readonly smtp: { readonly port: number; readonly tlsPort: number } | null;
    /** The platform stand-in: POST {nonce, recipient} or {subject, to}. */
    readonly squareos: string;
  };
  /** PEM of the lab's authority. */
  readonly caPem: string;
  /** Where the SNS host really is, for a receiver of one's own. */
  readonly sns: SnsDoor;
  /** Tokens and keys of this world, by the names under which the profile refers to them. */
  readonly secrets: { readonly [name: string]: string };
  /** The profile as it would stand in `file`. */
  profileText(file: string): string;
  /** Writes the profile, its secrets (0600) and the CA beside it. */
  writeProfile(file: string): void;
  /** Everything that SES accepted, oldest first, across restarts. */
  messages(): readonly AcceptedMessage[];
  /** `service:Operation` → requests received by this process. */
  requests(): { readonly [operation: string]: number };
  readonly aws: AwsSide | null;
  readonly relay: LabRelay | null;
  /** null where nobody reads the message. */
  readonly mailbox: LabMailbox | null;
  readonly dns: LabDns;
  stop(): Promise<void>;
}

/** Starts every party of the scenario on loopback; rejects with ScenarioError when the scenario cannot be read. */
export const startLab = async (options: LabOptions): Promise<RunningLab> => {
  const scenario = typeof options.scenario === 'string' ? loadScenario(options.root, options.scenario) : options.scenario;
  const state = openState(options.stateDir);
  const stops: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const one of stops.splice(0).toReversed()) await one();
    state.close();
  };
  try {
    return await assemble(scenario, state, stops, stop);
  } catch (error) {
    await stop();
    throw error;
  }
};

/** Where the hosts of the world outside really are. */
const doorOf = (given: PlatformGiven, late: LatePorts, snsPort: () => number): SnsDoor => {
  const region = given.scenario.aws?.region ?? null;
  return {
    caPem: given.keys.authority.certPem,
    resolve: (host) =>
      region !== null && late.aws > 0 && host === snsHost(region) ? { address: '127.0.0.1', port: snsPort() } : null,
  };
};

const assemble = async (
  scenario: Scenario,
  state: LabState,
  stops: (() => Promise<void>)[],
  stop: () => Promise<void>,
): Promise<RunningLab> => {
  const ports = rememberedPorts(state);
  const keys = await labKeys(state, scenario.aws?.region ?? null);
  const given: PlatformGiven = { scenario, state, keys, ports };
  const late: LatePorts = { aws: 0, receiver: 0 };
  const kept = async <T extends { stop(): Promise<void> }>(starting: Promise<T>): Promise<T> => {
    const one = await starting;
    stops.push(() => one.stop());
    return one;
  };
  const dkim = scenario.mailbox === null ? null : await signingKey(state);
  const dns = await kept(startDns(scenario, keys, ports, dkim));
  const place = `${scenario.name}.mailbox`;
  const mailbox =
    scenario.mailbox === null || dkim === null
      ? null
      : await kept(startMailbox(scenario.mailbox, { keys, keyPem: dkim, state, ports, place }));
  const front = await kept(openFront(given, late));
  const origin = `https://127.0.0.1:${front.port}`;
  const callback = `${origin}${topicOf(scenario) === null ? SMTP_PATH : SES_PATH}`;
  const fixed = { origin, callback, sesCallback: `${origin}${SES_PATH}`, verifyToken: keys.verifyToken };
  const aws =
    scenario.aws === null
      ? null
      : await kept(
          startAwsSide({ ...given, spec: scenario.aws, values: fixed, onDelivered: (message) => mailbox?.ofSes(message) }),
        );
  late.aws = aws?.endpoint.port ?? 0;
  const door = doorOf(given, late, () => aws?.snsHost.port ?? 0);
  const receiver = await kept(openReceiver(given, door));
  late.receiver = receiver.port;
  front.target(receiver.port);
  const behind = sesBehindSmtp(scenario);
  const judge = aws === null || behind === null ? null : sesJudge(aws.cloud, (message) => aws.accept(message), behind.region);
  const relay = await startRelay(scenario, keys, `${origin}${SMTP_PATH}`, state, ports, judge, (message) => {
    if (judge === null) mailbox?.ofRelay(message);
  });
  if (relay !== null) stops.push(() => relay.stop());
  const outside = await startOutside(scenario, keys, ports, stops);
  aws?.begin();
  return describe(given, { dns, origin, callback, aws, relay, outside, mailbox, door, fixed, stop });
};

interface Parts {
  readonly dns: LabDns;
  readonly origin: string;
  readonly callback: string;
  readonly aws: AwsSide | null;
  readonly relay: LabRelay | null;
  readonly outside: JsonObject;
  readonly mailbox: LabMailbox | null;
  readonly door: SnsDoor;
  readonly fixed: Values;
  readonly stop: () => Promise<void>;
}

const describe = (
  given: PlatformGiven,
  { dns, origin, callback, aws, relay, outside, mailbox, door, fixed, stop }: Parts,
): RunningLab => {
  const { scenario, keys } = given;
  const parts = partsOf(
    scenario,
    keys,
    {
      ...fixed,
      aws: aws?.endpoint.url ?? '',
      'dns.recursive': dns.recursive,
      'dns.https': dns.https?.url ?? '',
      'dns.authoritativePort': Number(dns.authoritative.split(':').at(-1)),
      'smtp.port': relay?.port ?? 0,
      'smtp.tlsPort': relay?.tlsPort ?? 0,
      today: keys.startedAt.slice(0, 10),
    },
    outside,
    mailbox,
  );
  return {
    scenario,
    endpoints: {
      aws: aws?.endpoint.url ?? null,
      callback,
      dns: { recursive: dns.recursive, authoritative: dns.authoritative },
      smtp: relay === null ? null : { port: relay.port, tlsPort: relay.tlsPort },
      squareos: `${origin}/squareos/send`,
    },
    caPem: keys.authority.certPem,
    sns: door,
    secrets: parts.secrets,
    profileText: (file) => profileText(parts, file),
    writeProfile: (file) => writeProfileFile(parts, file),
    messages: () => aws?.messages ?? [],
    requests: () => aws?.endpoint.counts() ?? {},
    aws,
    relay,
    mailbox,
    dns,
    stop,
  };
};
