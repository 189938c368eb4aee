// What every DNS check says where DNS did not answer: one act, and the names, by which what hides a whole zone is the cause.
import type { Reasons } from '../../core/reason.ts';
import type { Owner } from '../../core/owner.ts';
import type { DnsOutcome } from '../../core/ports/dns.ts';
import type { DraftAct } from '../../core/remedy.ts';
import { isAnswer, isOfResolver, outcomeText, type ResolverOutcome } from '../../mail/dns/outcome.ts';
import { labelsOf } from '../../text/domain-name.ts';
import { profileField } from '../remedy.ts';

export const UNANSWERED = {
  'cannot-judge': { status: ['inconclusive'], says: 'DNS did not answer for what has to be judged.' },
  'partly-observed': { status: ['inconclusive'], says: 'DNS answered for a part of what has to be judged.' },
} as const satisfies Reasons;

/** Why nothing came: the outcome of the first question that got no answer, or a phrase without the full stop. */
type Why = DnsOutcome | { readonly words: string; readonly outcome: DnsOutcome };

/** The way to the resolver is closed for long answers, which no name server can mend. */
const withoutTcp = (what: string, command: string): readonly DraftAct[] => [
  {
    say: `Let TCP to port 53 of the resolver through, as well as UDP: ${what} could not be read, because the answer is too long for UDP, and over TCP none comes (RFC 7766 §5).`,
    command,
    owner: 'network admin',
  },
  profileField(`Or ask a resolver that answers over TCP (--resolver).`, 'dns.resolvers', null),
];

/** What kept the resolver itself from answering: no name server of anybody can mend it. */
const OF_RESOLVER: { readonly [O in ResolverOutcome]: { readonly why: string; readonly say: string } } = {
  unreachable: {
    why: 'no resolver could be reached',
    say: 'Let this machine reach its resolver (port 53 over UDP and TCP, port 443 for DNS over HTTPS)',
  },
  refused: { why: 'the resolver refuses to answer (REFUSED)', say: 'Have the resolver answer this machine' },
  lame: { why: 'what is asked offers no recursion, so it is no resolver', say: 'Name a resolver that this machine may ask' },
  'resolver-failed': {
    why: 'it fails for every name, the root too (SERVFAIL)',
    say: 'Mend the resolver (the way to whom it asks, its clock, its DNSSEC trust anchor)',
  },
  notimp: { why: 'the resolver does not know the question (NOTIMP)', say: 'Have the resolver answer for every record type' },
};

const OTHER_RESOLVER = profileField('Or ask another resolver, which answers from here (--resolver).', 'dns.resolvers', null);

/** No name server was asked: the way from here ends at the resolver. */
const ofResolver = (what: string, outcome: DnsOutcome): readonly DraftAct[] => {
  if (!isOfResolver(outcome)) return [];
  const told = OF_RESOLVER[outcome];
  return [{ say: `${told.say}: ${what} could not be had, because ${told.why}.`, owner: 'network admin' }, OTHER_RESOLVER];
};

/** The resolver was silent, or refused: it would for every name. Other failures are of the zone that was asked for. */
const ofEveryName = (outcome: DnsOutcome): boolean => outcome === 'timeout' || outcome === 'no-tcp' || isOfResolver(outcome);

/** Labels under which a country's registry registers, as in `co.uk`. */
const REGISTRIES = /^(?:ac|co|com|edu|go|gov|ltd|ne|net|or|org)$/;

/** `example.com` of every name below it. */
export const placeOf = (name: string): string => {
  const labels = labelsOf(name).filter((label) => !label.startsWith('_'));
  const [second = '', top = ''] = labels.slice(-2);
  return labels.slice(top.length === 2 && REGISTRIES.test(second) ? -3 : -2).join('.');
};

/** By which several that were not answered are told once: the resolver, or the zone, as far as its name tells it. */
export const dnsTrouble = (outcome: DnsOutcome, name: string): string =>
  `dns ${outcome}${ofEveryName(outcome) ? '' : ` ${placeOf(name)}`}`;

const acts = (what: string, why: Why, questions: readonly string[]): readonly DraftAct[] => {
  const { words, outcome } = typeof why === 'string' ? { words: outcomeText(why), outcome: why } : why;
  if (outcome === 'no-tcp') return withoutTcp(what, questions.map((question) => `dig +tcp ${question}`).join('\n'));
  const atResolver = ofResolver(what, outcome);
  if (atResolver.length > 0) return atResolver;
  const later: DraftAct = {
    say: `Ask again later for ${what}: ${words}. When it stays, have the name servers looked at; this shows what they answer:`,
    command: questions.map((question) => `dig ${question}`).join('\n'),
  };
  return outcome === 'timeout' ? [later, OTHER_RESOLVER] : [later];
};

/** What is to be done, and by what it is told once where others met it too. `questions` such as `example.com MX`. */
export const askAgain = (
  what: string,
  why: Why,
  questions: readonly string[],
): {
  readonly remedy: readonly DraftAct[];
  readonly trouble: string;
  readonly unanswered: readonly string[];
  readonly owner?: Owner;
} => {
  const unanswered = [...new Set(questions.flatMap((question) => question.split(' ').slice(0, 1)))];
  const [name = ''] = unanswered;
  const remedy = acts(what, why, questions);
  const owner = remedy[0]?.owner;
  const trouble = dnsTrouble(typeof why === 'string' ? why : why.outcome, name);
  return { remedy, trouble, unanswered, ...(owner === undefined ? {} : { owner }) };
};

/** Where what an SPF record draws in does not validate, whoever runs that zone mends it. */
export const unsignedPart = (
  domain: string,
  zone: string,
  questions: readonly string[],
): { readonly remedy: readonly DraftAct[]; readonly unanswered: readonly string[] } => ({
  remedy: [
    {
      say: `Have the DNSSEC of ${zone} repaired by whoever runs that zone, or take what it holds out of the SPF record of ${domain}: its signatures do not validate, so resolvers that check them see none of its records.`,
      command: questions.map((question) => `delv ${question}`).join('\n'),
    },
  ],
  unanswered: [zone],
});

/** The outcome to tell of several questions that were asked: the first that was no answer. */
export const firstUnanswered = (outcomes: readonly (DnsOutcome | undefined)[]): DnsOutcome =>
  outcomes.find((outcome) => outcome !== undefined && !isAnswer(outcome)) ?? 'timeout';
