// The rules by which SES takes a message or refuses it (SES developer guide: troubleshooting, sandbox, configuration sets).
import type { RegionSpec } from './spec.ts';
import { AwsError } from './call.ts';
import type { Cloud } from './cloud.ts';
import { bareAddress } from './message.ts';

const SIMULATOR = 'simulator.amazonses.com';
const isSimulator = (address: string): boolean => address.toLowerCase().endsWith(`@${SIMULATOR}`);

/** address → its domain → each parent domain. */
const coveringNames = (address: string): string[] => {
  const labels = (address.split('@')[1] ?? '').toLowerCase().split('.');
  const domains = labels.map((_, index) => labels.slice(index).join('.')).filter((name) => name.includes('.'));
  const [local = '', domain = ''] = address.split('@');
  const unlabelled = `${local.split('+')[0] ?? local}@${domain}`;
  return [address, unlabelled, ...domains];
};

/** The most granular identity that exists for an address. */
export const governingIdentity = (cloud: Cloud, region: string, address: string): string | null =>
  coveringNames(address).find((name) => cloud.identity(region, name) !== null) ?? null;

const verified = (cloud: Cloud, region: string, address: string): boolean =>
  coveringNames(address).some((name) => cloud.identity(region, name)?.verified === true);

/** Throws for an address that SES cannot read. */
export const requireAddress = (text: string): string => {
  const address = bareAddress(text);
  if (!/^[^\s@]+@[^\s@]+$/.test(address)) throw new AwsError('BadRequestException', 400, "Missing final '@domain'");
  return address;
};

const requireAccount = (region: RegionSpec): void => {
  if (region.enforcement === 'SHUTDOWN') {
    throw new AwsError(
      'AccountSuspendedException',
      400,
      'Sending suspended for this account. For more information, please check the inbox of the email address associated with your AWS account.',
    );
  }
  if (!region.sendingEnabled) {
    throw new AwsError(
      'SendingPausedException',
      400,
      'Sending paused for this account. For more information, please check the inbox of the email address associated with your AWS account.',
    );
  }
};

const requireSet = (region: RegionSpec, name: string | null, explicit: boolean): void => {
  if (name === null) return;
  const set = region.configurationSets[name];
  if (set === undefined) {
    // A deleted default set makes every send of its identity a bad request (SES guide, managing-configuration-sets).
    throw new AwsError(
      explicit ? 'NotFoundException' : 'BadRequestException',
      explicit ? 404 : 400,
      `Configuration set <${name}> does not exist.`,
    );
  }
  if (!set.sendingEnabled) throw new AwsError('SendingPausedException', 400, `Sending paused for configuration set <${name}>.`);
};

export interface SendQuestion {
  readonly region: string;
  readonly from: string;
  readonly identity: string | null;
  readonly recipients: readonly string[];
  readonly configurationSet: string | null;
  readonly explicitSet: boolean;
  /** The send names a verified identity of another account. */
  readonly shared: boolean;
}

const requireVerified = (cloud: Cloud, question: SendQuestion): void => {
  const { region, from, recipients } = question;
  const failing = question.shared || verified(cloud, region, from) ? [] : [from];
  if (!cloud.region(region).production) {
    failing.push(...recipients.filter((address) => !isSimulator(address) && !verified(cloud, region, address)));
  }
  if (failing.length === 0) return;
  throw new AwsError(
    'MessageRejected',
    400,
    `Email address is not verified. The following identities failed the check in region ${region.toUpperCase()}: ${failing.join(', ')}`,
  );
};

/** Throws SES's refusal; returns when the message may be taken. */
export const requireSendable = (cloud: Cloud, question: SendQuestion): void => {
  const region = cloud.region(question.region);
  const { recipients } = question;
  if (recipients.length === 0) throw new AwsError('BadRequestException', 400, 'At least one recipient is required.');
  if (recipients.length > 50) throw new AwsError('MessageRejected', 400, 'Recipient count exceeds 50.');
  requireSet(region, question.configurationSet, question.explicitSet);
  requireAccount(region);
  requireVerified(cloud, question);
  const mailFrom = question.identity === null ? null : (cloud.identity(question.region, question.identity)?.mailFrom ?? null);
  if (mailFrom !== null && mailFrom.behavior === 'REJECT_MESSAGE' && mailFrom.status !== 'SUCCESS') {
    throw new AwsError('MailFromDomainNotVerifiedException', 400, `Mail-From domain ${mailFrom.domain} is not verified.`);
  }
  const { max24Hour, sent24Hour } = region.quota;
  if (max24Hour >= 0 && sent24Hour + recipients.length > max24Hour) {
    throw new AwsError('LimitExceededException', 400, 'Daily message quota exceeded.');
  }
};
