// Whose the set, the identity and the topic are that the profile names, by their tags.
import type { Answer } from '../../core/observation.ts';
import type { AwsReads } from '../../core/ports/aws.ts';
import { answerOf } from '../../probes/answer.ts';
import type { Facts } from '../../facts/index.ts';
import type { TagsSeen } from '../../provision/wanted.ts';

type Listed = readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[] | undefined;
type Tags = { readonly [key: string]: string };

export const tagsIn = (tags: Listed): Tags => Object.fromEntries((tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value]));

const seen = async (asked: Promise<{ readonly Tags?: Listed }>): Promise<Answer<Tags> | null> => {
  const answer = await answerOf(asked.then(({ Tags }) => tagsIn(Tags)));
  return answer.state === 'absent' ? null : answer;
};

export const tagsSeen = async (
  { identity, configurationSet, snsTopicArn }: NonNullable<Facts['profile.tenant']['ses']>,
  { ses, sns }: Pick<AwsReads, 'ses' | 'sns'>,
): Promise<TagsSeen> => ({
  'configuration set': configurationSet === null ? null : await seen(ses.getConfigurationSet(configurationSet)),
  identity: await seen(ses.getEmailIdentity(identity)),
  topic: snsTopicArn === null ? null : await seen(sns.listTags(snsTopicArn)),
});
