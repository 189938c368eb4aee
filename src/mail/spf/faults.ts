// What is wrong with an SPF policy as a whole, whoever sends: one reason and one act each, the worst first.
import type { DnsOutcome } from '../../core/ports/dns.ts';
import { excerpt } from '../../text/excerpt.ts';
import { spoiltBy } from '../../text/hidden-characters.ts';
import { CARRIED } from '../dns/answer-size.ts';
import { outcomeText } from '../dns/outcome.ts';
import { MAX_LOOKUPS, MAX_VOIDS } from './check.ts';
import { elsewhere } from './elsewhere.ts';
import { gluedTerm } from './meant.ts';
import { openness, policyOf } from './reach.ts';
import { dynamicTerms, type SpfNode, type SpfTree } from './tree.ts';

export type SpfErrorReason =
  | 'glued-terms'
  | 'several-spf'
  | 'spf-syntax'
  | 'hidden-character'
  | 'look-alike'
  | 'include-loop'
  | 'include-without-spf'
  | 'too-many-lookups'
  | 'too-many-mx'
  | 'too-many-voids'
  | 'cut-off'
  | 'plus-all'
  | 'wide-open';

export type SpfWeakness = 'neutral-all' | 'no-all' | 'after-all' | 'ptr' | 'equals-for-colon' | 'version-twice' | 'too-large';

/** `error`: receivers answer permerror · `unseen`: DNS did not answer · `weak`: it is read, and does little or soon breaks. */
export type SpfFault =
  | { readonly level: 'error'; readonly reason: SpfErrorReason; readonly advice: string }
  /** `question`: what was not answered, such as `example.com TXT`; `advice`: why, as a phrase. */
  | {
      readonly level: 'unseen';
      readonly reason: 'unseen';
      readonly question: string;
      readonly advice: string;
      readonly outcome: DnsOutcome;
      readonly bogusZone: string | null;
    }
  | { readonly level: 'weak'; readonly reason: SpfWeakness; readonly advice: string };

const MAX_MX_HOSTS = 10;

const error = (reason: SpfErrorReason, advice: string): SpfFault => ({ level: 'error', reason, advice });
const weak = (reason: SpfWeakness, advice: string): SpfFault => ({ level: 'weak', reason, advice });

/** One character-string of a TXT record; what a panel cuts off. */
const ONE_STRING = 255;

/** Exactly one full string, and no end: a panel kept the first string and dropped the others. */
const cutFault = ({ domain, state, text, terms }: SpfNode): SpfFault[] => {
  if (text?.length !== ONE_STRING) return [];
  if (state === 'ok' && terms.some(({ kind }) => kind === 'all' || kind === 'redirect')) return [];
  return [
    error(
      'cut-off',
      `Publish the whole SPF record of ${domain}, split into strings of at most ${ONE_STRING} characters: it was cut off after the first, and what stood behind is lost.`,
    ),
  ];
};

const gluedFault = ({ domain, text }: SpfNode): SpfFault[] => {
  const term = gluedTerm(text ?? '');
  if (term === null) return [];
  const why = /[,;]/.test(term)
    ? `Put a space into “${excerpt(term)}” in the SPF record of ${domain} instead of the ${term.includes(',') ? 'comma' : 'semicolon'}: it is two terms, and a space alone parts terms.`
    : `Put the space back into “${excerpt(term)}” in the SPF record of ${domain}: it is two terms, and the space was lost, most often where the text was split at 255 characters.`;
  return [error('glued-terms', why)];
};

const hiddenFault = ({ domain, text }: SpfNode): SpfFault[] | null => {
  const spoilt = spoiltBy(text ?? '');
  if (spoilt === null) return null;
  const say = `Type the SPF record of ${domain} anew instead of pasting it: it holds ${spoilt.words} and no receiver can read.`;
  return [error(spoilt.reason, say)];
};

const nodeFault = (node: SpfNode): SpfFault[] => {
  const { domain } = node;
  switch (node.state) {
    case 'several':
      return [
        error(
          'several-spf',
          `Merge the ${node.others.length} SPF records of ${domain} into one, and delete the others: more than one is an error.`,
        ),
      ];
    case 'syntax':
      // Two terms without the space between are told as that.
      if (gluedTerm(node.text ?? '') !== null) return [];
      return (
        hiddenFault(node) ?? [
          error('spf-syntax', `Correct the SPF record of ${domain}, which cannot be read: ${node.errors.join('; ')}.`),
        ]
      );
    case 'loop':
      return [error('include-loop', `Remove the include or redirect with which the SPF record of ${domain} draws itself in.`)];
    case 'none':
      if (node.depth === 0) return [];
      if (/[:/,;<>]/.test(domain))
        return [
          error(
            'include-without-spf',
            `Write only names of hosts instead of “${excerpt(domain)}”, each in a term of its own: it is no name that DNS has.`,
          ),
        ];
      return [error('include-without-spf', `Remove the term that includes ${domain}: it has no SPF record, which is an error.`)];
    case 'unseen': {
      const outcome = node.outcome ?? 'timeout';
      const { bogusZone } = node;
      return [{ level: 'unseen', reason: 'unseen', question: `${domain} TXT`, advice: outcomeText(outcome), outcome, bogusZone }];
    }
    case 'ok':
    case 'not-followed':
      return [];
  }
};

const inEach = (tree: SpfTree, faultsOf: (node: SpfNode) => readonly SpfFault[]): SpfFault[] =>
  tree.nodes.flatMap((node, at) =>
    faultsOf(node).map((fault) =>
      fault.level === 'error' ? { ...fault, advice: `${fault.advice}${elsewhere(tree, at)}` } : fault,
    ),
  );

const ASKED_FOR: { readonly [kind: string]: string } = { a: 'A', mx: 'MX', exists: 'A' };

/** Terms whose own question was not answered: what they would let pass is not known. */
const silentTerms = ({ domain, terms }: SpfNode): SpfFault[] =>
  terms.flatMap((term) => {
    const type = ASKED_FOR[term.kind];
    if (type === undefined || term.isVoid !== null || term.dynamic || term.dead) return [];
    const name = term.text.replace(/^[+\-~?]?(?:a|mx|exists):?/i, '').replace(/\/.*$/, '');
    const advice = `“${excerpt(term.text)}” in the SPF record of ${domain} was not answered`;
    return [
      {
        level: 'unseen',
        reason: 'unseen',
        question: `${name === '' ? domain : name} ${type}`,
        advice,
        outcome: 'timeout',
        bogusZone: null,
      },
    ];
  });

const limitFaults = (tree: SpfTree): SpfFault[] => {
  const faults: SpfFault[] = [];
  if (tree.lookups > MAX_LOOKUPS) {
    const costs = (tree.nodes[0]?.terms ?? [])
      .filter((term) => term.cost > 0 && !term.dead)
      .map((term) => `${term.text} ${term.cost}`);
    const advice = `Remove from the SPF record of ${tree.domain} the includes of services that no longer send, or give a service a subdomain of its own: it causes ${tree.lookups} DNS lookups, and ${MAX_LOOKUPS} are allowed (${costs.join(', ')}).`;
    faults.push(error('too-many-lookups', advice));
  }
  const crowded = tree.nodes.findIndex(({ terms }) => terms.some((term) => (term.mxHosts ?? 0) > MAX_MX_HOSTS));
  if (crowded >= 0)
    faults.push(
      error(
        'too-many-mx',
        `List addresses instead of the mx term in the SPF record of ${tree.nodes[crowded]?.domain}: it has more than ${MAX_MX_HOSTS} MX hosts, which is an error.${elsewhere(tree, crowded)}`,
      ),
    );
  if (tree.voids > MAX_VOIDS) {
    const dead = tree.nodes.flatMap(({ domain, terms }, at) =>
      terms.filter((term) => term.isVoid === true).map(({ text }) => ({ text, domain, at })),
    );
    const list = dead.map(({ text, domain }) => `${text} (${domain})`).join(', ');
    const others = dead.every(({ at }) => at > 0) ? elsewhere(tree, dead[0]?.at ?? 0) : '';
    faults.push(
      error(
        'too-many-voids',
        `Remove from the SPF record of ${others === '' ? tree.domain : dead[0]?.domain} the terms that name something that does not exist: there are ${tree.voids}, and ${MAX_VOIDS} are allowed: ${list}.${others}`,
      ),
    );
  }
  return faults;
};

/** A second `all` has nothing to say, and a redirect is not read wherever `all` stands (RFC 7208 §5.1, §6.1). */
const deadAdvice = (domain: string, dead: SpfNode['terms']): string => {
  const texts = (of: (term: SpfNode['terms'][number]) => boolean): string =>
    dead
      .filter(of)
      .map(({ text }) => excerpt(text))
      .join(' ');
  const redirect = texts(({ kind }) => kind === 'redirect');
  const late = texts(({ kind }) => kind !== 'redirect' && kind !== 'all');
  const second = texts(({ kind }) => kind === 'all');
  const acts = [
    late === '' ? null : `move ${late} before “all”, or remove it`,
    redirect === ''
      ? null
      : `write ${redirect.replaceAll(/redirect=/gi, 'include:')} before “all” instead of ${redirect}, or remove it`,
    second === '' ? null : `remove ${second}`,
  ].filter((act) => act !== null);
  const say = acts.join('; ');
  return `${say.charAt(0).toUpperCase()}${say.slice(1)} in the SPF record of ${domain}: ${redirect === '' ? 'behind' : 'beside'} “all” it is never read.`;
};

const weaknesses = (root: SpfNode): SpfFault[] => {
  const faults: SpfFault[] = [];
  const all = root.terms.find((term) => term.kind === 'all' && !term.dead);
  if (all?.qualifier === '+')
    faults.push(
      error(
        'plus-all',
        `Take “${all.text}” out of the SPF record of ${root.domain}: it lets the whole internet send as ${root.domain}.`,
      ),
    );
  if (all?.qualifier === '?')
    faults.push(
      weak('neutral-all', `Change “?all” in the SPF record of ${root.domain} to ~all or -all: as it is, it protects nothing.`),
    );
  const redirects = root.terms.some((term) => term.kind === 'redirect');
  if (all === undefined && !redirects)
    faults.push(
      weak('no-all', `End the SPF record of ${root.domain} with ~all or -all: it does not say what others may not do.`),
    );
  const dead = root.terms.filter((term) => term.dead);
  if (dead.length > 0) faults.push(weak('after-all', deadAdvice(root.domain, dead)));
  if (root.terms.some((term) => term.kind === 'ptr'))
    faults.push(
      weak(
        'ptr',
        `Remove the ptr term from the SPF record of ${root.domain}: RFC 7208 §5.5 says not to use it, and some receivers do not read it.`,
      ),
    );
  const mistaken = root.unknownModifiers.filter((name) => /^(include|a|mx|ip4|ip6|exists|all|ptr)$/.test(name));
  if (mistaken.length > 0)
    faults.push(
      weak(
        'equals-for-colon',
        `Write ${mistaken[0]}: instead of ${mistaken.map((name) => `${name}=`).join(', ')} in the SPF record of ${root.domain}: every receiver ignores it.`,
      ),
    );
  if (/\sv=spf1(?:\s|$)/i.test(root.text ?? ''))
    faults.push(
      weak(
        'version-twice',
        `Remove the second v=spf1 from the SPF record of ${root.domain}: some receivers take it for an error.`,
      ),
    );
  if (root.answerSize > CARRIED) {
    faults.push(
      weak(
        'too-large',
        `Remove what is no longer used from the TXT records at ${root.domain}: the answer that carries them has ${root.answerSize} octets, and over ${CARRIED} it does not fit what resolvers carry over UDP, so some receivers cannot read it.`,
      ),
    );
  }
  return faults;
};

/** What a receiver concludes for an address that nobody owns. */
export interface Stranger {
  readonly ip: string;
  readonly result: string;
}

/** `+all` in any disguise: what it does counts, not how it is written. */
const openFault = (tree: SpfTree, strangers: readonly Stranger[]): SpfFault[] => {
  const open = openness(policyOf(tree));
  if (open !== null) {
    const { percent, family, terms } = open;
    const say = `Take “${terms.map(excerpt).join(' ')}” out of the SPF record of ${tree.domain}: it lets ${percent} % of all IPv${family} addresses send as ${tree.domain}.`;
    return [error('wide-open', say)];
  }
  if (strangers.length === 0 || strangers.some(({ result }) => result !== 'pass')) return [];
  const terms = dynamicTerms(tree).map(({ text }) => excerpt(text));
  const say = `Take “${terms.join(' ')}” out of the SPF record of ${tree.domain}: it holds for everybody, so addresses that nobody owns pass, such as ${strangers[0]?.ip}.`;
  return [error('wide-open', say)];
};

/**
 * Empty for a policy that is fine, and for a domain that publishes none. `strangers`: results for addresses that nobody owns, where
 * the policy has terms that only a message decides.
 */
export const spfFaults = (tree: SpfTree, strangers: readonly Stranger[] = []): readonly SpfFault[] => {
  const [root] = tree.nodes;
  if (root === undefined) return [];
  const weak = root.state === 'ok' ? weaknesses(root) : [];
  const open = weak.some(({ reason }) => reason === 'plus-all') ? [] : openFault(tree, strangers);
  const faults = [
    ...inEach(tree, cutFault),
    ...inEach(tree, gluedFault),
    ...inEach(tree, nodeFault),
    ...tree.nodes.flatMap(silentTerms),
    ...limitFaults(tree),
    ...open,
    ...weak,
  ];
  const order = ['error', 'unseen', 'weak'];
  return faults.toSorted((a, b) => order.indexOf(a.level) - order.indexOf(b.level));
};
