// No other account may send as the gym.
import { parseArn } from '../../aws/arn.ts';
import { parsePolicy, type PolicyPrincipal } from '../../aws/policy/policy.ts';
import { governingOf } from '../../facts/derived.ts';
import { defineCheck } from '../check.ts';
import { doThis } from '../remedy.ts';
import { cannotJudge, partlyObserved } from '../unseen.ts';

const accountOf = ({ kind, value }: PolicyPrincipal): string | null => {
  if (kind === '*') return '*';
  if (kind !== 'AWS') return null;
  return /^\d{12}$/.test(value) ? value : (parseArn(value)?.account ?? value);
};

/** Accounts other than `own` that an Allow statement names; null when the text is no policy. */
const foreignAccounts = (text: string, own: string | null): readonly string[] | null => {
  const policy = parsePolicy(text);
  if (policy === null) return null;
  const named = policy.filter(({ effect }) => effect === 'Allow').flatMap(({ principals }) => (principals ?? []).map(accountOf));
  return [...new Set(named.filter((account): account is string => account !== null && account !== own))];
};

export const sesIdentityPolicies = defineCheck({
  id: 'ses-identity-policies',
  title: 'No other account may send as this identity',
  severity: 'warning',
  why: 'A sending authorization policy lets others send as the gym, on its reputation.',
  owner: 'AWS admin',
  references: ['https://docs.aws.amazon.com/ses/latest/dg/sending-authorization-policies.html'],
  reasons: {
    'anyone-may-send': { status: ['warn'], says: 'A policy of the identity lets anyone send with it.' },
    'other-account-may-send': { status: ['warn'], says: 'A policy of the identity lets another account send with it.' },
    'no-identity': { status: ['not-applicable'], says: 'No identity covers the sender; ses-identity-verified says so.' },
  },
  needs: ['ses.identity'],
  uses: ['sts.probeIdentity'],
  evaluate(facts) {
    const seen = facts['ses.identity'];
    const governing = governingOf(seen.value);
    if (governing.kind === 'none') return { status: 'not-applicable', reason: 'no-identity' };
    if (governing.kind === 'uncertain') return partlyObserved(`The identity ${governing.name}`, governing.unseen, 'ses.identity');
    const own = facts['sts.probeIdentity'].state === 'observed' ? facts['sts.probeIdentity'].value.account : null;
    const { name, detail } = governing;
    const found = Object.entries(detail.policies).map(([policy, text]) => ({ policy, accounts: foreignAccounts(text, own) }));
    const unread = found.find(({ accounts }) => accounts === null);
    if (unread !== undefined) return cannotJudge(`the sending authorization policy ${unread.policy}`, { identity: name });
    const foreign = found.filter(({ accounts }) => accounts !== null && accounts.length > 0);
    if (foreign.length > 0 && own === null) return cannotJudge('whose accounts the policies name', { identity: name });
    if (foreign.length === 0) return { status: 'pass', reason: 'ok', observed: { identity: name, policies: found.length } };
    const names = foreign.map(({ policy }) => policy).join(', ');
    const say = `Amazon SES / Identities / ${name} / Authorization: remove ${names}, unless the gym’s owner has approved those senders in writing.`;
    return {
      status: 'warn',
      reason: foreign.some(({ accounts }) => accounts?.includes('*')) ? 'anyone-may-send' : 'other-account-may-send',
      observed: { identity: name, foreign },
      expected: 'Sending authorization policies name this account only, or accounts that the gym’s owner has approved.',
      remedy: [doThis(say)],
    };
  },
});
