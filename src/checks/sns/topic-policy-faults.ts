// What can be wrong with a topic policy: which part of it, and the statement to paste.
import type { Judgement } from '../../core/finding.ts';
import type { PolicyStatement } from '../../aws/policy/policy.ts';
import { openToEveryone } from '../../aws/policy/evaluate.ts';
import { sesMay, sesTopicStatement } from '../../aws/policy/ses-publish.ts';
import type { SourceInForce } from './ses-source.ts';

export const PUBLISH = 'sns:Publish';

const statementText = (topicArn: string, source: SourceInForce): string =>
  JSON.stringify(sesTopicStatement(topicArn, source), null, 2);

const where = (topicArn: string): string => `Amazon SNS / Topics / ${topicArn.split(':').at(-1) ?? ''} / Edit / Access policy`;

/** A statement meant for SES that does not fit: which part of it is wrong. */
const misfit = (policy: readonly PolicyStatement[], topicArn: string, source: SourceInForce): string => {
  const allowed = (changed: Partial<SourceInForce>): boolean =>
    sesMay(policy, PUBLISH, topicArn, { ...source, ...changed }).decision === 'allowed';
  const named = policy.flatMap(({ conditions }) => conditions).filter(({ key }) => key === 'aws:sourcearn');
  if (named.flatMap(({ values }) => values).some((sourceArn) => sourceArn !== source.sourceArn && allowed({ sourceArn }))) {
    return 'wrong-source-arn';
  }
  if (source.otherArn !== null && allowed({ sourceArn: source.otherArn })) return 'wrong-source-arn';
  const accounts = policy.flatMap(({ conditions }) => conditions).filter(({ key }) => /^aws:source(account|owner)$/.test(key));
  if (accounts.flatMap(({ values }) => values).some((account) => allowed({ account }))) return 'wrong-source-account';
  return 'ses-not-allowed';
};

const SENTENCE: Readonly<Record<string, string>> = {
  'wrong-source-arn': 'The statement for SES names another aws:SourceArn than the one SES publishes for. Replace it with:',
  'wrong-source-account': 'The statement for SES names another aws:SourceAccount than the account that sends. Replace it with:',
  'ses-not-allowed': 'No statement lets ses.amazonaws.com publish. Add:',
};

export const refused = (policy: readonly PolicyStatement[], topicArn: string, source: SourceInForce): Judgement => {
  const reason = misfit(policy, topicArn, source);
  return {
    status: 'fail',
    reason,
    observed: { topicArn, account: source.account, sourceArn: source.sourceArn, route: source.route },
    expected: `SES may publish to the topic for ${source.sourceArn}.`,
    fix: `${where(topicArn)}. ${SENTENCE[reason] ?? ''}\n${statementText(topicArn, source)}`,
  };
};

export const denied = (by: PolicyStatement, topicArn: string): Judgement => ({
  status: 'fail',
  reason: 'explicit-deny',
  observed: { topicArn, sid: by.sid },
  expected: 'No Deny statement covers ses.amazonaws.com.',
  fix: `${where(topicArn)}: take ses.amazonaws.com out of the Deny statement${by.sid === null ? '' : ` ${by.sid}`}; a Deny wins over every Allow.`,
});

/** Allowed; but is it too wide? */
export const width = (
  policy: readonly PolicyStatement[],
  by: PolicyStatement,
  topicArn: string,
  source: SourceInForce,
): Judgement => {
  const observed = { topicArn, allowedBy: by.sid, route: source.route };
  const open = openToEveryone(policy, PUBLISH) ?? openToEveryone(policy, 'sns:Subscribe');
  if (open !== null) {
    return {
      status: 'fail',
      reason: 'open-to-everyone',
      observed: { ...observed, sid: open.sid, actions: open.actions },
      expected:
        'Nobody outside the account may publish or subscribe: a stranger could post events, or read recipients’ addresses.',
      fix: `${where(topicArn)}: remove the statement${open.sid === null ? '' : ` ${open.sid}`} with Principal "*" and no condition, and keep:\n${statementText(topicArn, source)}`,
    };
  }
  if (by.conditions.some(({ key }) => /^aws:source(account|owner|arn|orgid)$/.test(key))) {
    return { status: 'pass', reason: 'ok', observed };
  }
  return {
    status: 'warn',
    reason: 'no-source-condition',
    observed,
    expected: 'The statement names aws:SourceAccount, so that no other customer of SES can have it publish here.',
    fix: `${where(topicArn)}. Replace the statement for SES with:\n${statementText(topicArn, source)}`,
  };
};
