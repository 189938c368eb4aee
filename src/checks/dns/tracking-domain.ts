// Tracked links lead somewhere: the tracking domain points to SES’s tracking host of the region, or to a CDN in front of it.
import type { Judgement } from '../../core/finding.ts';
import type { Facts } from '../../facts/index.ts';
import { sameName } from '../../text/domain-name.ts';
import { isAbsent, isAnswer, outcomeText } from '../../mail/dns/outcome.ts';
import { zoneLine } from '../../text/zone-line.ts';
import { defineCheck } from '../check.ts';

type Fact = Facts['dns.tracking'];

const hostOf = (region: string): string => `r.${region}.awstrack.me`;
const isTrackingHost = (name: string): boolean => /(^|\.)r\.[a-z0-9-]+\.awstrack\.me\.?$/i.test(name);

const failed = (fact: Fact, reason: string, advice: string): Judgement => ({
  status: 'fail',
  reason,
  observed: {
    domain: fact.domain,
    outcome: fact.address.outcome,
    chain: fact.address.chain,
    addresses: fact.address.values,
    httpsPolicy: fact.httpsPolicy,
  },
  expected: `${fact.domain} leads to ${hostOf(fact.region)}.`,
  fix: `${advice}\n${zoneLine(fact.domain, 'CNAME', hostOf(fact.region))}`,
});

export const trackingDomain = defineCheck({
  id: 'tracking-domain',
  title: 'The tracking domain leads to SES’s tracking host of the region',
  severity: 'blocker',
  why: 'SES rewrites links to this domain: when it leads nowhere, every payment link in every mail is dead.',
  owner: 'DNS admin',
  references: ['https://docs.aws.amazon.com/ses/latest/dg/configure-custom-open-click-domains.html'],
  needs: ['dns.tracking'],
  evaluate(facts): Judgement {
    const seen = facts['dns.tracking'];
    const fact = seen.value;
    const { chain, outcome, values } = fact.address;
    const observed = { domain: fact.domain, outcome, chain, addresses: values, httpsPolicy: fact.httpsPolicy };
    if (chain.some((name) => sameName(name, hostOf(fact.region)))) return { status: 'pass', reason: 'ok', observed };
    const foreign = chain.find(isTrackingHost);
    if (foreign !== undefined)
      return failed(fact, 'wrong-region', `${fact.domain} points to ${foreign}, which is another region’s. Change it to:`);
    if (outcome === 'loop')
      return failed(fact, 'cname-loop', `The CNAMEs from ${fact.domain} come back to themselves. Change it to:`);
    if (chain.length > 0 && isAbsent(outcome))
      return failed(fact, 'dangling-target', `${fact.domain} points to ${chain.at(-1)}, where there is nothing. Change it to:`);
    if (isAbsent(outcome)) return failed(fact, 'missing', 'Add this record:');
    if (!isAnswer(outcome)) {
      const fix = `Ask again later: ${outcomeText(outcome)}. When it stays, have the name servers checked: dig ${fact.domain} A`;
      return { status: 'inconclusive', reason: 'cannot-judge', observed, expected: `DNS answers for ${fact.domain}.`, fix };
    }
    // With HTTPS a CDN stands in front, and its origin cannot be seen in DNS.
    if (fact.httpsPolicy?.startsWith('REQUIRE') === true) return { status: 'pass', reason: 'behind-cdn', observed };
    return {
      status: 'warn',
      reason: 'not-tracking-host',
      observed,
      expected: `${fact.domain} leads to ${hostOf(fact.region)}, or to a CDN whose origin that is.`,
      fix: `Open https://${fact.domain}/favicon.ico: the answer must carry the header x-amz-ses-region: ${fact.region}. If it does not, publish:\n${zoneLine(fact.domain, 'CNAME', hostOf(fact.region))}`,
    };
  },
});
