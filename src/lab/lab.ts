// Starts a whole simulated world on loopback: name servers, AWS, SNS, the platform with its receiver, a mail relay.
import path from 'node:path';
import type { AcceptedMessage } from './aws/message.ts';
import { type AwsSide, startAwsSide } from './aws-side.ts';
import type { LabDns } from './dns/server.ts';
import { type Front, startFront } from './front.ts';
import { labKeys } from './keys.ts';
import { partsOf, section, sendingKey, startDns, startRelay, textAt } from './lab-parts.ts';
import { rememberedPorts, withPort } from './ports.ts';
import { profileText, writeProfileFile } from './profile-file.ts';
import { type SnsDoor, startReceiverSide } from './receiver-side.ts';
import { loadScenario } from './scenario.ts';
import type { Scenario } from './scenario-types.ts';
import type { LabRelay } from './smtp/relay.ts';
import { snsHost } from './sns/envelope.ts';
import { squareosStandIn } from './squareos.ts';
import { openState } from './state.ts';

export { listScenarios } from './scenario.ts';

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
  readonly dns: LabDns;
  stop(): Promise<void>;
}

const SES_PATH = '/engagement/email/ses/webhook';
const SMTP_PATH = '/engagement/email/smtp/webhook';

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

const assemble = async (
  scenario: Scenario,
  state: ReturnType<typeof openState>,
  stops: (() => Promise<void>)[],
  stop: () => Promise<void>,
): Promise<RunningLab> => {
  const ports = rememberedPorts(state);
  const region = scenario.aws?.region ?? null;
  const keys = await labKeys(state, region);
  const dns = await startDns(scenario, ports);
  stops.push(() => dns.stop());

  let aws: AwsSide | null = null;
  let receiverPort = 0;
  const squareos = section(scenario.profile, 'squareos');
  const standIn = squareosStandIn({
    spec: scenario.squareos,
    state,
    from: scenario.squareos.from ?? textAt(section(squareos, 'sender'), 'senderValue') ?? '',
    region: region ?? '',
    awsPort: () => aws?.endpoint.port ?? 0,
    credential: { accessKeyId: sendingKey(scenario), secret: keys.secretOf(sendingKey(scenario)) },
    ledger: () => ({ port: receiverPort, writeToken: keys.writeToken }),
  });
  const front: Front = await startFront(keys.front, ports.preferred('front'), standIn);
  stops.push(() => front.stop());
  ports.used('front', front.port);

  const origin = `https://127.0.0.1:${front.port}`;
  const callback = `${origin}${scenario.provider === 'SES' ? SES_PATH : SMTP_PATH}`;
  const fixed = { origin, callback, sesCallback: `${origin}${SES_PATH}`, verifyToken: keys.verifyToken };
  if (scenario.aws !== null) {
    aws = await startAwsSide({ scenario, spec: scenario.aws, state, keys, ports, values: fixed });
    const side = aws;
    stops.push(() => side.stop());
  }
  const door: SnsDoor = {
    caPem: keys.authority.certPem,
    resolve: (host) =>
      aws !== null && region !== null && host === snsHost(region) ? { address: '127.0.0.1', port: aws.snsHost.port } : null,
  };
  const ses = section(scenario.profile, 'ses');
  const topicArn = textAt(ses, 'snsTopicArn') ?? textAt(section(section(scenario.profile, 'smtp'), 'ses'), 'snsTopicArn');
  const receiver = await withPort(ports.preferred('receiver'), (port) =>
    startReceiverSide({
      provider: topicArn === null ? 'SMTP' : 'SES',
      tenant: textAt(scenario.profile, 'tenant') ?? 'lab',
      topicArns: topicArn === null ? [] : [topicArn],
      requireSnsSignature: ses['requireSnsSignature'] !== false,
      verifyToken: keys.verifyToken,
      readToken: keys.readToken,
      writeToken: keys.writeToken,
      storePath: path.join(state.directory, 'ledger.sqlite'),
      port,
      door,
    }),
  );
  stops.push(() => receiver.stop());
  receiverPort = receiver.port;
  ports.used('receiver', receiver.port);
  front.target(receiver.port);
  const relay = await startRelay(scenario, keys, `${origin}${SMTP_PATH}`, state, ports);
  if (relay !== null) stops.push(() => relay.stop());

  const parts = partsOf(scenario, keys, {
    ...fixed,
    aws: aws?.endpoint.url ?? '',
    'dns.recursive': dns.recursive,
    'dns.authoritativePort': Number(dns.authoritative.split(':').at(-1)),
    'smtp.port': relay?.port ?? 0,
    'smtp.tlsPort': relay?.tlsPort ?? 0,
    today: keys.startedAt.slice(0, 10),
  });
  aws?.begin();
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
    dns,
    stop,
  };
};
