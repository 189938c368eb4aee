// certify policy [profile]
import { type ActionReason, type OtherReason, policies, policyTemplate, usesIn } from '../../app/policy.ts';
import { UsageError } from '../../core/errors.ts';
import { defineCommand, refuseIdle } from '../command.ts';
import type { Io } from '../io.ts';
import { choice, completing, text } from '../options.ts';
import { document } from '../print.ts';
import { policyUsedText } from '../../report/terminal/policy-used.ts';
import { indent, penOf, wrap } from '../../report/terminal/style.ts';
import * as shared from '../shared-options.ts';

/** In what a terminal can show, broken between words, so many columns in. Ends with a line feed. */
const said = ({ style }: Pick<Io, 'style'>, text: string, columns = 0): string => {
  const pen = penOf(style);
  return `${indent(wrap(pen.line(text), pen.width - columns), columns).join('\n')}\n`;
};

const section = (io: Io, title: string, policy: object | null): string =>
  policy === null ? '' : `${said(io, title)}\n${document(policy)}\n`;

/** What each action of the looking credential is for. */
const reasonsText = (io: Io, reasons: readonly ActionReason[]): string => {
  const lines = reasons.map(({ action, facts, checks }) => {
    const more = checks.length > 3 ? `, and ${checks.length - 3} more` : '';
    const judged = checks.length === 0 ? `for ${facts.join(', ')}` : `${checks.slice(0, 3).join(', ')}${more}`;
    return `  ${action}\n${said(io, judged, 6)}`;
  });
  return `${said(io, 'Why each action of aws.probe is there: the checks that judge by what it tells')}\n${lines.join('')}\n`;
};

const OF = { send: 'aws.send', provision: 'aws.provision', topic: 'the topic’s policy' } as const;

const othersText = (io: Io, others: readonly OtherReason[]): string => {
  const lines = others.map(({ for: whom, action, why }) => `  ${action}\n${said(io, `${OF[whom]}: ${why}`, 6)}`);
  return lines.length === 0 ? '' : `${said(io, 'Why each action of the others is there')}\n${lines.join('')}\n`;
};

const SMTP_USER = 'The IAM user whose access key is the SMTP user name: an identity policy';

const notKnown = (whom: string, overSmtp: boolean): UsageError =>
  new UsageError({
    code: 'policy-not-known',
    message:
      whom === 'topic'
        ? 'The topic’s policy cannot be written: topic, account or configuration set are not known.'
        : 'certify provisions tenants of SES alone, and this profile is of a relay.',
    fix: overSmtp
      ? 'Leave out --for, or name the profile of an SES tenant.'
      : 'Name ses.snsTopicArn and ses.configurationSet in the profile.',
  });

export const command = defineCommand({
  description: 'print the least-privilege policy of each credential, and the topic policy',
  args: shared.profile,
  options: {
    ...shared.readSubject,
    for: choice('--for <whom>', 'print only this document', ['send', 'probe', 'provision', 'topic']),
    format: choice('--format <form>', 'print JSON, or resources of this tool', ['json', 'cloudformation', 'terraform']),
    json: shared.json,
    used: completing('file', text('--used <file>', 'compare with a transcript: which actions were used, and which were not')),
    account: text('--account <id>', 'the AWS account, if no topic ARN gives it'),
    user: text('--user <name>', 'the IAM user that SquareOS sends as'),
    keyArn: text('--key-arn <arn>', 'the KMS key that encrypts the topic'),
  },
  examples: [
    'certify policy gym.yaml',
    'certify policy gym.yaml --for provision',
    'certify policy gym.yaml --json',
    'certify policy gym.yaml --format terraform',
    'certify policy gym.yaml --used transcript.txt',
    'certify policy --lab --scenario healthy-smtp-ses',
  ],
  run: async (given, { io, setting }) => {
    const { args, options } = given;
    const subject = shared.readSubjectOf(args.profile, options);
    const { account, user, keyArn } = options;
    const { documents, reasons, others, owner, knownAccount, overSmtp } = await policies(setting, {
      ...subject,
      account,
      user,
      keyArn,
    });
    const { for: whom, format, used } = options;
    if (used !== null) {
      refuseIdle(given, ['for', 'format'], '--used tells of all credentials at once');
      const uses = await usesIn(used, documents);
      io.out(
        options.json
          ? document({ schema: 'certify.policy-used/1', transcript: used, credentials: uses })
          : policyUsedText(used, uses, io.style),
      );
      return 0;
    }
    if (format === 'cloudformation' || format === 'terraform') {
      refuseIdle(given, ['json'], 'a template has a form of its own');
      if (whom !== null && documents[whom] === null) throw notKnown(whom, overSmtp);
      io.out(policyTemplate(format, documents, whom, owner));
      return 0;
    }
    if (whom !== null) {
      const one = documents[whom];
      if (one === null) throw notKnown(whom, overSmtp);
      io.out(document(one));
    } else if (options.json || format === 'json') io.out(document({ schema: 'certify.policy/1', ...documents, reasons, others }));
    else {
      io.out(
        section(io, 'The credential certify looks with (aws.probe): an identity policy', documents.probe) +
          section(
            io,
            overSmtp ? SMTP_USER : 'The credential SquareOS sends with (aws.send): an identity policy',
            documents.send,
          ) +
          section(io, 'The credential that provisions (aws.provision): an identity policy', documents.provision) +
          section(io, 'The access policy of the SNS topic', documents.topic) +
          section(io, 'The statement for the key that encrypts the topic', documents.key) +
          section(io, 'Who may assume the probing role (aws.iam.probeRole): its trust policy', documents.trust) +
          reasonsText(io, reasons) +
          othersText(io, others) +
          (knownAccount ? '' : said(io, 'The account is not known: replace * in the ARNs, or add --account 111122223333.')),
      );
    }
    return 0;
  },
});
