// certify policy [profile]
import { policies } from '../../app/policy.ts';
import { defineCommand } from '../command.ts';
import { text } from '../options.ts';
import { document } from '../print.ts';
import * as shared from '../shared-options.ts';

const section = (title: string, policy: object | null): string => (policy === null ? '' : `${title}\n\n${document(policy)}\n`);

const SMTP_USER = 'The IAM user whose access key is the SMTP user name: an identity policy';

export const command = defineCommand({
  description: 'least-privilege policies for the probing and the sending credential, and the topic policy',
  args: shared.profile,
  options: {
    ...shared.readSubject,
    json: shared.json,
    account: text('--account <id>', 'the AWS account, where no topic ARN tells it'),
    user: text('--user <name>', 'the IAM user that SquareOS sends as'),
    keyArn: text('--key-arn <arn>', 'the KMS key that encrypts the topic'),
  },
  examples: ['certify policy gym.yaml', 'certify policy gym.yaml --json', 'certify policy --lab --scenario healthy-smtp-ses'],
  run: async ({ args, options }, { io, setting }) => {
    const subject = shared.readSubjectOf(args.profile, options);
    const { account, user, keyArn } = options;
    const { documents, knownAccount, overSmtp } = await policies(setting, { ...subject, account, user, keyArn });
    if (options.json) io.out(document({ schema: 'certify.policy/1', ...documents }));
    else {
      io.out(
        section('The credential certify looks with (aws.probe): an identity policy', documents.probe) +
          section(overSmtp ? SMTP_USER : 'The credential SquareOS sends with (aws.send): an identity policy', documents.send) +
          section('The access policy of the SNS topic', documents.topic) +
          section('The statement for the key that encrypts the topic', documents.key) +
          (knownAccount ? '' : 'The account is not known: replace * in the ARNs, or add --account 111122223333.\n'),
      );
    }
    return 0;
  },
});
