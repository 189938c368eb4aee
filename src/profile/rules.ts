// Rules over more than one key (product.md section 3): each gives a problem at the key that is to be changed.
import { parseArn } from '../aws/arn.ts';
import { liesInItsPartition, partitionOf } from '../aws/region.ts';
import { nearest } from '../text/nearest.ts';
import { personalMailboxHost } from '../mail/personal-mailbox.ts';
import { one, type Known, type Rule, type RuleProblem } from './rule.ts';
import { credentialRules } from './rules-credentials.ts';
import type { GivenProfile } from './schema.ts';

const providerSection: Rule = (given) => {
  if (given.provider === 'SES' && given.ses === undefined)
    return one('provider', 'missing-key', '`provider: SES` needs the section `ses`.', 'Add `ses:` with region and identity.');
  if (given.provider === 'SMTP' && given.smtp === undefined)
    return one(
      'provider',
      'missing-key',
      '`provider: SMTP` needs the section `smtp`.',
      'Add `smtp:` with host, port and secure.',
    );
  return [];
};

const twoProviders: Rule = (given) => {
  if (given.ses === undefined || given.smtp === undefined || given.routing !== undefined) return [];
  const other = given.provider === 'SES' ? 'smtp' : 'ses';
  const inside = given.provider === 'SMTP' ? ' SES through its SMTP interface is described under `smtp.ses`.' : '';
  return one(
    other,
    'two-providers',
    `The profile describes \`ses\` and \`smtp\`: two active providers need \`routing\`, documented by support.`,
    `Remove \`${other}\`, or add \`routing: {documentedBy, ticket, otherProfile}\` and certify the other profile too.${inside}`,
  );
};

const ledgerForm: Rule = (given) => {
  const { baseUrl, embedded, attest, token } = given.callback.ledger;
  const forms = [baseUrl !== undefined, embedded === true, attest === true].filter(Boolean);
  const fix = 'Keep one form: {baseUrl, token, map}, {embedded: true, listen}, or {attest: true}.';
  if (forms.length !== 1)
    return one(
      'callback.ledger',
      'ledger-form',
      '`callback.ledger` must say in exactly one way where delivery rows are read.',
      fix,
    );
  if (baseUrl === undefined && token !== undefined && embedded !== true)
    return one('callback.ledger.token', 'ledger-form', '`callback.ledger.token` stands without `baseUrl`.', fix);
  return [];
};

const stateForm: Rule = ({ squareos: { state } }) => {
  if (state === undefined || (state.export === undefined) !== (state.baseUrl === undefined)) return [];
  return one(
    'squareos.state',
    'state-form',
    '`squareos.state` must say in exactly one way where SquareOS’s own fields are read.',
    'Keep one form: {export: FILE}, or {baseUrl, token, map}.',
  );
};

/** A relay takes whole messages: only an SES tenant names templates that SES fills in. */
const templatesInSes: Rule = ({ provider, squareos: { templates } }) => {
  if (provider === 'SES') return [];
  const inSes = Object.entries(templates).find(([, said]) => typeof said === 'object' && said !== null);
  if (inSes === undefined) return [];
  return one(
    `squareos.templates.${inSes[0]}`,
    'template-without-ses',
    `\`squareos.templates.${inSes[0]}\` names a template in SES, and this tenant sends over SMTP, where SquareOS fills templates in itself.`,
    'Write the id that SquareOS has for it; what it holds can be told in `squareos.state`.',
  );
};

const liveSend: Rule = (given) => {
  const { via, trigger, rehearse } = given.live;
  const found: RuleProblem[] = [];
  if (via === 'provider' && given.provider === 'SES' && given.aws?.send?.secretAccessKey === undefined)
    found.push(
      ...one(
        'live.via',
        'send-credential-missing',
        '`live.via: provider` sends with the sending credential, and `aws.send.secretAccessKey` is missing.',
        'Add `aws.send: {accessKeyId, secretAccessKey: "env:CERTIFY_SES_SECRET"}`, or write `via: squareos`.',
      ),
    );
  if (typeof trigger === 'object' && (via === 'provider' || given.callback.ledger.baseUrl === undefined))
    found.push(
      ...one(
        'live.trigger',
        'trigger-needs-platform',
        '`live.trigger` asks the platform to send: it needs `via: squareos` and `callback.ledger.baseUrl`.',
        'Write `trigger: person`, or add the platform’s base URL.',
      ),
    );
  const noSimulator = given.provider === 'SMTP' && given.smtp?.ses === undefined;
  if (rehearse.length > 0 && noSimulator)
    found.push(
      ...one('live.rehearse', 'rehearse-needs-ses', '`live.rehearse` uses the simulator of SES.', 'Write `rehearse: []`.'),
    );
  if (rehearse.length > 0 && !noSimulator && given.callback.ledger.attest === true)
    found.push(
      ...one(
        'live.rehearse',
        'rehearse-needs-ledger',
        '`live.rehearse` needs a ledger that certify can read: nobody attests what the simulator causes.',
        'Write `rehearse: []`, or `callback.ledger: {baseUrl, token}`.',
      ),
    );
  return found;
};

/** An approval is somebody's: nobody's name is no approval. */
const approvalNamed: Rule = ({ smtp }) => {
  const approval = smtp?.personalMailboxApproval;
  if (approval === undefined || approval.approvedBy !== undefined || approval.by !== undefined) return [];
  return one(
    'smtp.personalMailboxApproval',
    'missing-key',
    '`smtp.personalMailboxApproval.approvedBy` is missing: an approval names who gave it.',
    'Write `personalMailboxApproval: {approvedBy: NAME, reference: TICKET}`.',
  );
};

const personalMailbox: Rule = (given) => {
  const consumer = given.smtp === undefined ? null : personalMailboxHost(given.smtp.host);
  if (consumer === null || given.smtp?.personalMailboxApproval !== undefined) return [];
  return one(
    'smtp.host',
    'personal-mailbox',
    `\`smtp.host\` serves personal mailboxes (${consumer}): invoices and campaigns are not sent with somebody's mailbox.`,
    'Use a relay for organisations; or, when owner, mail provider policy, SPF/DKIM/DMARC and the support runbook approve it, ' +
      'add `personalMailboxApproval: {approvedBy, reference}` to `smtp`.',
  );
};

/** SES offers no SMTPUTF8: what stands before the @ is ASCII, from and to (SES API v2, SendEmail and Destination). */
const asciiForSes: Rule = ({ provider, squareos: { sender }, live }) => {
  if (provider !== 'SES') return [];
  const addresses = [
    ['squareos.sender.senderValue', sender.senderValue],
    ['squareos.sender.replyTo', sender.replyTo],
    ['live.recipient', live.recipient],
  ] as const;
  return addresses.flatMap(([key, address = '']) =>
    /^\p{ASCII}*$/u.test(address)
      ? []
      : one(
          key,
          'address-beyond-ascii',
          `\`${key}\` has letters beyond ASCII before the @, which Amazon SES does not take.`,
          'Use an address whose part before the @ is plain ASCII.',
        ),
  );
};

/** SES takes an identity of another account only in the region that sends. */
const foreignIdentity: Rule = ({ ses, smtp }) =>
  (
    [
      ['ses', ses],
      ['smtp.ses', smtp?.ses],
    ] as const
  ).flatMap(([section, place]) => {
    const region = place?.identityArn?.split(':')[3];
    if (place?.identityArn === undefined || place.region === undefined || region === place.region) return [];
    return one(
      `${section}.identityArn`,
      'identity-elsewhere',
      `\`${section}.identityArn\` names an identity in ${region}, and \`${section}.region\` is ${place.region}.`,
      `Name the ARN of the identity in ${place.region}, or correct \`${section}.region\`.`,
    );
  });

/** Nothing of one partition (AWS, China, GovCloud, the European sovereign cloud) knows an ARN of another. */
const onePartition: Rule = ({ ses, smtp, aws }) => {
  const region = ses?.region ?? smtp?.ses?.region;
  if (region === undefined) return [];
  const named = [
    ['ses.identityArn', ses?.identityArn],
    ['smtp.ses.identityArn', smtp?.ses?.identityArn],
    ['aws.probe.roleArn', aws?.probe.roleArn],
    ['aws.provision.roleArn', aws?.provision?.roleArn],
    ['aws.iam.probeRole.trusts', aws?.iam?.probeRole?.trusts],
  ] as const;
  return named.flatMap(([key, text]) => {
    const arn = text === undefined ? null : parseArn(text);
    if (arn === null || liesInItsPartition({ ...arn, region })) return [];
    const { id } = partitionOf(region);
    return one(
      key,
      'other-partition',
      `\`${key}\` is of the partition ${arn.partition}, and ${region} lies in ${id}, where nothing knows it.`,
      `Name the ARN that begins with \`arn:${id}:\`, or correct the region.`,
    );
  });
};

const repeated = (list: string, key: string, ids: readonly string[]): readonly RuleProblem[] =>
  ids.flatMap((id, at) =>
    ids.indexOf(id) === at
      ? []
      : [
          {
            path: [list, at, key],
            code: 'duplicate',
            message: `\`${list}[${at}].${key}\` stands twice in the list.`,
            fix: 'Keep one of the two.',
          },
        ],
  );

const lists: Rule = (given, known) => [
  ...repeated(
    'attestations',
    'id',
    given.attestations.map((item) => item.id),
  ),
  ...repeated(
    'limitations',
    'check',
    given.limitations.map((item) => item.check),
  ),
  ...given.limitations.flatMap((item, at) => {
    if (known.checks === undefined || known.checks.includes(item.check)) return [];
    const near = nearest(item.check, known.checks);
    const fix = near === null ? 'See `certify runbook show` for the ids.' : `Did you mean \`${near}\`?`;
    return [
      { path: ['limitations', at, 'check'], code: 'unknown-check', message: `\`limitations[${at}].check\` names no check.`, fix },
    ];
  }),
];

/** A mailbox is opened with one secret, and folders are those of a mailbox. */
const inboxForm: Rule = ({ live: { inbox } }) => {
  if (inbox === undefined) return [];
  const { imap, folders } = inbox;
  if (imap === undefined) {
    return folders.length === 0
      ? []
      : one(
          'live.inbox.folders',
          'inbox-form',
          '`live.inbox.folders` stands without `imap`.',
          'Add `imap: {host, username, password}`.',
        );
  }
  if ((imap.password === undefined) !== (imap.accessToken === undefined)) return [];
  return one(
    'live.inbox.imap',
    'inbox-form',
    '`live.inbox.imap` must say in exactly one way how certify signs in.',
    'Keep one: `password: "env:CERTIFY_INBOX_PASSWORD"` (an app password), or `accessToken: "env:CERTIFY_INBOX_TOKEN"` (OAuth).',
  );
};

const RULES: readonly Rule[] = [
  providerSection,
  twoProviders,
  ...credentialRules,
  ledgerForm,
  stateForm,
  inboxForm,
  templatesInSes,
  liveSend,
  approvalNamed,
  personalMailbox,
  foreignIdentity,
  onePartition,
  asciiForSes,
  lists,
];

export const brokenRules = (given: GivenProfile, known: Known): readonly RuleProblem[] =>
  RULES.flatMap((rule) => rule(given, known));
