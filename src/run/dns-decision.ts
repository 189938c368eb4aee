// The decision of `certify dns` in words about the domain: nobody is to be certified, and there is no profile to change.
import type { Decision, NextAction } from '../core/decision.ts';
import type { Finding } from '../core/finding.ts';
import type { RunDocument } from '../core/record.ts';
import type { Act } from '../core/remedy.ts';
import { fact } from '../facts/fact.ts';
import { domainState } from '../mail/dns/domain-state.ts';
import { isOfResolver, outcomeText } from '../mail/dns/outcome.ts';
import { actText, remedyText } from '../text/remedy-text.ts';
import { openQuestions } from './decide.ts';

/** What is a field of the profile elsewhere is a flag here, or can be left out. */
const FLAGS: { readonly [field: string]: string | null } = {
  'squareos.sender.dkim': '--selector',
  'dns.resolvers': '--resolver',
  'dns.authoritative': null,
};

/** Nobody has a profile to change: its fields become flags, and what only a profile can say goes. */
const actInFlags = ({ field, ...act }: Act): readonly Act[] => {
  const say = Object.entries(FLAGS).reduce((so, [name, flag]) => (flag === null ? so : so.replaceAll(name, flag)), act.say);
  if (field?.in !== 'profile') return [field === undefined ? { ...act, say } : { ...act, say, field }];
  return FLAGS[field.name] === null ? [] : [{ ...act, say }];
};

const inFlags = (finding: Finding): Finding => {
  const remedy = finding.remedy.flatMap(actInFlags);
  return { ...finding, remedy, ...(remedy.length === 0 ? {} : { fix: remedyText(remedy) }) };
};

const nextInFlags = (next: NextAction): NextAction => {
  const [act] = next.act === null ? [] : actInFlags(next.act);
  return act === undefined ? next : { ...next, action: actText(act), act };
};

const bare = (finding: Finding): boolean => finding.status === 'fail' || finding.status === 'warn';

interface Words {
  readonly why: string;
  /** null: as the findings say. */
  readonly next: Pick<NextAction, 'action' | 'owner'> | null;
}

/** In a zone that is served, somebody publishes the name; elsewhere somebody registers the domain. */
const noSuchDomain = (document: RunDocument, domain: string): Words => {
  const why = `${domain} does not exist: DNS answers NXDOMAIN.`;
  // It is there by now: the one answer that decides is a cache's.
  if (document.findings.some(({ reason }) => reason === 'stale-caches'))
    return {
      why: `The name servers know ${domain}; the resolver still answers NXDOMAIN, from before its records were published.`,
      next: null,
    };
  const asked = fact(document.observations, 'dns.zones')?.zones.find((one) => one.domain === domain);
  if (asked === undefined || asked.zone === null || asked.zone === domain) {
    const detail = asked?.detail ?? null;
    return {
      why: detail === null ? why : `${why} ${detail}`,
      next: { action: 'Correct the name, or register and delegate the domain.', owner: 'gym owner' },
    };
  }
  const action = `Correct the name, or publish its records in the zone ${asked.zone}, which is there: MX, SPF, and what the mail provider asks for.`;
  return { why, next: { action, owner: 'DNS admin' } };
};

/** Where nobody serves the zone, that is the answer, whatever the resolver says of it. */
const notServed = ({ findings }: RunDocument, domain: string): Words | null => {
  const finding = findings.find(({ check, reason }) => check === 'name-servers' && reason === 'not-served');
  const [act] = finding?.remedy ?? [];
  if (finding === undefined || act === undefined) return null;
  return {
    why: `${domain} could not be resolved: the parent zone delegates it to name servers of which none serves it.`,
    next: { action: actText(act), owner: finding.owner },
  };
};

const wordsWhen = (document: RunDocument, domain: string): Words | null => {
  const apex = fact(document.observations, 'dns.dmarc')?.apex;
  const mx = fact(document.observations, 'dns.mailDomains')?.domains[0]?.mx;
  const asked = [apex, mx].filter((one) => one !== undefined);
  const detail = asked.find((one) => one.detail !== null)?.detail ?? '';
  const state = domainState(asked.map(({ outcome }) => outcome));
  const dead = state === 'exists' ? null : notServed(document, domain);
  if (dead !== null) return dead;
  switch (state) {
    case 'exists':
      return null;
    case 'no-such-domain':
      return noSuchDomain(document, domain);
    case 'no-resolver':
      return {
        why: `No resolver answered, so nothing is known of ${domain}. ${detail}`.trim(),
        next: { action: 'Name a resolver that answers with --resolver, and look at the way to it.', owner: 'network admin' },
      };
    case 'no-answer': {
      const alone = document.findings.find(({ reason, cause }) => reason === 'resolver-fails' && cause === null);
      const [resolver] = alone?.remedy ?? [];
      if (resolver !== undefined)
        return {
          why: `${domain} could not be resolved here, while its name servers answer for it. ${detail}`.trim(),
          next: { action: actText(resolver), owner: 'network admin' },
        };
      const [bogus] = document.findings.find((finding) => finding.reason === 'dnssec-bogus')?.remedy ?? [];
      const outcome = asked[0]?.outcome ?? 'servfail';
      const said = outcomeText(outcome);
      if (isOfResolver(outcome))
        return {
          why: `Nothing is known of ${domain}: ${said}. ${detail}`.trim(),
          next: {
            action: `${outcome === 'resolver-failed' ? 'Mend the resolver' : 'Have the resolver answer this machine'}, or name another one with --resolver.`,
            owner: 'network admin',
          },
        };
      return {
        why: `${domain} could not be resolved: ${bogus === undefined ? said : 'its DNSSEC signatures do not validate'}. ${detail}`.trim(),
        next: {
          action:
            bogus === undefined
              ? `Have the name servers of ${domain} looked at. Check with: dig ${domain} SOA +trace`
              : actText(bogus),
          owner: 'DNS admin',
        },
      };
    }
  }
};

const readyWords = (findings: readonly Finding[], domain: string, signed: boolean): Pick<Decision, 'why' | 'next'> => {
  const open = findings.filter(bare);
  const first = open.find((finding) => finding.cause === null) ?? open[0];
  if (first === undefined) {
    const next: NextAction = { action: 'Nothing has to change.', owner: 'DNS admin', retryAt: null, act: null };
    // Selectors cannot be listed: what was not named was not seen.
    const unseen = signed ? '' : ' DKIM was not looked at: no selector was named.';
    return { why: `What DNS shows for mail from ${domain} is in order.${unseen}${openQuestions(findings)}`, next };
  }
  const things = open.length === 1 ? 'one thing is' : `${open.length} things are`;
  const [act] = first.remedy;
  const next: NextAction = {
    action: act === undefined ? first.title : actText(act),
    owner: act?.owner ?? first.owner,
    retryAt: first.retryAt ?? null,
    act: act ?? null,
  };
  return { why: `Nothing stops mail from ${domain}; ${things} worth mending.${openQuestions(findings)}`, next };
};

const openWhy = ({ outcome, blockers }: Decision, domain: string): string =>
  outcome === 'NOT_CERTIFIED'
    ? `Mail from ${domain} is at risk until this is mended: ${blockers.join(', ')}.`
    : `Not every answer that decides came: ${blockers.join(', ')}.`;

/** The same document, its decision and fixes worded for somebody who has a domain and no profile; no runbook was walked. */
export const aboutDomain = (document: RunDocument): RunDocument => {
  const findings = document.findings.map(inFlags);
  const { decision } = document;
  const domain = document.tenant;
  const special = wordsWhen(document, domain);
  const next = nextInFlags(decision.next);
  const words =
    special !== null
      ? { why: special.why, next: special.next === null ? next : { ...special.next, retryAt: null, act: null } }
      : decision.outcome === 'READY'
        ? readyWords(findings, domain, fact(document.observations, 'dns.dkimKeys') !== null)
        : { why: openWhy(decision, domain), next };
  return { ...document, run: { ...document.run, runbook: null }, findings, decision: { ...decision, ...words } };
};
