// A STARTTLS port offers the upgrade and carries it out cleanly.
import type { Judgement } from '../../core/finding.ts';
import { defineCheck } from '../check.ts';
import { endedBefore, said, seenAt, stageOf, type Session, type Stage } from './session-end.ts';

/** Middleboxes overwrite the keyword with X of the same length. */
const STRIPPED = /^X{6,}/;

const notOffered = (session: Session, stage: Stage): Judgement => {
  const stripped = session.ehloBeforeTls.some((line) => STRIPPED.test(line)) || /^\*{4,}/.test(session.banner ?? '');
  return {
    status: 'fail',
    reason: stripped ? 'stripped' : 'not-offered',
    observed: { ...seenAt(session, stage), offered: session.ehloBeforeTls },
    expected: `The EHLO reply of ${session.host} offers STARTTLS.`,
    fix: stripped
      ? `Something between here and ${session.host} overwrites STARTTLS (a firewall’s “SMTP inspection”). Switch it off for this host, or use port 465 with \`smtp.secure: true\`.`
      : `${session.host} offers no STARTTLS on port ${session.port}, so a login would go in clear text. Use \`smtp.port: 465\` with \`smtp.secure: true\`, or have STARTTLS switched on.`,
    owner: stripped ? 'network admin' : 'mail provider admin',
  };
};

const notUpgraded = (session: Session, stage: Stage): Judgement => {
  const reply = stage.reply;
  if (stage.error === 'INJECTED_BEFORE_TLS') {
    return {
      status: 'fail',
      reason: 'data-before-tls',
      observed: seenAt(session, stage),
      expected: 'Nothing follows the 220 reply to STARTTLS in clear text.',
      fix: `Do not use this path: after STARTTLS ${session.host} (or somebody between) sent more in clear text, which a careless client would take for the encrypted server’s words (RFC 3207 section 6). Report it to the provider.`,
    };
  }
  const forNow = reply !== null && reply.code < 500;
  return {
    status: 'fail',
    reason: forNow ? 'not-available-now' : 'refused',
    observed: seenAt(session, stage),
    expected: `${session.host} answers STARTTLS with 220.`,
    fix: `${session.host} offers STARTTLS but does not carry it out (“${reply === null ? (stage.error ?? '') : said(reply)}”). ${
      forNow
        ? 'Its certificate or key cannot be read for now: have the relay’s TLS files checked.'
        : 'Have the provider repair it.'
    }`,
  };
};

export const smtpStarttls = defineCheck({
  id: 'smtp-starttls',
  title: 'The relay offers STARTTLS and upgrades cleanly',
  severity: 'blocker',
  why: 'Without the upgrade the relay’s password and every invoice cross the network in clear text.',
  owner: 'mail provider admin',
  references: ['RFC 3207', 'RFC 8314 section 3.2'],
  needs: ['smtp.session'],
  evaluate(facts): Judgement {
    const seen = facts['smtp.session'];
    const session = seen.value;
    if (session.secure) return { status: 'not-applicable', reason: 'implicit-tls' };
    const stage = stageOf(session, 'starttls');
    if (stage === undefined) return endedBefore(session, 'STARTTLS');
    if (stage.ok) return { status: 'pass', reason: 'ok', observed: { offered: session.ehloBeforeTls } };
    return stage.error === 'STARTTLS_NOT_OFFERED' ? notOffered(session, stage) : notUpgraded(session, stage);
  },
});
