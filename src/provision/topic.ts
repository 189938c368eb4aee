// The topic that carries the events: SHA-256 signatures, and a policy that lets SES publish for this set alone.
import { configurationSetArn, parseArn } from '../aws/arn.ts';
import { SIGNATURE_VERSION } from '../aws/desired/account.ts';
import { parsePolicy } from '../aws/policy/policy.ts';
import { sesMay, sesTopicStatement, type SesSource } from '../aws/policy/ses-publish.ts';
import { fact, observationOf } from '../facts/fact.ts';
import { isObject, parsedJson } from '../text/unknown-json.ts';
import { changed, changes, created, type Difference, left, NOTHING, type Part, tagsOf, unseen, type Wanted } from './wanted.ts';

const setAttribute = (TopicArn: string, AttributeName: string, AttributeValue: string): Difference['act'] => ({
  action: 'sns:SetTopicAttributes',
  input: { TopicArn, AttributeName, AttributeValue },
});

const about = (arn: string) => ({ resource: 'topic', name: arn, region: arn.split(':')[3] ?? '' });

/** The policy with one statement more, under a Sid that no other has; null where the text is no policy. */
const withStatement = (text: string, arn: string, source: SesSource): object | null => {
  const document = parsedJson(text);
  if (!isObject(document)) return null;
  const written = document['Statement'];
  const statements: readonly unknown[] = Array.isArray(written) ? written : [written];
  const sids = statements.map((one) => (isObject(one) ? one['Sid'] : null));
  const own = sesTopicStatement(arn, source);
  let Sid = own.Sid;
  for (let number = 2; sids.includes(Sid); number += 1) Sid = `${own.Sid}${number}`;
  return { ...document, Statement: [...statements, { ...own, Sid }] };
};

const denied = (arn: string): Part =>
  left(
    `The policy of ${arn} is not changed.`,
    'A Deny statement in it covers SES, and no statement that is added outweighs a Deny.',
  );

/** The difference, or why there is none that could be made. */
const policyOf = (arn: string, text: string | null, source: SesSource): Difference | Part | null => {
  const policy = text === null ? null : parsePolicy(text);
  if (text === null || policy === null) return unseen('sns.topic');
  const now = sesMay(policy, 'sns:Publish', arn, source).decision;
  if (now === 'allowed') return null;
  if (now === 'explicit-deny') return denied(arn);
  const merged = withStatement(text, arn, source);
  const then = merged === null ? null : parsePolicy(JSON.stringify(merged));
  if (now === 'cannot-judge' || then === null || sesMay(then, 'sns:Publish', arn, source).decision !== 'allowed') {
    return left(
      `The policy of ${arn} is not changed.`,
      'A statement in it cannot be judged here, so what adding one would do is not known.',
    );
  }
  return {
    says: `policy: + SES may publish for ${source.sourceArn}`,
    act: setAttribute(arn, 'Policy', JSON.stringify(merged)),
    stood: { topic: { Policy: text } },
    mends: 'sns-topic-policy',
  };
};

const existing = (arn: string, wanted: Wanted, source: SesSource | null): Part => {
  const seen = fact(wanted.observed, 'sns.topic');
  if (seen?.arn !== arn) return unseen('sns.topic');
  const policy = source === null ? null : policyOf(arn, seen.policy, source);
  const version: Difference = {
    says: `signature version: ${seen.signatureVersion ?? '1'} → ${SIGNATURE_VERSION} (the webhook must verify SHA-256)`,
    act: setAttribute(arn, 'SignatureVersion', SIGNATURE_VERSION),
    stood: { topic: { SignatureVersion: seen.signatureVersion } },
    mends: 'sns-signature-version',
  };
  const part = policy !== null && 'changes' in policy ? policy : NOTHING;
  const differences = [
    ...(seen.signatureVersion === SIGNATURE_VERSION ? [] : [version]),
    ...(policy === null || 'changes' in policy ? [] : [policy]),
  ];
  return { ...part, changes: [changed(about(arn), differences)] };
};

const create = (arn: string, name: string, source: SesSource | null, wanted: Wanted): Part => {
  const policy = source === null ? null : { Version: '2012-10-17', Statement: [sesTopicStatement(arn, source)] };
  const attributes = { SignatureVersion: SIGNATURE_VERSION, ...(policy === null ? {} : { Policy: JSON.stringify(policy) }) };
  return changes(
    created(about(arn), {
      differences: ['SHA-256 signatures', ...(source === null ? [] : [`policy: SES may publish for ${source.sourceArn}`])],
      act: { action: 'sns:CreateTopic', input: { Name: name, Attributes: attributes, Tags: tagsOf(wanted) } },
      also: ['sns:SetTopicAttributes', 'sns:TagResource'],
      mends: ['sns-topic-exists', 'sns-topic-policy', 'sns-signature-version'],
    }),
  );
};

/** Why the topic that the profile names is none to be made or changed; null: it is one. */
const unfit = (wanted: Wanted): Part | null => {
  const { snsTopicArn: arn, region } = wanted.ses;
  const parsed = arn === null ? null : parseArn(arn);
  const not = (why: string): Part =>
    left(`The topic ${arn ?? ''} is not made or changed.`.replace('  ', ' '), why, 'implementation engineer');
  if (arn === null || parsed === null)
    return not('The profile names none: write ses.snsTopicArn, so that it is known which one is the tenant’s.');
  if (wanted.account === null) return unseen('sts.probeIdentity');
  if (parsed.account !== wanted.account)
    return not(`It belongs to account ${parsed.account}, and the credential to ${wanted.account}.`);
  if (parsed.region !== region)
    return not(`It is in ${parsed.region}; SES of ${region} publishes to topics of ${region} alone. Name such a one.`);
  return arn.endsWith('.fifo') ? not('SES cannot publish to a FIFO topic: name a standard one as ses.snsTopicArn.') : null;
};

/** `arn` is null where there is no topic to build on. */
export const topicPart = (wanted: Wanted): { readonly part: Part; readonly arn: string | null } => {
  const { snsTopicArn: arn, region, configurationSet: set } = wanted.ses;
  const reason = unfit(wanted);
  const parsed = arn === null ? null : parseArn(arn);
  if (reason !== null || arn === null || parsed === null) return { part: reason ?? NOTHING, arn: null };
  const { account, partition } = parsed;
  const source = set === null ? null : { account, sourceArn: configurationSetArn({ partition, region, account }, set) };
  const absent = observationOf(wanted.observed, 'sns.topic')?.state === 'absent';
  return { part: absent ? create(arn, parsed.resource, source, wanted) : existing(arn, wanted, source), arn };
};
