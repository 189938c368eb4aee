// Tracked links lead somewhere: the tracking domain points to SES’s tracking host of the region, or to a CDN in front of it.
import type { Observation } from '../../core/observation.ts';
import type { RecordSetChange } from '../../core/remedy.ts';
import type { Facts } from '../../facts/index.ts';
import { sameName } from '../../text/domain-name.ts';
import { isAbsent, isAnswer, loopText } from '../../mail/dns/outcome.ts';
import { defineCheck } from '../check.ts';
import { changeRecord } from '../remedy.ts';
import { askAgain, UNANSWERED } from './unanswered.ts';

type Fact = Facts['dns.tracking'];

const hostOf = (region: string): string => `r.${region}.awstrack.me`;
const isTrackingHost = (name: string): boolean => /(^|\.)r\.[a-z0-9-]+\.awstrack\.me\.?$/i.test(name);

/** The CNAME of the tracking domain. */
const trackingRecords = ({ domain, region, address }: Fact): readonly RecordSetChange[] => {
  const before = address.chain.slice(0, 1);
  const change = changeRecord({ name: domain, type: 'CNAME', before, after: [hostOf(region)], all: before });
  return change === null ? [] : [change];
};

const FAIL = ['fail'] as const;

const faultOf = ({ domain, address: { chain, outcome } }: Fact) => {
  const foreign = chain.find(isTrackingHost);
  if (foreign !== undefined)
    return {
      reason: 'wrong-region',
      say: `Change the CNAME of ${domain}: it leads to ${foreign}, which is another region’s tracking host.`,
    } as const;
  if (outcome === 'loop')
    return {
      reason: 'cname-loop',
      say: `Change the CNAME of ${domain}: the CNAMEs from there ${loopText(domain, chain)}.`,
    } as const;
  if (chain.length > 0 && isAbsent(outcome))
    return {
      reason: 'dangling-target',
      say: `Change the CNAME of ${domain}: it leads to ${chain.at(-1)}, where there is nothing.`,
    } as const;
  if (!isAbsent(outcome)) return null;
  return { reason: 'missing', say: `Add the CNAME of ${domain}: there is nothing, so every tracked link is dead.` } as const;
};

/** What was met over HTTPS, where it was asked. */
const seenThere = ({ site, caa }: Fact) => (site === null ? {} : { site, caa: caa?.values ?? [] });

/** CloudFront and other AWS fronts get their certificates from Amazon. */
const caaWords = ({ caa, domain }: Fact): string =>
  caa === null || caa.values.length === 0
    ? ''
    : ` The CAA records of ${caa.name} name who may issue it (${caa.values.join(', ')}); let ${domain}’s issuer be among them.`;

const isHttps = (policy: string | null): boolean => policy?.startsWith('REQUIRE') === true;

/** Only where links are HTTPS; a host that could not be reached is not wrong. */
const httpsFault = (fact: Fact) => {
  const { domain, region, site, httpsPolicy, address } = fact;
  if (site === null || !isHttps(httpsPolicy) || address.outcome !== 'found') return null;
  const command = `curl -sI https://${domain}/favicon.ico`;
  if (site.kind === 'certificate') {
    const say = `Have a certificate for ${domain} installed at the CDN in front of it: links are HTTPS there, and browsers refuse what it shows (${site.code}).${caaWords(fact)}`;
    return {
      status: 'fail',
      reason: 'certificate-refused',
      expected: `A trusted certificate for ${domain}.`,
      remedy: [{ say, command }],
    } as const;
  }
  if (site.kind !== 'answered' || site.sesRegion === region) return null;
  if (site.sesRegion !== null) {
    const say = `Point the origin of the CDN at ${domain} to ${hostOf(region)}: SES of ${site.sesRegion} answers there.`;
    return { status: 'fail', reason: 'wrong-region', expected: `SES of ${region} answers.`, remedy: [{ say, command }] } as const;
  }
  const say = `Look at the CDN in front of ${domain}: it answers HTTP ${site.status} without SES’s header x-amz-ses-region, so its origin is not ${hostOf(region)}, or it does not pass the Host header on.`;
  return {
    status: 'warn',
    reason: 'no-https',
    expected: `SES answers at https://${domain}.`,
    remedy: [{ say, command, owner: 'AWS admin' as const }],
  } as const;
};

/** null: it is verified, or nobody could tell. */
const unverifiedOf = (seen: Observation<Facts['ses.trackingIdentity']>, region: string) => {
  if (seen.state !== 'observed' || seen.value.verified) return null;
  const { domain, identity } = seen.value;
  const name = identity ?? domain;
  const what =
    identity === null
      ? `Create an identity for ${domain} or a parent of it, and publish its DKIM records`
      : `Finish the verification of ${identity}: publish its DKIM records`;
  return {
    status: 'warn',
    reason: 'not-verified',
    observed: { domain, identity, verified: false },
    expected: `SES of ${region} has verified ${domain}, or a parent of it.`,
    remedy: [
      {
        say: `${what}; or name a tracking domain below the sender’s own.`,
        command: `aws sesv2 ${identity === null ? 'create' : 'get'}-email-identity --email-identity ${name} --region ${region}`,
        owner: 'AWS admin' as const,
      },
    ],
  } as const;
};

export const trackingDomain = defineCheck({
  id: 'tracking-domain',
  title: 'The tracking domain leads to SES’s tracking host of the region, or to a CDN whose origin is not seen',
  severity: 'blocker',
  why: 'SES rewrites links to this domain: when it leads nowhere, every payment link in every mail is dead.',
  owner: 'DNS admin',
  references: ['https://docs.aws.amazon.com/ses/latest/dg/configure-custom-open-click-domains.html'],
  reasons: {
    'wrong-region': { status: FAIL, says: 'The tracking domain leads to the tracking host of another region.' },
    'cname-loop': {
      status: FAIL,
      says: 'The CNAMEs from the tracking domain come back to themselves, or are more than resolvers follow.',
    },
    'dangling-target': { status: FAIL, says: 'The tracking domain leads to a name where there is nothing.' },
    missing: { status: FAIL, says: 'Nothing stands at the tracking domain.' },
    'behind-cdn': { status: ['pass'], says: 'Links are HTTPS, so a CDN stands in front; its origin cannot be seen in DNS.' },
    'certificate-refused': {
      status: FAIL,
      says: 'Links are HTTPS, and the certificate of the tracking domain does not hold, so browsers warn instead of opening them.',
    },
    'no-https': { status: ['warn'], says: 'Links are HTTPS, and SES does not answer at the tracking domain over HTTPS.' },
    'not-verified': {
      status: ['warn'],
      says: 'SES has no verified identity of this account that covers the tracking domain, which it asks for.',
    },
    'not-tracking-host': { status: ['warn'], says: 'The tracking domain leads to hosts that are not SES’s.' },
    ...UNANSWERED,
  },
  clauses: {
    'https://docs.aws.amazon.com/ses/latest/dg/configure-custom-open-click-domains.html': [
      'wrong-region',
      'missing',
      'not-tracking-host',
      'not-verified',
      'behind-cdn',
      'no-https',
    ],
    'RFC 1034 §3.6.2': ['cname-loop'],
    'RFC 6604 §3': ['dangling-target'],
    'RFC 9110 §4.3.4': ['certificate-refused'],
  },
  needs: ['dns.tracking'],
  uses: ['ses.trackingIdentity'],
  evaluate(facts) {
    const fact = facts['dns.tracking'].value;
    const unverified = unverifiedOf(facts['ses.trackingIdentity'], fact.region);
    const { domain, region, httpsPolicy, address, site } = fact;
    const { chain, outcome, values } = address;
    const observed = { domain, outcome, chain, addresses: values, httpsPolicy, ...seenThere(fact) };
    const refused = httpsFault(fact);
    if (refused !== null) return { observed, ...refused };
    if (chain.some((name) => sameName(name, hostOf(region)))) return unverified ?? { status: 'pass', reason: 'ok', observed };
    const fault = faultOf(fact);
    if (fault !== null) {
      const expected = `${domain} leads to ${hostOf(region)}.`;
      const remedy = [{ say: fault.say, records: trackingRecords(fact) }];
      return { status: 'fail', reason: fault.reason, observed, expected, remedy };
    }
    if (!isAnswer(outcome)) {
      const again = askAgain(`the addresses of ${domain}`, outcome, [`${domain} A`]);
      return { status: 'inconclusive', reason: 'cannot-judge', observed, expected: `DNS answers for ${domain}.`, ...again };
    }
    if (site?.kind === 'answered' && site.sesRegion === region) return unverified ?? { status: 'pass', reason: 'ok', observed };
    // With HTTPS a CDN stands in front, and its origin cannot be seen in DNS.
    if (isHttps(httpsPolicy)) return unverified ?? { status: 'pass', reason: 'behind-cdn', observed };
    return {
      status: 'warn',
      reason: 'not-tracking-host',
      observed,
      expected: `${domain} leads to ${hostOf(region)}, or to a CDN whose origin that is.`,
      remedy: [
        {
          say: `Look whether ${domain} is a CDN in front of SES: its answer then carries the header x-amz-ses-region: ${region}.`,
          command: `curl -sI https://${domain}/favicon.ico`,
        },
        {
          say: `If it does not, point ${domain} to SES’s tracking host.`,
          records: trackingRecords(fact),
        },
      ],
    };
  },
});
