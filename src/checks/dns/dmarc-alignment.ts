// DMARC predicted before anything is sent: will the domain that SPF or DKIM authenticates count for the From domain?
import type { Judgement } from '../../core/finding.ts';
import { defineCheck } from '../check.ts';
import { isAligned, observedIn, type Prediction, predict, readersDiffer } from './dmarc-prediction.ts';

const noneAligned = (prediction: Prediction): Pick<Judgement, 'reason' | 'fix' | 'owner'> => {
  const { from, all, applied, dkim } = prediction;
  const nearly = all.find((one) => one.relaxed === true);
  if (nearly !== undefined && applied !== null) {
    const tag = dkim.includes(nearly) ? 'adkim=s' : 'aspf=s';
    return {
      reason: 'strict-mode',
      fix: `${tag} in the DMARC record at _dmarc.${applied.domain} asks for the same name, but mail is authenticated as ${nearly.domain} and From is ${from.domain}. Remove ${tag}, or sign as ${from.domain}.`,
    };
  }
  const names = all.map((one) => one.domain).join(', ');
  return {
    reason: 'nothing-aligned',
    fix: `Mail from ${from.domain} would be authenticated only as ${names}. Turn on DKIM for ${from.domain} at the mail provider and publish its records; with SES also set a custom MAIL FROM such as bounce.${from.domain}.`,
    owner: 'mail provider admin',
  };
};

export const dmarcAlignment = defineCheck({
  id: 'dmarc-alignment',
  title: 'DMARC will pass: SPF or DKIM authenticates the From domain',
  severity: 'blocker',
  why: 'SPF and DKIM may both pass for the provider’s domain and still count for nothing: then invoices are treated as forged.',
  owner: 'DNS admin',
  references: ['RFC 9989 §4.4', 'https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-dmarc.html'],
  needs: ['dns.alignment'],
  evaluate(facts): Judgement {
    const seen = facts['dns.alignment'];
    const prediction = predict(seen.value);
    const { from, applied, all, dkim, spf, unseen } = prediction;
    if (all.length === 0) return { status: 'not-applicable', reason: 'nothing-known', observed: observedIn(prediction) };
    const base = {
      observed: observedIn(prediction),
      expected: `A DKIM signature or a MAIL FROM domain that counts for ${from.domain}.`,
    };
    if (!all.some(isAligned)) {
      if (unseen)
        return {
          ...base,
          status: 'inconclusive',
          reason: 'cannot-judge',
          fix: `Ask again later for the TXT records at _dmarc of ${from.domain} and its parents.`,
        };
      if (dkim.length === 0) {
        const fix = `Name the relay’s DKIM selectors in squareos.sender.dkimSelectors: MAIL FROM ${spf?.domain ?? ''} does not count for ${from.domain}, so DMARC rests on DKIM.`;
        return { ...base, status: 'warn', reason: 'dkim-unknown', fix, owner: 'implementation engineer' };
      }
      return { ...base, ...noneAligned(prediction), status: applied === null ? 'warn' : 'fail' };
    }
    if (readersDiffer(prediction)) {
      const fix = `Publish a DMARC record at _dmarc.${from.registrable ?? from.domain} and at _dmarc.${from.domain}: receivers that still read RFC 7489 find the policy by the public suffix list, and come to another result.`;
      return { ...base, status: 'warn', reason: 'readers-differ', fix };
    }
    if (dkim.some(isAligned)) return { ...base, status: 'pass', reason: spf !== null && isAligned(spf) ? 'ok' : 'dkim-only' };
    if (dkim.length === 0) return { ...base, status: 'pass', reason: 'spf-aligned-dkim-unknown' };
    const fix = `Have the provider sign with DKIM for ${from.domain}: SPF alone does not survive forwarding.`;
    return { ...base, status: 'warn', reason: 'spf-only', fix, owner: 'mail provider admin' };
  },
});
