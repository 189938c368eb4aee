// DMARC predicted before anything is sent: will the domain that SPF or DKIM authenticates count for the From domain?
import type { Judgement } from '../../core/finding.ts';
import type { EngineReason, Reasons } from '../../core/reason.ts';
import type { RecordSetChange } from '../../core/remedy.ts';
import { SHOWN, signerShown } from '../../facts/message-verdict.ts';
import { mendDmarc } from '../../mail/dmarc/mend.ts';
import { countingRecord } from '../../mail/dmarc/walk.ts';
import { defineCheck } from '../check.ts';
import { changeRecord, profileField } from '../remedy.ts';
import { type CacheFacts, besideServers, STALE } from './caches.ts';
import { isAligned, observedIn, type Prediction, predict, readersDiffer } from './dmarc-prediction.ts';
import { askAgain, firstUnanswered } from './unanswered.ts';
import { ofSender } from './of-sender.ts';

/** Only a message that was received can tell, or whoever runs the relay. A key that is named and not there is told of the key. */
const UNSEEN_SIGNER = [{ check: 'dkim-keys' }, { check: 'ses-identity-verified' }] as const;

const reasons = {
  'nothing-known': {
    status: ['inconclusive'],
    says: 'Nobody said as what mail is signed, nor what MAIL FROM is, so DMARC cannot be predicted.',
    follows: UNSEEN_SIGNER,
  },
  'nothing-aligned': {
    status: ['fail', 'warn'],
    says: 'Whatever SPF and DKIM authenticate, it does not count for the From domain.',
    // What SES does not sign with, it does not sign with because of these.
    follows: [{ check: 'ses-dkim-status' }, { check: 'dkim-tokens', reasons: ['no-tokens'] }],
  },
  'strict-mode': {
    status: ['fail', 'warn'],
    says: 'The DMARC record asks for the very same name, and mail is authenticated as another one of the organisation.',
  },
  'dkim-unknown': {
    status: ['inconclusive'],
    says: 'SPF does not count for the From domain, and nobody saw as what DKIM signs.',
    follows: UNSEEN_SIGNER,
  },
  'organisations-differ': {
    status: ['fail', 'warn'],
    says: 'By the DMARC records the signing domain and the From domain are two organisations, though they lie in one domain.',
    follows: [{ check: 'dmarc-record', reasons: ['psd-y'] }],
  },
  'readers-differ': {
    status: ['warn'],
    says: 'Receivers that still read RFC 7489 come to another result than those that read RFC 9989.',
  },
  ...STALE,
  'dkim-only': { status: ['pass'], says: 'DKIM counts for the From domain; SPF does not, and need not.' },
  'spf-aligned-dkim-unknown': { status: ['pass'], says: 'SPF counts for the From domain; nobody said as what DKIM signs.' },
  'seen-in-message': {
    status: ['pass'],
    says: 'Nobody said as what mail is signed; the message that was received shows a signature that counts for the From domain.',
  },
  'spf-only': {
    status: ['warn'],
    says: 'Only SPF counts for the From domain, and it does not survive forwarding.',
    follows: [{ check: 'ses-dkim-status' }, { check: 'dkim-tokens', reasons: ['no-tokens'] }],
  },
  'cannot-judge': {
    status: ['inconclusive'],
    says: 'DNS did not answer for a name that decides which organisation a domain belongs to.',
    follows: [{ check: 'dmarc-record', reasons: ['cannot-judge'] }],
  },
} as const satisfies Reasons;

type Told = Judgement<keyof typeof reasons | EngineReason>;

type Found = Pick<Told, 'reason' | 'remedy' | 'owner'>;

/** What keeps two names of one domain apart: a record that ends the walk, or none where both would meet. */
const separated = ({ from, others, all }: Prediction): Found | null => {
  const apart = all.find((one) => one.relaxed === false && one.relaxedBySuffixList);
  if (apart === undefined) return null;
  const steps = [...from.steps, ...others.filter(({ domain }) => domain === apart.domain).flatMap((one) => one.steps)];
  const divider = steps.find((step) => step.kind === 'record' && step.record.psd !== 'u');
  const say =
    divider?.kind === 'record'
      ? `Remove psd=${divider.record.psd} from the DMARC record at _dmarc.${divider.domain}, or have mail signed as ${from.domain}: it makes ${from.domain} and ${apart.domain} two organisations.`
      : `Publish a DMARC record at _dmarc.${from.registrable ?? from.domain}, or have mail signed as ${from.domain}: without one there, receivers take ${from.domain} and ${apart.domain} for two organisations.`;
  return { reason: 'organisations-differ', remedy: [{ say }] };
};

/** The record in force without the tag; none where it stands at an alias, or has faults that are told with a record of their own. */
const withoutStrict = ({ policyAt: own, applied }: Prediction, tag: 'adkim' | 'aspf'): readonly RecordSetChange[] => {
  if (applied === null || own === null || own.chain.length > 0 || applied.record.problems.length > 0) return [];
  const { text } = applied.record;
  const after = mendDmarc(text, [tag]);
  const change =
    after === null ? null : changeRecord({ name: own.name, type: 'TXT', before: [text], after: [after], all: own.values });
  return change === null ? [] : [change];
};

const noneAligned = (prediction: Prediction): Found => {
  const { from, all, applied, dkim } = prediction;
  const nearly = all.find((one) => one.relaxed === true);
  if (nearly !== undefined && applied !== null) {
    const tag = dkim.includes(nearly) ? 'adkim' : 'aspf';
    const say = `Remove ${tag}=s from the DMARC record at _dmarc.${applied.domain}, or have mail signed as ${from.domain}: it asks for the same name, and mail is authenticated as ${nearly.domain}.`;
    const records = withoutStrict(prediction, tag);
    return { reason: 'strict-mode', remedy: [{ say, ...(records.length === 0 ? {} : { records }) }] };
  }
  const apart = separated(prediction);
  if (apart !== null) return apart;
  const names = [...new Set(all.map((one) => one.domain))].join(', ');
  const say = `Turn on DKIM for ${from.domain} at the mail provider, and have its records published; with SES also set a custom MAIL FROM domain below ${from.domain}. As things stand, mail is authenticated only as ${names}.`;
  return { reason: 'nothing-aligned', remedy: [{ say }], owner: 'mail provider admin' };
};

type Base = Pick<Told, 'observed' | 'expected'>;

/** Nobody saw d=: a question, which never passes and stops nothing before a message is sent. */
const openQuestion = ({ from, spf, spfAssumed }: Prediction, base: Base): Told => {
  const known = spf !== null && !spfAssumed;
  const why = known ? `MAIL FROM ${spf.domain} does not count for ${from.domain}` : 'nobody said what MAIL FROM is';
  const say = `Name what mail is signed as in squareos.sender.dkim, d= and selector, as a message that was received shows it (DKIM-Signature): ${why}, so DMARC rests on DKIM.`;
  return {
    ...base,
    status: 'inconclusive',
    reason: known ? 'dkim-unknown' : 'nothing-known',
    remedy: [profileField(say, 'squareos.sender.dkim', null)],
    owner: 'implementation engineer',
    openUntilSent: true,
  };
};

const notAligned = (prediction: Prediction, base: Base): Told => {
  const { from, applied, dkim, signers, unseen, unanswered } = prediction;
  if (unseen) {
    const why = firstUnanswered(unanswered.map(({ outcome }) => outcome));
    const names = [...new Set(unanswered.map(({ name }) => `${name} TXT`))];
    const again = askAgain(`the DMARC records of ${from.domain} and its parents`, why, names);
    return { ...base, status: 'inconclusive', reason: 'cannot-judge', ...again };
  }
  if (dkim.length === 0 && signers === 'ses') {
    const say = `Let certify read the identities of SES that cover ${from.domain}: they tell as what SES signs.`;
    return { ...base, status: 'inconclusive', reason: 'cannot-judge', remedy: [{ say }], follows: ['ses-identity-verified'] };
  }
  if (dkim.length === 0) return openQuestion(prediction, base);
  return { ...base, ...noneAligned(prediction), status: applied === null ? 'warn' : 'fail' };
};

/** The strict mode stands in caches alone: the record that the name servers have asks for it no longer. */
const atServers = (facts: CacheFacts, { applied, modes }: Prediction, told: Told): Told => {
  if (told.reason !== 'strict-mode' || applied === null) return told;
  const right = (values: readonly string[]): boolean => {
    const record = countingRecord(values);
    return record !== null && (['adkim', 'aspf'] as const).every((tag) => modes[tag] === 'r' || record[tag] === 'r');
  };
  return besideServers(facts, [{ name: `_dmarc.${applied.domain}`, type: 'TXT', right }], told);
};

export const dmarcAlignment = defineCheck({
  id: 'dmarc-alignment',
  title: 'What SPF or DKIM authenticates counts for the From domain',
  severity: 'blocker',
  why: 'SPF and DKIM may both pass for the provider’s domain and still count for nothing: then invoices are treated as forged.',
  owner: 'DNS admin',
  references: ['RFC 9989 §4.4', 'https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-dmarc.html'],
  reasons: ofSender(reasons),
  clauses: {
    'RFC 9989 §4.4': [
      'nothing-known',
      'nothing-aligned',
      'dkim-unknown',
      'strict-mode',
      'dkim-only',
      'spf-aligned-dkim-unknown',
      'spf-only',
    ],
    'RFC 9989 §4.10': ['organisations-differ', 'readers-differ'],
  },
  needs: ['dns.alignment'],
  uses: ['dns.dkimKeys', 'dns.dmarc', 'dns.whereSeen', 'run.clock', ...SHOWN],
  evaluate(facts): Told {
    const shown = signerShown(facts);
    const dmarc = facts['dns.dmarc'];
    const prediction = predict(
      facts['dns.alignment'].value,
      facts['dns.dkimKeys'],
      dmarc.state === 'observed' ? dmarc.value : null,
    );
    const { from, all, dkim, spf } = prediction;
    const base = {
      observed: observedIn(prediction),
      expected: `A DKIM signature or a MAIL FROM domain that counts for ${from.domain}.`,
    };
    if (dkim.length === 0 && shown !== null) {
      return { ...base, observed: { ...base.observed, shown }, status: 'pass', reason: 'seen-in-message' };
    }
    if (!all.some(isAligned)) {
      return atServers(facts, prediction, notAligned(prediction, base));
    }
    if (readersDiffer(prediction)) {
      const say = `Publish a DMARC record at _dmarc.${from.registrable ?? from.domain} and at _dmarc.${from.domain}: receivers that still read RFC 7489 find the policy by the public suffix list, and come to another result.`;
      return { ...base, status: 'warn', reason: 'readers-differ', remedy: [{ say }] };
    }
    if (dkim.some(isAligned)) return { ...base, status: 'pass', reason: spf !== null && isAligned(spf) ? 'ok' : 'dkim-only' };
    if (dkim.length === 0) return { ...base, status: 'pass', reason: 'spf-aligned-dkim-unknown' };
    const say = `Have the provider sign with DKIM for ${from.domain}: SPF alone does not survive forwarding.`;
    return { ...base, status: 'warn', reason: 'spf-only', remedy: [{ say }], owner: 'mail provider admin' };
  },
});
