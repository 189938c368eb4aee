// One spinner on stderr, only on a terminal; says what is awaited and for how long.
import type { Io } from './io.ts';
import { clearNotice } from './streams.ts';

export interface Progress {
  /** null: nothing is awaited. */
  waiting(what: string | null): void;
  /** Prints lines without tearing the spinner. */
  print(text: string, stream: 'out' | 'err'): void;
  stop(): void;
}

/** What each question is about, for people. */
const ASKED: { readonly [fact: string]: string } = {
  'cloudwatch.alarms': 'CloudWatch about alarms',
  'dns.alignment': 'DNS about the domains that have to agree',
  'dns.dkim': 'DNS about the DKIM records',
  'dns.dkimKeys': 'DNS about the DKIM keys',
  'dns.dmarc': 'DNS about DMARC',
  'dns.dmarcReports': 'DNS about where DMARC reports go',
  'dns.mailDomains': 'DNS about the domains that take mail',
  'dns.mailFrom': 'DNS about MAIL FROM',
  'dns.mailHosts': 'the mail hosts about their encryption',
  'dns.mailPolicies': 'DNS about mail policies',
  'dns.mtaSts': 'the policy host about MTA-STS',
  'dns.sendingAddresses': 'DNS about the sending address',
  'dns.spf': 'DNS about SPF',
  'dns.tracking': 'DNS about the tracking domain',
  'dns.whereSeen': 'the zone’s own name servers',
  'dns.zones': 'DNS about the zone',
  'iam.sendGrants': 'IAM about what the sending key may do',
  'iam.sendKey': 'IAM about the sending key',
  'iam.sendPolicies': 'IAM about the sending user’s policies',
  'iam.sendRole': 'IAM about the sending role',
  'iam.sendUser': 'IAM about the sending user',
  'iam.smtpCredential': 'IAM about the SMTP credential',
  'kms.topicKey': 'KMS about the topic’s key',
  'ses.account': 'SES about the account',
  'ses.configurationSet': 'SES about the configuration set',
  'ses.dedicatedIps': 'SES about dedicated addresses',
  'ses.eventDestinations': 'SES about where its events go',
  'ses.feedbackTopics': 'SES about feedback topics',
  'ses.globalEndpoint': 'SES about the global endpoint',
  'ses.identities': 'SES about the identities',
  'ses.identity': 'SES about the identity',
  'ses.recipientIdentity': 'SES about the recipient',
  'ses.recommendations': 'SES about its own advice',
  'ses.secondRoute': 'SES about other ways to send',
  'ses.statistics': 'SES about bounces and complaints',
  'ses.trackingIdentity': 'SES about the tracking domain',
  'ses.suppressedRecipient': 'SES about the suppression list',
  'ses.tenant': 'SES about its tenant',
  'smtp.injection': 'the mail relay whether it takes words sent before encryption',
  'smtp.openRelay': 'the mail relay whether it takes mail from anybody',
  'smtp.otherMode': 'the mail relay about its other port mode',
  'smtp.session': 'the mail relay for a session',
  'smtp.tlsOffers': 'the mail relay about encryption',
  'sns.subscriptions': 'SNS about the subscriptions',
  'sns.topic': 'SNS about the topic',
  'squareos.state': 'SquareOS about its settings',
  'sts.probeIdentity': 'AWS who the probing credential is',
  'sts.sendIdentity': 'AWS who the sending credential is',
  'webhook.endpoint': 'the webhook whether it is there',
  'webhook.negatives': 'the webhook to refuse forgeries',
};

/** Of what the table does not name. */
const PARTIES: { readonly [party: string]: string } = {
  dns: 'DNS',
  ses: 'SES',
  sns: 'SNS',
  iam: 'IAM',
  sts: 'AWS',
  kms: 'KMS',
  cloudwatch: 'CloudWatch',
  smtp: 'the mail relay',
  // Of a message nobody else is asked.
  message: 'DNS',
  squareos: 'SquareOS',
  webhook: 'the webhook',
};

/** What is awaited, for people: the fact `ses.account` is `asking SES about the account`. */
export const awaited = (what: string): string => {
  const known = ASKED[what];
  if (known !== undefined) return `asking ${known}`;
  const [, party = '', noun = ''] = /^([a-z]+)\.([A-Za-z]+)$/.exec(what) ?? [];
  const asked = PARTIES[party];
  if (asked === undefined) return `waiting for ${what}`;
  return `asking ${asked} about the ${noun.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)}`;
};

const seconds = (since: number): string => `${Math.floor((performance.now() - since) / 1000)} s`;

/** Nothing moves: for pipes, logs and `--quiet`. */
const still = (io: Io): Progress => ({
  waiting: () => undefined,
  print: (text, stream) => (stream === 'out' ? io.out(text) : io.err(text)),
  stop: () => undefined,
});

const spinning = async (io: Io): Promise<Progress> => {
  const { default: ora } = await import('ora');
  const spinner = ora({ stream: process.stderr, discardStdin: false, ...(io.errStyle.unicode ? {} : { spinner: 'line' }) });
  let since = 0;
  let what: string | null = null;
  let timer: NodeJS.Timeout | null = null;
  const tick = (): void => {
    if (what === null) return;
    spinner.text = `${awaited(what)} … ${seconds(since)}`;
  };
  const hide = (): void => {
    spinner.stop();
    if (timer !== null) clearInterval(timer);
    timer = null;
  };
  return {
    waiting: (next) => {
      if (next === what) return;
      what = next;
      hide();
      if (next === null) return;
      since = performance.now();
      timer = setInterval(tick, 500);
      timer.unref();
      tick();
      clearNotice();
      spinner.start();
    },
    print: (text, stream) => {
      const spun = spinner.isSpinning;
      if (spun) spinner.stop();
      if (stream === 'out') io.out(text);
      else io.err(text);
      if (spun) spinner.start();
    },
    stop: hide,
  };
};

/** A spinner where somebody watches stderr and nothing else is printed there; never where a line has no width to return over. */
export const progressFor = async (io: Io, flags: { readonly quiet: boolean; readonly json: boolean }): Promise<Progress> =>
  flags.quiet || flags.json || !process.stderr.isTTY || process.stderr.columns === 0 ? still(io) : spinning(io);
