// The received message is signed as the profile says; where the profile leaves it open, the message answers.
import type { Judgement } from '../../core/finding.ts';
import type { EngineReason, Reasons } from '../../core/reason.ts';
import { messageVerdict, signerLine } from '../../facts/message-verdict.ts';
import { defineCheck } from '../check.ts';
import { profileField } from '../remedy.ts';

const reasons = {
  undeclared: { status: ['warn'], says: 'The profile does not say what the relay signs as; the message shows it.' },
  'other-signer': { status: ['warn'], says: 'The message is signed with another domain or selector than the profile says.' },
  'not-aligned': {
    status: ['inconclusive'],
    says: 'No valid signature of the message counts for its From, so it does not show what is signed as.',
    follows: [{ check: 'inbox-signed' }, { check: 'inbox-aligned' }],
  },
} as const satisfies Reasons;

type Told = Judgement<keyof typeof reasons | EngineReason>;

export const inboxSigner = defineCheck({
  id: 'inbox-signer',
  title: 'The received message is signed as the profile says',
  severity: 'warning',
  why: 'What nobody named cannot be looked at before the next message goes out: the key may be withdrawn and no check would see it.',
  owner: 'implementation engineer',
  references: ['RFC 6376 §3.5'],
  reasons,
  clauses: {
    'RFC 6376 §3.5': ['undeclared', 'other-signer'],
    'RFC 9989 §4.4': ['not-aligned'],
  },
  needs: ['message.signatures', 'message.dmarc'],
  uses: ['message.spf'],
  evaluate(facts): Told {
    const told = facts['message.signatures'].value;
    const { signatures } = messageVerdict(facts['message.dmarc'].value, told, facts['message.spf']);
    const counting = signatures
      .filter(({ signature, alignment }) => signature.state === 'valid' && alignment?.aligned === true)
      .map(({ signature }) => signature);
    const line = signerLine(counting);
    const base = {
      observed: {
        seen: counting.map(({ domain, selector, declared }) => ({ domain, selector, declared })),
        declared: told.declared,
      },
      expected: 'squareos.sender.dkim names the domain and the selector of the signature.',
    };
    if (told.declared === null) return { ...base, status: 'not-applicable', reason: 'not-given' };
    if (line === null) {
      const say = 'Mend the signature first (inbox-signed, inbox-aligned), then look at another message.';
      return { ...base, status: 'inconclusive', reason: 'not-aligned', remedy: [{ say }] };
    }
    if (counting.some(({ declared }) => declared === true)) return { ...base, status: 'pass', reason: 'ok' };
    const open = told.declared === 0;
    const say = open
      ? 'Write into the profile what the message is signed as, so that every check looks at its key:'
      : 'Correct in the profile what mail is signed as, or have the provider sign as it says:';
    return {
      ...base,
      status: 'warn',
      reason: open ? 'undeclared' : 'other-signer',
      remedy: [profileField(say, 'squareos.sender.dkim', line)],
    };
  },
});
