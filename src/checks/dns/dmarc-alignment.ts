// DMARC predicted before anything is sent: will the domain that SPF or DKIM authenticates count for the From domain?
import type { Judgement } from '../../core/finding.ts';
import type { EngineReason, Reasons } from '../../core/reason.ts';
import { defineCheck } from '../check.ts';
import { profileField } from '../remedy.ts';
import { isAligned, observedIn, type Prediction, predict, readersDiffer } from './dmarc-prediction.ts';
import { askAgain } from './unanswered.ts';

const reasons = {
  'nothing-known': {
    status: ['not-applicable'],
    says: 'Neither a return path nor a signature is known, so nothing can be predicted.',
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
  'dkim-unknown': { status: ['warn'], says: 'SPF does not count for the From domain, and nobody said as what DKIM signs.' },
  'readers-differ': {
    status: ['warn'],
    says: 'Receivers that still read RFC 7489 come to another result than those that read RFC 9989.',
  },
  'dkim-only': { status: ['pass'], says: 'DKIM counts for the From domain; SPF does not, and need not.' },
  'spf-aligned-dkim-unknown': { status: ['pass'], says: 'SPF counts for the From domain; nobody said as what DKIM signs.' },
  'spf-only': { status: ['warn'], says: 'Only SPF counts for the From domain, and it does not survive forwarding.' },
  'cannot-judge': {
    status: ['inconclusive'],
    says: 'DNS did not answer for a name that decides which organisation a domain belongs to.',
    follows: [
      { check: 'dmarc-record', reasons: ['cannot-judge'] },
      { check: 'dns-propagation', reasons: ['dnssec-bogus'] },
    ],
  },
} as const satisfies Reasons;

type Told = Judgement<keyof typeof reasons | EngineReason>;

const noneAligned = (prediction: Prediction): Pick<Told, 'reason' | 'remedy' | 'owner'> => {
  const { from, all, applied, dkim } = prediction;
  const nearly = all.find((one) => one.relaxed === true);
  if (nearly !== undefined && applied !== null) {
    const tag = dkim.includes(nearly) ? 'adkim=s' : 'aspf=s';
    return {
      reason: 'strict-mode',
      remedy: [
        {
          say: `Remove ${tag} from the DMARC record at _dmarc.${applied.domain}, or have mail signed as ${from.domain}: it asks for the same name, and mail is authenticated as ${nearly.domain}.`,
        },
      ],
    };
  }
  const names = all.map((one) => one.domain).join(', ');
  return {
    reason: 'nothing-aligned',
    remedy: [
      {
        say: `Turn on DKIM for ${from.domain} at the mail provider, and have its records published; with SES also set a custom MAIL FROM domain below ${from.domain}. As things stand, mail is authenticated only as ${names}.`,
      },
    ],
    owner: 'mail provider admin',
  };
};

const undecided = ({ from, spf, dkim }: Prediction): Pick<Told, 'status' | 'reason' | 'remedy' | 'owner'> | null =>
  dkim.length > 0
    ? null
    : {
        status: 'warn',
        reason: 'dkim-unknown',
        remedy: [
          profileField(
            `Name the relay’s DKIM selectors in squareos.sender.dkimSelectors: MAIL FROM ${spf?.domain ?? ''} does not count for ${from.domain}, so DMARC rests on DKIM.`,
            'squareos.sender.dkimSelectors',
            null,
          ),
        ],
        owner: 'implementation engineer',
      };

type Base = Pick<Told, 'observed' | 'expected'>;

const notAligned = (prediction: Prediction, base: Base): Told => {
  const { from, applied, unseen } = prediction;
  if (unseen) {
    const names = from.steps.map(({ domain }) => `_dmarc.${domain} TXT`);
    const remedy = [askAgain(`the DMARC records of ${from.domain} and its parents`, 'no usable answer came', names)];
    return { ...base, status: 'inconclusive', reason: 'cannot-judge', remedy };
  }
  const open = undecided(prediction);
  if (open !== null) return { ...base, ...open };
  return { ...base, ...noneAligned(prediction), status: applied === null ? 'warn' : 'fail' };
};

export const dmarcAlignment = defineCheck({
  id: 'dmarc-alignment',
  title: 'DMARC will pass: SPF or DKIM authenticates the From domain',
  severity: 'blocker',
  why: 'SPF and DKIM may both pass for the provider’s domain and still count for nothing: then invoices are treated as forged.',
  owner: 'DNS admin',
  references: ['RFC 9989 §4.4', 'https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-dmarc.html'],
  reasons,
  needs: ['dns.alignment'],
  evaluate(facts): Told {
    const prediction = predict(facts['dns.alignment'].value);
    const { from, all, dkim, spf } = prediction;
    const observed = observedIn(prediction);
    if (all.length === 0) return { status: 'not-applicable', reason: 'nothing-known', observed };
    const base = { observed, expected: `A DKIM signature or a MAIL FROM domain that counts for ${from.domain}.` };
    if (!all.some(isAligned)) return notAligned(prediction, base);
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
