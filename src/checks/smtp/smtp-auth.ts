// The relay lets SquareOS in with the profile's user name and password.
import type { Judgement } from '../../core/finding.ts';
import type { Facts } from '../../facts/index.ts';
import { authCause, passesByItself } from '../../mail/smtp/auth-cause.ts';
import { defineCheck } from '../check.ts';
import { authAdvice, notTried } from './auth-advice.ts';
import { endedBefore, said, seenAt, stageOf, type Session, type Stage } from './session-end.ts';

const byReply = (session: Session, stage: Stage, shape: string | null): Judgement => {
  const reply = stage.reply;
  if (reply === null) return endedBefore(session, 'an answer to AUTH');
  const cause = authCause(reply);
  const rawSecret = shape === 'aws-secret-access-key' && /amazonaws\.com|api\.aws/.test(session.host);
  const { fix, owner } = authAdvice[cause];
  return {
    status: passesByItself(cause) ? 'inconclusive' : 'fail',
    reason: passesByItself(cause) ? 'cannot-judge' : cause,
    observed: { ...seenAt(session, stage), mechanism: session.mechanism, offered: session.authMechanisms, cause },
    expected: 'The relay answers AUTH with 235.',
    fix: rawSecret
      ? `\`smtp.password\` has the form of an AWS secret access key. ${authAdvice['ses-credentials'].fix}`
      : `${fix} It said: “${said(reply)}”.`,
    ...(owner === undefined ? {} : { owner }),
  };
};

const shapeOf = (secrets: Facts['profile.secrets'] | null): string | null => secrets?.['smtp.password']?.shape?.form ?? null;

export const smtpAuth = defineCheck({
  id: 'smtp-auth',
  title: 'The relay accepts the profile’s user name and password',
  severity: 'blocker',
  why: 'With a credential that the relay refuses no mail leaves SquareOS.',
  owner: 'implementation engineer',
  references: ['RFC 4954', 'https://docs.aws.amazon.com/ses/latest/dg/troubleshoot-smtp.html'],
  needs: ['smtp.session'],
  uses: ['profile.secrets', 'profile.tenant'],
  core: true,
  evaluate(facts): Judgement {
    const seen = facts['smtp.session'];
    const session = seen.value;
    const observed = { mechanism: session.mechanism, offered: session.authMechanisms };
    if (session.authenticated === true) return { status: 'pass', reason: 'ok', observed };
    const stage = stageOf(session, 'auth');
    const tenant = facts['profile.tenant'];
    if (stage === undefined && tenant.state === 'observed' && tenant.value.smtp?.username === null) {
      return { status: 'not-applicable', reason: 'no-login' };
    }
    const untried = notTried[stage?.error ?? ''];
    if (stage !== undefined && untried !== undefined) {
      const { status, reason, fix, owner } = untried;
      const expected = 'The credential is offered to the relay and accepted.';
      return { status, reason, observed: seenAt(session, stage), expected, fix, ...(owner === undefined ? {} : { owner }) };
    }
    if (stage === undefined || stage.error === 'TLS_NOT_VERIFIED') return endedBefore(session, 'AUTH');
    const secrets = facts['profile.secrets'];
    return byReply(session, stage, shapeOf(secrets.state === 'observed' ? secrets.value : null));
  },
});
