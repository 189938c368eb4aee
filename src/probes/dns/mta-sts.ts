// Fetches the MTA-STS policy of the From domain, as a sender that honours it does, and reads it beside the domain's MX.
import { NotAsked } from '../../core/probe.ts';
import type { PolicyAnswer } from '../../core/ports/mail-hosts.ts';
import type { Facts } from '../../facts/index.ts';
import { MAIL_POLICIES, mailPolicyState } from '../../mail/dns/mail-policies.ts';
import { type PolicyProblem, readPolicy, unlisted } from '../../mail/mta-sts/policy.ts';
import { defineProbe } from '../probe.ts';
import { lookupOf } from './lookup.ts';
import { mailHostsOf, NOT_DEEP, NOT_PLAYED } from './incoming.ts';

const SHOWN = 80;
const MOST = 20;

const brief = (problem: PolicyProblem): PolicyProblem =>
  'value' in problem ? { ...problem, value: problem.value.slice(0, SHOWN) } : problem;

/** What the answer says, without its text. */
export const policyFact = (
  domain: string,
  published: { readonly id: string | null },
  answer: PolicyAnswer,
  hosts: readonly string[] | null,
): Facts['dns.mtaSts'] => {
  const read = answer.kind === 'answered' && answer.status === 200 ? readPolicy(answer.text) : null;
  const { text: _, ...head } = answer.kind === 'answered' ? answer : { ...answer, text: '' };
  return {
    domain,
    id: published.id,
    answer: head,
    policy: read?.policy == null ? null : { ...read.policy, mx: read.policy.mx.slice(0, MOST) },
    problems: (read?.problems ?? []).slice(0, MOST).map(brief),
    hosts,
    unlisted: read?.policy == null || hosts === null ? [] : unlisted(read.policy, hosts),
  };
};

const idIn = (values: readonly string[]): string | null =>
  values.flatMap((value) => /;\s*id\s*=\s*([a-z0-9]{1,32})\s*(;|$)/i.exec(value)?.[1] ?? [])[0] ?? null;

export const mtaStsProbe = defineProbe({
  key: 'dns.mtaSts',
  needs: [],
  permissions: [],
  async ask({ dns, mailHosts, sender: { domain, deep } }, _facts, signal) {
    if (!deep) return new NotAsked(NOT_DEEP);
    if (mailHosts === null) return new NotAsked(NOT_PLAYED);
    const [txt, mx, address] = await Promise.all([
      dns.ask(`${MAIL_POLICIES.mtaSts.label}.${domain}`, 'TXT'),
      dns.ask(domain, 'MX'),
      dns.ask(`mta-sts.${domain}`, 'A'),
    ]);
    const state = mailPolicyState('mtaSts', lookupOf(txt));
    // Without the record no sender looks; a policy that stands there all the same was meant to count.
    if (state !== 'published' && !(state === 'none' && address.outcome === 'found')) {
      return new NotAsked(`No readable MTA-STS record at ${MAIL_POLICIES.mtaSts.label}.${domain} asks for a policy.`);
    }
    const answer = await mailHosts.policy(domain, signal);
    const id = state === 'published' ? idIn(txt.records.map(({ data }) => data)) : null;
    return policyFact(domain, { id }, answer, mailHostsOf(domain, mx));
  },
});
