// The topic's access policy lets SES publish for this configuration set or identity, and nobody else at will.
import type { Judgement } from '../../core/finding.ts';
import type { EngineReason, Reasons } from '../../core/reason.ts';
import { parseArn } from '../../aws/arn.ts';
import { type PolicyStatement, parsePolicy } from '../../aws/policy/policy.ts';
import { narrows, reaching } from '../../aws/policy/reach.ts';
import { sesMay, sesTopicStatement } from '../../aws/policy/ses-publish.ts';
import { defineCheck } from '../check.ts';
import { doThis } from '../remedy.ts';
import { cannotJudge } from '../unseen.ts';
import { restsOnOpen } from './open-statement.ts';
import { type SourceInForce, sourceInForce } from './ses-source.ts';
import { TOPIC_MISSING } from './topic-missing.ts';

const PUBLISH = 'sns:Publish';

const reasons = {
  'no-topic': TOPIC_MISSING,
  'no-route': { status: ['not-applicable'], says: 'SES publishes to the topic by no route that is known.' },
  'explicit-deny': { status: ['fail'], says: 'A Deny statement of the topic’s policy covers SES.' },
  'wrong-source-arn': { status: ['fail'], says: 'The statement for SES names another configuration set or identity.' },
  'wrong-source-account': { status: ['fail'], says: 'The statement for SES names another account.' },
  'ses-not-allowed': { status: ['fail'], says: 'No statement lets SES publish.' },
  'open-to-everyone': { status: ['fail'], says: 'Everyone may publish to the topic or subscribe to it.' },
  'other-account-administers': { status: ['fail'], says: 'Another account may change the topic or its policy.' },
  'open-to-organization': {
    status: ['warn'],
    says: 'Every account of an organization may publish to the topic or subscribe to it.',
  },
  'other-account-uses': { status: ['warn'], says: 'Another account may publish to the topic or subscribe to it.' },
  'no-source-condition': { status: ['warn'], says: 'SES may publish for any of its customers.' },
} as const satisfies Reasons;

type Verdict = Judgement<keyof typeof reasons | EngineReason>;
type Misfit = 'wrong-source-arn' | 'wrong-source-account' | 'ses-not-allowed';

const where = (topicArn: string): string => `Amazon SNS / Topics / ${topicArn.split(':').at(-1) ?? ''} / Edit / Access policy`;
const named = (statement: PolicyStatement): string => (statement.sid === null ? '' : ` ${statement.sid}`);

/** A statement meant for SES that does not fit: which part of it is wrong. */
const misfit = (policy: readonly PolicyStatement[], topicArn: string, source: SourceInForce): Misfit => {
  const allowed = (changed: Partial<SourceInForce>): boolean =>
    sesMay(policy, PUBLISH, topicArn, { ...source, ...changed }).decision === 'allowed';
  const conditions = policy.flatMap((statement) => statement.conditions);
  const arns = conditions.filter(({ key }) => key === 'aws:sourcearn').flatMap(({ values }) => values);
  if (arns.some((sourceArn) => sourceArn !== source.sourceArn && allowed({ sourceArn }))) return 'wrong-source-arn';
  if (source.otherArn !== null && allowed({ sourceArn: source.otherArn })) return 'wrong-source-arn';
  const accounts = conditions.filter(({ key }) => /^aws:source(account|owner)$/.test(key)).flatMap(({ values }) => values);
  return accounts.some((account) => allowed({ account })) ? 'wrong-source-account' : 'ses-not-allowed';
};

const SENTENCE: Readonly<Record<Misfit, string>> = {
  'wrong-source-arn':
    'replace the statement for SES, which names another aws:SourceArn than the one SES publishes for, by this one:',
  'wrong-source-account': 'replace the statement for SES, which names another account than the one that sends, by this one:',
  'ses-not-allowed': 'add this statement; none lets ses.amazonaws.com publish:',
};

const refused = (policy: readonly PolicyStatement[], topicArn: string, source: SourceInForce): Verdict => {
  const reason = misfit(policy, topicArn, source);
  return {
    status: 'fail',
    reason,
    observed: { topicArn, account: source.account, sourceArn: source.sourceArn, route: source.route },
    expected: `SES may publish to the topic for ${source.sourceArn}.`,
    remedy: [{ say: `${where(topicArn)}: ${SENTENCE[reason]}`, statement: [sesTopicStatement(topicArn, source)] }],
  };
};

const denied = (by: PolicyStatement, topicArn: string): Verdict => ({
  status: 'fail',
  reason: 'explicit-deny',
  observed: { topicArn, sid: by.sid },
  expected: 'No Deny statement covers ses.amazonaws.com.',
  remedy: [
    doThis(`${where(topicArn)}: take ses.amazonaws.com out of the Deny statement${named(by)}; a Deny wins over every Allow.`),
  ],
});

const USES = [PUBLISH, 'sns:Subscribe'];
const ADMINISTERS = ['sns:SetTopicAttributes', 'sns:AddPermission', 'sns:RemovePermission', 'sns:DeleteTopic'];

interface Wide {
  readonly status: 'fail' | 'warn';
  readonly reason: keyof typeof reasons;
  readonly statement: PolicyStatement;
  readonly whom: string;
  readonly expected: string;
}

/** The gravest statement that lets in whom it should not; null when none does. */
const tooWide = (policy: readonly PolicyStatement[], topicArn: string): Wide | null => {
  const own = parseArn(topicArn)?.account ?? '';
  const uses = reaching(policy, [...USES, ...ADMINISTERS], own);
  const open = uses.find(({ reach }) => reach.kind === 'everyone');
  if (open !== undefined) {
    const expected =
      'Nobody outside the account may publish or subscribe: a stranger could post events, or read recipients’ addresses.';
    const whom = 'lets everyone in: no condition in it narrows that';
    return { status: 'fail', reason: 'open-to-everyone', statement: open.statement, whom, expected };
  }
  const administers = reaching(policy, ADMINISTERS, own).find(({ reach }) => reach.kind === 'accounts');
  if (administers?.reach.kind === 'accounts') {
    const whom = `lets account ${administers.reach.accounts.join(', ')} change the topic`;
    const expected = `Only account ${own} administers the topic.`;
    return { status: 'fail', reason: 'other-account-administers', statement: administers.statement, whom, expected };
  }
  const organization = uses.find(({ reach }) => reach.kind === 'organization');
  if (organization?.reach.kind === 'organization') {
    const whom = `lets every account of ${organization.reach.ids.join(', ')} in, which AWS does not name here`;
    const expected = 'Accounts that may publish or subscribe are named.';
    return { status: 'warn', reason: 'open-to-organization', statement: organization.statement, whom, expected };
  }
  const foreign = uses.find(({ reach }) => reach.kind === 'accounts');
  if (foreign?.reach.kind !== 'accounts') return null;
  const whom = `lets account ${foreign.reach.accounts.join(', ')} publish or subscribe`;
  const expected = `Only account ${own} publishes to the topic and subscribes to it.`;
  return { status: 'warn', reason: 'other-account-uses', statement: foreign.statement, whom, expected };
};

/** Allowed; but is it too wide? */
const width = (policy: readonly PolicyStatement[], by: PolicyStatement, topicArn: string, source: SourceInForce): Verdict => {
  const observed = { topicArn, allowedBy: by.sid, route: source.route };
  const statement = [sesTopicStatement(topicArn, source)];
  const wide = tooWide(policy, topicArn);
  if (wide !== null) {
    const { status, reason, expected } = wide;
    const say = `${where(topicArn)}: remove the statement${named(wide.statement)} or narrow it, as it ${wide.whom}; SES needs no more than this one:`;
    return {
      status,
      reason,
      observed: { ...observed, sid: wide.statement.sid, actions: wide.statement.actions },
      expected,
      remedy: [{ say, statement }],
    };
  }
  if (by.conditions.some((condition) => /^aws:source(account|owner|arn|orgid)$/.test(condition.key) && narrows(condition))) {
    return { status: 'pass', reason: 'ok', observed };
  }
  return {
    status: 'warn',
    reason: 'no-source-condition',
    observed,
    expected: 'The statement names aws:SourceAccount, so that no other customer of SES can have it publish here.',
    remedy: [{ say: `${where(topicArn)}: replace the statement${named(by)} for SES by this one:`, statement }],
  };
};

export const snsTopicPolicy = defineCheck({
  id: 'sns-topic-policy',
  title: 'The topic’s policy lets SES publish for this account, and is not open to everyone',
  severity: 'blocker',
  why: 'SES drops every event it may not publish, without an error to anybody.',
  owner: 'AWS admin',
  references: [
    'https://docs.aws.amazon.com/ses/latest/dg/event-publishing-add-event-destination-sns.html',
    'https://docs.aws.amazon.com/ses/latest/dg/configure-sns-notifications.html',
  ],
  reasons,
  clauses: {
    'https://docs.aws.amazon.com/ses/latest/dg/event-publishing-add-event-destination-sns.html': [
      'explicit-deny',
      'wrong-source-arn',
      'wrong-source-account',
      'ses-not-allowed',
      'no-source-condition',
    ],
    'https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html': [
      'open-to-everyone',
      'other-account-administers',
      'open-to-organization',
      'other-account-uses',
    ],
  },
  needs: ['sns.topic', 'ses.configurationSet'],
  uses: ['ses.feedbackTopics', 'sts.probeIdentity'],
  evaluate(facts): Verdict {
    const topic = facts['sns.topic'];
    if (topic.state === 'absent') return { status: 'not-applicable', reason: 'no-topic' };
    const { arn, policy: text } = topic.value;
    const source = sourceInForce({
      topicArn: arn,
      set: facts['ses.configurationSet'].value.name,
      feedback: facts['ses.feedbackTopics'],
      caller: facts['sts.probeIdentity'],
    });
    if (source === null) return { status: 'not-applicable', reason: 'no-route' };
    const policy = text === null ? null : parsePolicy(text);
    if (policy === null) return cannotJudge('the access policy of the topic', { topicArn: arn });
    const decision = sesMay(policy, PUBLISH, arn, source);
    switch (decision.decision) {
      case 'explicit-deny':
        return denied(decision.by, arn);
      case 'not-allowed':
        return refused(policy, arn, source);
      case 'cannot-judge':
        return restsOnOpen('whether the topic’s policy lets SES publish', decision.by, sesTopicStatement(arn, source), {
          topicArn: arn,
        });
      case 'allowed':
        return width(policy, decision.by, arn, source);
    }
  },
});
