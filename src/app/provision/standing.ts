// Reads again what an act would write over, as the look did that the plan was made from.
import type { Answer, Unseen } from '../../core/observation.ts';
import type { AwsReads } from '../../core/ports/aws.ts';
import type { Act } from '../../core/provision.ts';
import { answerOf, told } from '../../probes/answer.ts';
import { configurationSetDetail } from '../../probes/ses/configuration-set.ts';
import { eventDestination } from '../../probes/ses/event-destinations.ts';
import { identityDetail } from '../../probes/ses/identity.ts';
import { subscriptionDetail } from '../../probes/sns/subscriptions.ts';
import type { Stood } from '../../provision/replaced.ts';
import { policyOfRole, policyOfUser } from './iam.ts';

type Asked = Pick<AwsReads, 'ses' | 'sns' | 'iam'>;

/** What is not there is an answer: null. */
const orNothing = async <T>(asking: Promise<T>): Promise<Answer<T | null>> => {
  const answer: Answer<T> | Unseen = await answerOf(asking);
  return answer.state === 'absent' ? { state: 'observed', value: null } : answer;
};

const as = async <K extends keyof Stood>(key: K, asking: Promise<NonNullable<Stood[K]>>): Promise<Answer<Stood>> => {
  const answer = await orNothing<NonNullable<Stood[K]>>(asking);
  return answer.state === 'observed' ? { state: 'observed', value: { [key]: answer.value } } : answer;
};

/** What stands where the act writes; asks nobody for an act that makes something new. */
export const standingFor = async (act: Act, { ses, sns, iam }: Asked): Promise<Answer<Stood>> => {
  switch (act.action) {
    case 'ses:PutConfigurationSetDeliveryOptions':
    case 'ses:PutConfigurationSetReputationOptions':
    case 'ses:PutConfigurationSetSuppressionOptions':
    case 'ses:PutConfigurationSetVdmOptions':
      return as('set', ses.getConfigurationSet(act.input.ConfigurationSetName ?? '').then(configurationSetDetail));
    case 'ses:UpdateConfigurationSetEventDestination': {
      const asking = ses.getEventDestinations(act.input.ConfigurationSetName ?? '');
      const listed = asking.then((answer) => told(answer.EventDestinations, 'EventDestinations').map(eventDestination));
      return as('destinations', listed);
    }
    case 'ses:PutEmailIdentityDkimAttributes':
    case 'ses:PutEmailIdentityDkimSigningAttributes':
    case 'ses:PutEmailIdentityMailFromAttributes':
      return as('identity', ses.getEmailIdentity(act.input.EmailIdentity ?? '').then(identityDetail));
    case 'sns:SetTopicAttributes':
      return as(
        'topic',
        sns.getTopicAttributes(act.input.TopicArn ?? '').then(({ Attributes = {} }) => Attributes),
      );
    case 'sns:SetSubscriptionAttributes':
      return as('subscription', sns.getSubscriptionAttributes(act.input.SubscriptionArn ?? '').then(subscriptionDetail));
    case 'iam:PutRolePolicy':
      return as('policy', policyOfRole(iam, act.input.RoleName ?? '', act.input.PolicyName ?? ''));
    case 'iam:PutUserPolicy':
      return as('policy', policyOfUser(iam, act.input.UserName ?? '', act.input.PolicyName ?? ''));
    default:
      return { state: 'observed', value: {} };
  }
};
