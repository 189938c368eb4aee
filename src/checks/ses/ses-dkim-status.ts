// SES signs the sender's mail with a key of the sender's own domain.
import { governingOf, hasOwnDkim, signerOf } from '../../facts/derived.ts';
import { defineCheck } from '../check.ts';
import { cannotJudge, partlyObserved } from '../unseen.ts';
import { waitingForDns } from './waiting-for-dns.ts';
import { addressNotSigned, byStatus, fail, observedOf } from './dkim-states.ts';

export const sesDkimStatus = defineCheck({
  id: 'ses-dkim-status',
  title: 'SES signs the sender’s mail with DKIM for its own domain',
  severity: 'blocker',
  why: 'Without its own DKIM signature the gym’s mail fails DMARC or lands in spam, while SES still accepts every message.',
  owner: 'AWS admin',
  references: [
    'https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-dkim.html',
    'https://docs.aws.amazon.com/ses/latest/dg/troubleshoot-dkim.html',
  ],
  needs: ['ses.identity'],
  uses: ['dns.dkim', 'dns.dkimKeys', 'run.clock'],
  evaluate(facts) {
    const seen = facts['ses.identity'];
    const governing = governingOf(seen.value);
    if (governing.kind === 'none') return { status: 'not-applicable', reason: 'no-identity' };
    if (governing.kind === 'uncertain') return partlyObserved(`The identity ${governing.name}`, governing.unseen);
    const signer = signerOf(seen.value);
    if (signer.kind === 'uncertain') return partlyObserved(`The identity ${signer.name}`, signer.unseen);
    if (signer.kind === 'none' || (signer.level === 'address' && !hasOwnDkim(signer.detail))) {
      const fix = `Verify the domain of ${governing.name} with Easy DKIM; an address identity has no DKIM of its own.`;
      return fail(governing.name, governing.detail.dkim, 'no-domain-identity', fix);
    }
    const { name, detail } = signer;
    if (detail.dkim === null) return cannotJudge(`the DKIM status of ${name}`, { identity: name });
    const judged = byStatus(name, detail.dkim);
    const dns = { dkim: facts['dns.dkim'], keys: facts['dns.dkimKeys'] };
    const now = facts['run.clock'].state === 'observed' ? facts['run.clock'].value.now : null;
    if (judged === 'pending') return waitingForDns(`DKIM of ${name}`, dns, now, observedOf(name, detail.dkim));
    return (judged.status === 'pass' ? addressNotSigned(governing, signer) : null) ?? judged;
  },
});
