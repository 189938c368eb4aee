// DMARC of the received message passes: what authenticates it counts for its From domain.
import type { Judgement } from '../../core/finding.ts';
import type { Reasons } from '../../core/reason.ts';
import { type MessageVerdict, messageVerdict } from '../../facts/message-verdict.ts';
import { defineCheck } from '../check.ts';
import { UNANSWERED } from '../dns/unanswered.ts';

const reasons = {
  ...UNANSWERED,
  'dkim-only': { status: ['pass'], says: 'A DKIM signature counts for the From domain; SPF does not, or could not be told.' },
  'spf-only': { status: ['warn'], says: 'SPF alone counts for the From domain: the first forwarding breaks it.' },
  'signature-not-valid': {
    status: ['fail'],
    says: 'The signature of the From domain is not valid, and nothing else counts for it.',
    follows: [
      {
        check: 'inbox-signed',
        reasons: [
          'not-signed',
          'body-altered',
          'header-altered',
          'key-missing',
          'key-revoked',
          'key-unusable',
          'too-weak',
          'expired',
          'from-unsigned',
          'malformed',
          'another-broken',
        ],
      },
    ],
  },
  'nothing-aligned': { status: ['fail', 'warn'], says: 'What authenticates the message belongs to other domains than its From.' },
} as const satisfies Reasons;

type Told = Judgement<keyof typeof reasons | 'ok'>;

const PROVIDER = 'mail provider admin' as const;

const observedIn = ({ from, policy, signatures, spf, dmarc }: MessageVerdict) => ({
  from,
  dmarc,
  policy: policy?.policy ?? null,
  policyAt: policy?.domain ?? null,
  dkim: signatures.map(({ signature: { domain, selector, state }, alignment }) => ({
    domain,
    selector,
    state,
    aligned: alignment?.aligned ?? null,
  })),
  spf: spf === null ? null : { result: spf.result, domain: spf.domain, aligned: spf.alignment?.aligned ?? null },
});

const notAligned = (verdict: MessageVerdict, base: Pick<Told, 'observed' | 'expected'>): Told => {
  const { from, signatures, policy } = verdict;
  const own = signatures.filter(({ alignment }) => alignment?.aligned === true);
  const valid = signatures.filter(({ signature }) => signature.state === 'valid').map(({ signature }) => signature.domain);
  if (own.length > 0 || valid.length === 0) {
    const say = 'Mend the signature first (inbox-signed): DMARC counts only one that is valid.';
    return { ...base, status: 'fail', reason: 'signature-not-valid', remedy: [{ say, owner: PROVIDER }] };
  }
  const strict =
    policy?.record.adkim === 's'
      ? `, exactly that domain, because the policy at ${policy.domain} asks for strict alignment (adkim=s)`
      : '';
  const say = `Have the provider sign as ${from}${strict}, with a key of that domain: the message is signed as ${[...new Set(valid)].join(', ')}, which says nothing of ${from}.`;
  // Without a policy receivers act on nothing; it is still nobody's word for the From domain.
  return { ...base, status: policy === null ? 'warn' : 'fail', reason: 'nothing-aligned', remedy: [{ say, owner: PROVIDER }] };
};

const open = (verdict: MessageVerdict, base: Pick<Told, 'observed' | 'expected'>): Told => {
  // Nothing of the signatures is open, and SPF was never evaluated: no answer of DNS is missing, but lines of the file.
  if (verdict.dkim === 'fail' && verdict.spf === null) {
    const say = `Save the message where it was received, with its Return-Path and Received lines: no signature counts for ${verdict.from}, and whether SPF does cannot be told without them.`;
    return { ...base, status: 'inconclusive', reason: 'partly-observed', remedy: [{ say, owner: 'support' }] };
  }
  const say = `Run again when DNS answers: a key, or a name that decides whose domain ${verdict.from} belongs to, was not told.`;
  return {
    ...base,
    status: 'inconclusive',
    reason: 'partly-observed',
    remedy: [{ say, owner: 'DNS admin' }],
    unanswered: [verdict.from],
  };
};

export const inboxAligned = defineCheck({
  id: 'inbox-aligned',
  title: 'DMARC of the received message passes',
  severity: 'blocker',
  why: 'Receivers reject or hide a message whose From domain nothing speaks for, whatever else of it is in order.',
  owner: PROVIDER,
  references: ['RFC 9989 §4.4', 'RFC 7208 §2.4'],
  reasons,
  clauses: {
    'RFC 9989 §4.4': ['dkim-only', 'spf-only', 'nothing-aligned'],
    'RFC 6376 §6.1': ['signature-not-valid'],
  },
  needs: ['message.dmarc'],
  uses: ['message.signatures', 'message.spf'],
  evaluate(facts): Told {
    const signatures = facts['message.signatures'];
    const verdict = messageVerdict(
      facts['message.dmarc'].value,
      signatures.state === 'observed' ? signatures.value : null,
      facts['message.spf'],
    );
    const base = { observed: observedIn(verdict), expected: `A valid signature or an SPF pass that counts for ${verdict.from}.` };
    if (verdict.dkim === 'pass') return { ...base, status: 'pass', reason: verdict.spfAligned === 'pass' ? 'ok' : 'dkim-only' };
    if (verdict.dkim === 'open') return open(verdict, base);
    if (verdict.spfAligned === 'pass') {
      const say = `Have the provider sign with a valid DKIM signature for ${verdict.from}: SPF alone does not survive forwarding.`;
      return { ...base, status: 'warn', reason: 'spf-only', remedy: [{ say, owner: PROVIDER }] };
    }
    return verdict.spfAligned === 'open' ? open(verdict, base) : notAligned(verdict, base);
  },
});
