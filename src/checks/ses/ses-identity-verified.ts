// The identity that governs the sender is verified in this region, and it is the one that was declared.
import { coveringOf, governingOf } from '../../facts/derived.ts';
import { defineCheck } from '../check.ts';
import { partlyObserved } from '../unseen.ts';
import { waitingForDns } from './waiting-for-dns.ts';
import { addressOnly, byStatus, notFound, otherThanDeclared } from './identity-states.ts';

export const sesIdentityVerified = defineCheck({
  id: 'ses-identity-verified',
  title: 'The identity that governs the sender is verified in this region',
  severity: 'blocker',
  why: 'SES refuses every message from a sender whose identity is not verified in the sending region.',
  owner: 'AWS admin',
  references: [
    'https://docs.aws.amazon.com/ses/latest/dg/creating-identities.html',
    'https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_VerificationInfo.html',
  ],
  needs: ['ses.identity'],
  uses: ['dns.dkim', 'dns.dkimKeys', 'run.clock'],
  waivable: false,
  core: true,
  evaluate(facts) {
    const seen = facts['ses.identity'];
    const fact = seen.value;
    const governing = governingOf(fact);
    if (governing.kind === 'none') return notFound(fact);
    if (governing.kind === 'uncertain') return partlyObserved(`The identity ${governing.name}`, governing.unseen);
    const { name, level, detail } = governing;
    const dns = { dkim: facts['dns.dkim'], keys: facts['dns.dkimKeys'] };
    const now = facts['run.clock'].state === 'observed' ? facts['run.clock'].value.now : null;
    const verified = byStatus(name, detail);
    if (verified === 'pending') return waitingForDns(`verification of ${name}`, dns, now, { identity: name });
    if (verified !== 'verified') return verified;
    const other = otherThanDeclared(fact, name, level);
    if (other !== null) return other;
    if (level === 'address' && coveringOf(fact).kind === 'none') return addressOnly(name);
    return { status: 'pass', reason: 'ok', observed: { region: fact.region, identity: name } };
  },
});
