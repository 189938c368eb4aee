// Rules over more than one key (product.md section 3): each gives a problem at the key that is to be changed.
import { isAwsEndpoint } from '../parsers/aws-region.ts';
import { nearest } from '../parsers/nearest.ts';
import { personalMailboxHost } from '../parsers/personal-mailbox.ts';
import type { YamlPath } from '../parsers/located-yaml.ts';
import type { Present } from './present.ts';
import type { RawProfile } from './schema.ts';

export type Raw = Present<RawProfile>;

export interface RuleProblem {
  readonly path: YamlPath;
  readonly code: string;
  readonly message: string;
  readonly fix: string;
}

type Rule = (raw: Raw, known: Known) => readonly RuleProblem[];

export interface Known {
  /** Ids of all checks, where the caller has them. */
  readonly checks?: readonly string[];
}

const one = (path: string, code: string, message: string, fix: string): readonly RuleProblem[] => [
  { path: path === '' ? [] : path.split('.'), code, message, fix },
];

const providerSection: Rule = (raw) => {
  if (raw.provider === 'SES' && raw.ses === undefined)
    return one('provider', 'missing-key', '`provider: SES` needs the section `ses`.', 'Add `ses:` with region and identity.');
  if (raw.provider === 'SMTP' && raw.smtp === undefined)
    return one(
      'provider',
      'missing-key',
      '`provider: SMTP` needs the section `smtp`.',
      'Add `smtp:` with host, port and secure.',
    );
  return [];
};

const twoProviders: Rule = (raw) => {
  if (raw.ses === undefined || raw.smtp === undefined || raw.routing !== undefined) return [];
  const other = raw.provider === 'SES' ? 'smtp' : 'ses';
  const inside = raw.provider === 'SMTP' ? ' SES through its SMTP interface is described under `smtp.ses`.' : '';
  return one(
    other,
    'two-providers',
    `The profile describes \`ses\` and \`smtp\`: two active providers need \`routing\`, documented by support.`,
    `Remove \`${other}\`, or add \`routing: {documentedBy, ticket, otherProfile}\` and certify the other profile too.${inside}`,
  );
};

const probeForm: Rule = (raw) => {
  const probe = raw.aws?.probe;
  if (probe === undefined) return [];
  const forms = [probe.profile, probe.roleArn, probe.accessKeyId].filter((form) => form !== undefined);
  const fix =
    'Keep one form: {profile}, {roleArn, externalId}, {accessKeyId, secretAccessKey, sessionToken}, or {} for the default chain.';
  if (forms.length > 1) return one('aws.probe', 'probe-credential-form', '`aws.probe` mixes several ways to sign in.', fix);
  const keyed = probe.accessKeyId !== undefined;
  if (keyed !== (probe.secretAccessKey !== undefined))
    return one('aws.probe', 'probe-credential-form', '`aws.probe` needs `accessKeyId` and `secretAccessKey` together.', fix);
  if (!keyed && probe.sessionToken !== undefined)
    return one('aws.probe.sessionToken', 'probe-credential-form', '`aws.probe.sessionToken` stands without its access key.', fix);
  if (probe.externalId !== undefined && probe.roleArn === undefined)
    return one('aws.probe.externalId', 'probe-credential-form', '`aws.probe.externalId` stands without `roleArn`.', fix);
  return [];
};

const temporaryKeys: Rule = (raw) =>
  (['probe', 'send'] as const).flatMap((role) => {
    const key = raw.aws?.[role];
    if (key?.accessKeyId?.startsWith('ASIA') !== true || key.secretAccessKey === undefined || key.sessionToken !== undefined)
      return [];
    return one(
      `aws.${role}.accessKeyId`,
      'session-token-missing',
      `\`aws.${role}.accessKeyId\` is temporary (ASIA…) and has no session token.`,
      `Add \`sessionToken: "env:CERTIFY_…"\` to \`aws.${role}\`, or use a long-term key (AKIA…).`,
    );
  });

/** A profile from a ticket must not carry the user's own AWS credentials to somebody's server. */
const foreignEndpoint: Rule = (raw) => {
  if (raw.aws?.probe?.accessKeyId !== undefined) return [];
  const places = [
    ['ses.endpoints', raw.ses?.endpoints],
    ['smtp.ses.endpoints', raw.smtp?.ses?.endpoints],
  ] as const;
  const foreign = places.flatMap(([place, endpoints]) =>
    Object.entries(endpoints ?? {}).flatMap(([name, url]) =>
      url === undefined || isAwsEndpoint(url) ? [] : [`${place}.${name}`],
    ),
  );
  return foreign
    .slice(0, 1)
    .flatMap((name) =>
      one(
        name,
        'foreign-endpoint',
        `\`${name}\` is not a host of AWS: your own AWS credentials are never sent there.`,
        'Remove the endpoint, or name a key pair for it under `aws.probe` (accessKeyId, secretAccessKey).',
      ),
    );
};

const ledgerForm: Rule = (raw) => {
  const { baseUrl, embedded, attest, token } = raw.callback.ledger;
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

const liveSend: Rule = (raw) => {
  const { via, trigger, rehearse } = raw.live;
  const found: RuleProblem[] = [];
  if (via === 'provider' && raw.provider === 'SES' && raw.aws?.send?.secretAccessKey === undefined)
    found.push(
      ...one(
        'live.via',
        'send-credential-missing',
        '`live.via: provider` sends with the sending credential, and `aws.send.secretAccessKey` is missing.',
        'Add `aws.send: {accessKeyId, secretAccessKey: "env:CERTIFY_SES_SECRET"}`, or write `via: squareos`.',
      ),
    );
  if (typeof trigger === 'object' && (via === 'provider' || raw.callback.ledger.baseUrl === undefined))
    found.push(
      ...one(
        'live.trigger',
        'trigger-needs-platform',
        '`live.trigger` asks the platform to send: it needs `via: squareos` and `callback.ledger.baseUrl`.',
        'Write `trigger: person`, or add the platform’s base URL.',
      ),
    );
  if ((rehearse ?? []).length > 0 && raw.provider === 'SMTP' && raw.smtp?.ses === undefined)
    found.push(
      ...one('live.rehearse', 'rehearse-needs-ses', '`live.rehearse` uses the simulator of SES.', 'Write `rehearse: []`.'),
    );
  return found;
};

const smtpAccount: Rule = (raw) =>
  raw.smtp?.password !== undefined && raw.smtp.username === undefined
    ? one('smtp.password', 'username-missing', '`smtp.password` stands without `smtp.username`.', 'Add `username:` to `smtp`.')
    : [];

const personalMailbox: Rule = (raw) => {
  const consumer = raw.smtp === undefined ? null : personalMailboxHost(raw.smtp.host);
  if (consumer === null || raw.smtp?.personalMailboxApproval !== undefined) return [];
  return one(
    'smtp.host',
    'personal-mailbox',
    `\`smtp.host\` serves personal mailboxes (${consumer}): invoices and campaigns are not sent with somebody's mailbox.`,
    'Use a relay for organisations; or, when owner, mail provider policy, SPF/DKIM/DMARC and the support runbook approve it, ' +
      'add `personalMailboxApproval: {by, reference}` to `smtp`.',
  );
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

const lists: Rule = (raw, known) => [
  ...repeated(
    'attestations',
    'id',
    (raw.attestations ?? []).map((item) => item.id),
  ),
  ...repeated(
    'limitations',
    'check',
    (raw.limitations ?? []).map((item) => item.check),
  ),
  ...(raw.limitations ?? []).flatMap((item, at) => {
    if (known.checks === undefined || known.checks.includes(item.check)) return [];
    const near = nearest(item.check, known.checks);
    const fix = near === null ? 'See `certify runbook show` for the ids.' : `Did you mean \`${near}\`?`;
    return [
      { path: ['limitations', at, 'check'], code: 'unknown-check', message: `\`limitations[${at}].check\` names no check.`, fix },
    ];
  }),
];

const RULES: readonly Rule[] = [
  providerSection,
  twoProviders,
  probeForm,
  temporaryKeys,
  foreignEndpoint,
  ledgerForm,
  liveSend,
  smtpAccount,
  personalMailbox,
  lists,
];

export const brokenRules = (raw: Raw, known: Known): readonly RuleProblem[] => RULES.flatMap((rule) => rule(raw, known));
