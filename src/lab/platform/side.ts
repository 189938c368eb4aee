// The platform of a lab: its public face, the stand-in that sends, and the receiver with its ledger behind them.
import path from 'node:path';
import type { Receiver } from '../../receiver/server.ts';
import { type Front, startFront } from '../front.ts';
import type { LabKeys } from '../keys.ts';
import { section, sendingKey, textAt } from '../lab-parts.ts';
import { type Ports, withPort } from '../ports.ts';
import { isRetold, retold } from './ledger-lies.ts';
import { type SnsDoor, startReceiverSide } from './receiver-side.ts';
import type { Scenario } from '../scenario/types.ts';
import { squareosStandIn } from './squareos.ts';
import type { LabState } from '../state.ts';
import { throughWeakness } from './weak-webhook.ts';

export const SES_PATH = '/engagement/email/ses/webhook';
export const SMTP_PATH = '/engagement/email/smtp/webhook';

export interface PlatformGiven {
  readonly scenario: Scenario;
  readonly state: LabState;
  readonly keys: LabKeys;
  readonly ports: Ports;
}

/** Ports that are known only after the front is up. */
export interface LatePorts {
  aws: number;
  receiver: number;
}

/** The topic whose messages the receiver takes; null where SNS is not the callback. */
export const topicOf = ({ profile }: Scenario): string | null =>
  textAt(section(profile, 'ses'), 'snsTopicArn') ?? textAt(section(section(profile, 'smtp'), 'ses'), 'snsTopicArn');

/** Listens before anything stands behind it, so that its address can be told to the others. */
export const openFront = async (given: PlatformGiven, late: LatePorts): Promise<Front> => {
  const { scenario, state, keys, ports } = given;
  const { squareos: spec, profile } = scenario;
  const standIn = squareosStandIn({
    spec,
    state,
    readToken: keys.squareosToken,
    from: spec.from ?? textAt(section(section(profile, 'squareos'), 'sender'), 'senderValue') ?? '',
    templates: section(section(profile, 'squareos'), 'templates'),
    region: scenario.aws?.region ?? '',
    awsPort: () => late.aws,
    credential: { accessKeyId: sendingKey(scenario), secret: keys.secretOf(sendingKey(scenario)) },
    ledger: () => ({ port: late.receiver, writeToken: keys.writeToken }),
  });
  const topicArn = topicOf(scenario);
  const { signer, verifyToken } = keys;
  const weak = spec.webhook === 'none' || signer === null || topicArn === null ? null : { signer, topicArn, verifyToken };
  const front = await startFront(
    keys.front,
    ports.preferred('front'),
    standIn,
    weak === null ? null : (post) => throughWeakness(spec.webhook, post, weak),
    {
      applies: isRetold,
      tell: (url, status, body) => retold(url, status, body, spec.ledger),
    },
  );
  ports.used('front', front.port);
  return front;
};

/** The real receiver over the ledger of this state directory. */
export const openReceiver = async (
  given: PlatformGiven,
  door: SnsDoor,
  topicArns = [topicOf(given.scenario)].filter((arn) => arn !== null),
): Promise<Receiver> => {
  const { scenario, state, keys, ports } = given;
  const topicArn = topicOf(scenario);
  const receiver = await withPort(ports.preferred('receiver'), (port) =>
    startReceiverSide({
      provider: topicArn === null ? 'SMTP' : 'SES',
      tenant: textAt(scenario.profile, 'tenant') ?? 'lab',
      topicArns,
      requireSnsSignature: section(scenario.profile, 'ses')['requireSnsSignature'] !== false,
      verifyToken: keys.verifyToken,
      readToken: keys.readToken,
      writeToken: keys.writeToken,
      storePath: path.join(state.directory, 'ledger.sqlite'),
      port,
      door,
    }),
  );
  ports.used('receiver', receiver.port);
  return receiver;
};
