// certify policy [profile]
import { policies } from '../../app/policy.ts';
import { UsageError } from '../../core/errors.ts';
import { defineCommand } from '../command.ts';
import { choice, text } from '../options.ts';
import { document } from '../print.ts';
import * as shared from '../shared-options.ts';

const section = (title: string, policy: object | null): string => (policy === null ? '' : `${title}\n\n${document(policy)}\n`);

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
  description: 'least-privilege policies for each credential, and the topic policy',
  args: shared.profile,
  options: {
    ...shared.readSubject,
    for: choice('--for <whom>', 'print this one document alone: send, probe, provision or topic', [
      'send',
      'probe',
      'provision',
      'topic',
    ]),
    json: shared.json,
    account: text('--account <id>', 'the AWS account, where no topic ARN tells it'),
    user: text('--user <name>', 'the IAM user that SquareOS sends as'),
    keyArn: text('--key-arn <arn>', 'the KMS key that encrypts the topic'),
  },
  examples: [
    'certify policy gym.yaml',
    'certify policy gym.yaml --for provision',
    'certify policy gym.yaml --json',
    'certify policy --lab --scenario healthy-smtp-ses',
  ],
  run: async ({ args, options }, { io, setting }) => {
    const subject = shared.readSubjectOf(args.profile, options);
    const { account, user, keyArn } = options;
    const { documents, knownAccount, overSmtp } = await policies(setting, { ...subject, account, user, keyArn });
    const { for: whom } = options;
    if (whom !== null) {
      const one = documents[whom];
      if (one === null) throw notKnown(whom, overSmtp);
      io.out(document(one));
    } else if (options.json) io.out(document({ schema: 'certify.policy/1', ...documents }));
    else {
      io.out(
        section('The credential certify looks with (aws.probe): an identity policy', documents.probe) +
          section(overSmtp ? SMTP_USER : 'The credential SquareOS sends with (aws.send): an identity policy', documents.send) +
          section('The credential that provisions (aws.provision): an identity policy', documents.provision) +
          section('The access policy of the SNS topic', documents.topic) +
          section('The statement for the key that encrypts the topic', documents.key) +
          (knownAccount ? '' : 'The account is not known: replace * in the ARNs, or add --account 111122223333.\n'),
      );
    }
    return 0;
  },
});
