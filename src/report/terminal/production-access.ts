// What to write into AWS's request for production access: only what the profile says and what was observed.
import type { RunDocument } from '../../core/record.ts';
import type { Facts } from '../../facts/index.ts';
import { fact } from '../../facts/fact.ts';
import { listed } from '../../text/listed.ts';
import { indent, labelled, penOf, wrap, type Style } from './style.ts';

export interface ProductionAccessRequest {
  readonly schema: 'certify.production-access/1';
  readonly tenant: string;
  readonly region: string;
  readonly owner: 'AWS admin';
  readonly where: string;
  /** What SES said of the account in this region. */
  readonly state: 'granted' | 'under-review' | 'denied' | 'needed' | 'unknown';
  readonly caseId: string | null;
  readonly mailType: string | null;
  readonly websiteUrl: string | null;
  readonly useCase: string;
  /** Keys of the profile that AWS asks for and that say nothing yet. */
  readonly missing: readonly string[];
  readonly reference: string;
}

/** What the request takes from the profile. */
export interface Applicant {
  readonly tenant: string;
  readonly ses?: { readonly region: string; readonly identity: string };
  readonly sending: {
    readonly mailType?: string;
    readonly websiteUrl?: string;
    readonly optIn?: string;
    readonly unsubscribe?: string;
    readonly dailyVolume?: number;
    readonly peakPerSecond?: number;
  };
  readonly squareos: {
    readonly sender: { readonly senderValue: string };
    readonly templates: { readonly [name: string]: unknown };
  };
}

const MAILS: { readonly [template: string]: string } = {
  invoice: 'invoices',
  paymentLink: 'payment links',
  renewal: 'renewal reminders',
  trial: 'trial follow-ups',
  freezeCancellation: 'notices of a freeze or cancellation',
  appointmentReminder: 'appointment reminders',
  campaign: 'campaigns to members who asked for them',
};

const mailsOf = (profile: Applicant): string => {
  const mails = Object.entries(profile.squareos.templates)
    .filter(([, value]) => value !== undefined && !(typeof value === 'string' && value.startsWith('unused')))
    .map(([key]) => MAILS[key] ?? key);
  return listed(mails) || 'account mail';
};

const stateOf = (account: Facts['ses.account'] | null): ProductionAccessRequest['state'] => {
  if (account === null || account.productionAccess === null) return 'unknown';
  if (account.productionAccess) return 'granted';
  if (account.review?.status === 'PENDING') return 'under-review';
  return account.review?.status === 'DENIED' ? 'denied' : 'needed';
};

const volume = ({ sending }: Applicant): string | null => {
  if (sending.dailyVolume === undefined) return null;
  const peak = sending.peakPerSecond === undefined ? '' : `, ${sending.peakPerSecond} a second at peak`;
  return `Volume: about ${sending.dailyVolume} recipients a day${peak}.`;
};

/** Only what SES showed: AWS reviews the request by hand, and looks. */
const handling = (document: RunDocument): string | null => {
  const account = fact(document.observations, 'ses.account');
  const set = fact(document.observations, 'ses.configurationSet');
  const topics = (fact(document.observations, 'ses.eventDestinations')?.destinations ?? []).filter(
    ({ enabled, eventTypes, kind }) =>
      enabled === true && kind === 'sns' && ['BOUNCE', 'COMPLAINT'].every((event) => eventTypes.includes(event)),
  );
  const reasons = account?.suppressedReasons ?? [];
  const told = [
    ...(topics.length === 0
      ? []
      : [
          `SES publishes every bounce and complaint${set?.name == null ? '' : ` of the configuration set ${set.name}`}; Amazon SNS brings each to our application.`,
        ]),
    ...(reasons.length === 0
      ? []
      : [`The account-level suppression list is on (${reasons.join(', ')}), so that SES sends nothing more to such an address.`]),
  ];
  return told.length === 0 ? null : `Bounces and complaints: ${told.join(' ')}`;
};

const authentication = (document: RunDocument, profile: Applicant): string | null => {
  const passed = (check: string): boolean => document.findings.some((one) => one.check === check && one.status === 'pass');
  const told = [
    ...(passed('ses-identity-verified') ? [`${profile.ses?.identity ?? ''} is a verified identity`] : []),
    ...(passed('ses-dkim-status') ? ['mail is signed with DKIM'] : []),
    ...(passed('dmarc-record') ? ['the domain publishes a DMARC policy'] : []),
  ];
  return told.length === 0 ? null : `Authentication: ${told.join('; ')}.`;
};

const sentence = (text: string): string => (/[.!?]$/.test(text.trim()) ? text.trim() : `${text.trim()}.`);

const useCaseOf = (profile: Applicant, document: RunDocument): string => {
  const { sending, squareos, ses } = profile;
  return [
    `We are a gym. Our gym management platform, SquareOS, sends our members ${mailsOf(profile)} from ${squareos.sender.senderValue} through Amazon SES in ${ses?.region ?? ''}.`,
    ...(sending.optIn === undefined ? [] : [`Recipients and how they opted in: ${sentence(sending.optIn)}`]),
    volume(profile),
    handling(document),
    ...(sending.unsubscribe === undefined ? [] : [`Unsubscribing: ${sentence(sending.unsubscribe)}`]),
    authentication(document, profile),
  ]
    .filter((part) => part !== null)
    .join('\n');
};

const ASKED = ['mailType', 'websiteUrl', 'optIn', 'unsubscribe', 'dailyVolume'] as const;

/** From a profile of an SES tenant and a look at it; `consoleHost` is the AWS console's, in the region of the profile. */
export const productionAccessRequest = (
  profile: Applicant,
  document: RunDocument,
  consoleHost: string,
): ProductionAccessRequest => {
  const account = fact(document.observations, 'ses.account');
  const region = profile.ses?.region ?? '';
  return {
    schema: 'certify.production-access/1',
    tenant: profile.tenant,
    region,
    owner: 'AWS admin',
    where: `https://${consoleHost}/ses/home?region=${region}#/account (Amazon SES, ${region}, Account dashboard, Request production access)`,
    state: stateOf(account),
    caseId: account?.review?.caseId ?? null,
    mailType: profile.sending.mailType ?? null,
    websiteUrl: profile.sending.websiteUrl ?? null,
    useCase: useCaseOf(profile, document),
    missing: ASKED.filter((key) => profile.sending[key] === undefined).map((key) => `sending.${key}`),
    reference: 'https://docs.aws.amazon.com/ses/latest/dg/request-production-access.html',
  };
};

const standing = (request: ProductionAccessRequest): string => {
  const theCase = request.caseId === null ? 'the AWS Support case' : `AWS Support case ${request.caseId}`;
  switch (request.state) {
    case 'granted':
      return `The account has production access in ${request.region} already: there is nothing to request.`;
    case 'under-review':
      return `A request for ${request.region} is under review: make no second one, answer AWS’s questions in ${theCase}.`;
    case 'denied':
      return `AWS denied the request for ${request.region}: reply in ${theCase} with the text below; a new request is not needed.`;
    case 'needed':
      return `The account is in the sandbox in ${request.region}: only verified recipients get mail. Request production access with what follows.`;
    default:
      return `Whether the account is in the sandbox in ${request.region} could not be seen. If it is, request production access with what follows.`;
  }
};

/** For a terminal; ends with a line feed. Nothing but the first sentence when there is nothing to request. */
export const productionAccessText = (request: ProductionAccessRequest, style: Style): string => {
  const pen = penOf(style);
  const head = indent(
    wrap(pen.line(standing(request)), pen.width - 2).map((line) => pen.ink.bold(line)),
    2,
  );
  if (request.state === 'granted') return `${head.join('\n')}\n`;
  const unsaid = 'not in the profile';
  const lines = [
    ...head,
    '',
    ...labelled(pen, 'Who', request.owner, 2),
    ...labelled(pen, 'Where', pen.line(request.where), 2),
    ...labelled(pen, 'Mail type', pen.line(request.mailType ?? unsaid), 2),
    ...labelled(pen, 'Website', pen.line(request.websiteUrl ?? unsaid), 2),
    '',
    `  ${pen.ink.bold('Use case')}`,
    '',
    ...request.useCase.split('\n').flatMap((part) => indent(wrap(pen.line(part), pen.width - 4), 4)),
    ...(request.missing.length === 0
      ? []
      : [
          '',
          ...labelled(
            pen,
            'Missing',
            `AWS asks for these as well; write them into the profile: ${request.missing.join(', ')}`,
            2,
          ),
        ]),
    '',
    ...labelled(pen, 'Reference', request.reference, 2),
  ];
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
};
