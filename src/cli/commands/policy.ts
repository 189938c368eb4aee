// certify policy [profile]
import { UsageError } from '../../core/errors.ts';
import type { Permission } from '../../core/probe.ts';
import type { Profile } from '../../core/profile.ts';
import { parseArn } from '../../aws/arn.ts';
import { probes } from '../../probes/index.ts';
import { keyPolicyStatement, probePolicy, sendPolicy, topicPolicy, type PolicyScope } from '../../provision/policies.ts';
import type { Invocation, Run } from '../command.ts';
import { withLab } from '../lab-source.ts';

const permissions = async (): Promise<readonly Permission[]> =>
  (await Promise.all(Object.values(probes).map((load) => load()))).flatMap((probe) => probe.permissions);

const text = (invocation: Invocation, name: string): string | null => {
  const value = invocation.flags[name];
  return typeof value === 'string' && value !== '' ? value : null;
};

/** The sender itself and the domains above it, down to the declared identity. */
const identitiesOf = (sender: string, declared: string): readonly string[] => [...new Set([declared, sender])];

const scopeOf = (profile: Profile, invocation: Invocation): PolicyScope => {
  const { ses, squareos } = profile;
  if (ses === undefined) {
    throw new UsageError({
      code: 'no-ses',
      message: 'Policies are for Amazon SES, and this profile is of an SMTP tenant.',
      fix: 'Name the profile of an SES tenant.',
    });
  }
  const topicArn = ses.snsTopicArn ?? null;
  const sender = squareos.sender.senderValue;
  return {
    region: ses.region,
    account: text(invocation, 'account') ?? (topicArn === null ? null : (parseArn(topicArn)?.account ?? null)),
    identities: identitiesOf(sender, ses.identity),
    configurationSet: ses.configurationSet ?? null,
    topicArn,
    principal: text(invocation, 'user') === null ? null : `user/${text(invocation, 'user') ?? ''}`,
    keyArn: text(invocation, 'keyArn'),
    queueArn: null,
    from: sender,
    identity: ses.identity,
    sendActions: ['ses:SendEmail'],
    feedbackTopics: ses.configurationSet === undefined,
  };
};

const section = (title: string, document: object | null): string =>
  document === null ? '' : `${title}\n\n${JSON.stringify(document, null, 2)}\n\n`;

export const run: Run = (invocation) =>
  withLab(invocation, 'SES', async (source) => {
    const { profile } = await source.load();
    const scope = scopeOf(profile, invocation);
    const documents = {
      probe: probePolicy(await permissions(), scope),
      send: sendPolicy(scope),
      topic: topicPolicy(scope),
      key: keyPolicyStatement(scope),
    };
    if (invocation.flags['json'] === true)
      invocation.io.out(`${JSON.stringify({ schema: 'certify.policy/1', ...documents }, null, 2)}\n`);
    else {
      invocation.io.out(
        section('The credential certify looks with (aws.probe): an identity policy', documents.probe) +
          section('The credential SquareOS sends with (aws.send): an identity policy', documents.send) +
          section('The access policy of the SNS topic', documents.topic) +
          section('The statement for the key that encrypts the topic', documents.key) +
          (scope.account === null ? 'The account is not known: replace * in the ARNs, or add --account 111122223333.\n' : ''),
      );
    }
    return 0;
  });
