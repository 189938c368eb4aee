// A message to many lets its readers off the list with one click, in a way that receivers can trust (RFC 8058).
import type { Judgement } from '../../core/finding.ts';
import type { EngineReason, Reasons } from '../../core/reason.ts';
import { defineCheck } from '../check.ts';
import { partlyObserved } from '../unseen.ts';

const FAILS = { status: ['fail'] } as const;

const reasons = {
  'not-a-campaign': { status: ['not-applicable'], says: 'Nothing says that the message went to many.' },
  missing: { ...FAILS, says: 'The message went to many and has no List-Unsubscribe.' },
  'no-https': { ...FAILS, says: 'List-Unsubscribe holds no https address, which alone can be called with one click.' },
  'no-post': { ...FAILS, says: 'List-Unsubscribe-Post is missing: receivers show no one-click button.' },
  'post-malformed': { ...FAILS, says: 'List-Unsubscribe-Post is not exactly List-Unsubscribe=One-Click, once.' },
  'several-fields': { ...FAILS, says: 'There are several List-Unsubscribe fields: receivers take none, or any.' },
  'not-covered': {
    ...FAILS,
    says: 'No valid DKIM signature covers both fields: whoever passes the message on could write them.',
  },
} as const satisfies Reasons;

type Told = Judgement<keyof typeof reasons | EngineReason>;

const BOTH = ['list-unsubscribe', 'list-unsubscribe-post'];

const PAIR = 'List-Unsubscribe: <https://…> and List-Unsubscribe-Post: List-Unsubscribe=One-Click';

export const oneClickUnsubscribe = defineCheck({
  id: 'one-click-unsubscribe',
  title: 'The campaign lets its readers off the list with one click',
  severity: 'warning',
  why: 'Gmail and Yahoo ask it of whoever sends in bulk; without it readers press “spam” instead, which harms invoices too.',
  owner: 'SquareOS admin',
  references: ['RFC 8058 §3', 'RFC 8058 §4', 'RFC 2369 §3.2', 'https://support.google.com/a/answer/81126'],
  reasons,
  clauses: {
    'https://support.google.com/a/answer/81126': ['missing'],
    'RFC 8058 §3.1': ['no-https', 'no-post', 'several-fields', 'post-malformed'],
    'RFC 8058 §4': ['not-covered'],
  },
  needs: ['message.unsubscribe'],
  uses: ['message.signatures'],
  evaluate(facts): Told {
    const unsubscribe = facts['message.unsubscribe'].value;
    const { fields, schemes, hosts, postFields, oneClick, bulk, campaigns } = unsubscribe;
    const base = {
      observed: { fields, schemes, hosts, postFields, oneClick, bulk },
      expected: `${PAIR}, both covered by a valid DKIM signature.`,
    };
    const fails = (reason: keyof typeof reasons, say: string): Told => ({ ...base, status: 'fail', reason, remedy: [{ say }] });
    if (fields === 0 && postFields === 0) {
      if (!bulk && campaigns !== true) return { ...base, status: 'not-applicable', reason: 'not-a-campaign' };
      const why = bulk
        ? 'It says itself that it went to a list.'
        : 'The profile says that the gym sends campaigns; an invoice needs none of this.';
      return fails('missing', `Have the campaign template write ${PAIR} into its header. ${why}`);
    }
    if (fields > 1)
      return fails('several-fields', 'Have the campaign write one List-Unsubscribe, with all its addresses in it (RFC 2369).');
    if (!schemes.includes('https')) {
      const has = schemes.length === 0 ? 'none that can be read' : schemes.join(', ');
      return fails('no-https', `Add an https address to List-Unsubscribe (it has ${has}); a mailto may stay beside it.`);
    }
    if (postFields === 0)
      return fails('no-post', 'Add the header List-Unsubscribe-Post: List-Unsubscribe=One-Click to the campaign.');
    if (!oneClick)
      return fails('post-malformed', 'Have the header be exactly this, once: List-Unsubscribe-Post: List-Unsubscribe=One-Click');
    const signatures = facts['message.signatures'];
    if (signatures.state !== 'observed') {
      return signatures.state === 'absent'
        ? fails('not-covered', 'Sign both.')
        : partlyObserved('The signature that covers both fields', signatures, 'message.signatures');
    }
    const covering = signatures.value.signatures.filter(({ covers }) => BOTH.every((name) => covers.includes(name)));
    if (covering.some(({ state }) => state === 'valid')) return { ...base, status: 'pass', reason: 'ok' };
    if (signatures.value.refused !== null || covering.some(({ state }) => state === 'key-unseen')) {
      const say = 'Run again when DNS answers for the key of the signature that covers both fields (inbox-signed).';
      return { ...base, status: 'inconclusive', reason: 'cannot-judge', remedy: [{ say }] };
    }
    const broken = covering.length > 0 ? ' The signature that covers them is not valid (inbox-signed).' : '';
    return fails(
      'not-covered',
      `Have the signer cover both fields: h=…:list-unsubscribe:list-unsubscribe-post. Where the provider signs, add them before it does.${broken}`,
    );
  },
});
