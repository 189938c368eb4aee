// What every DNS check says where DNS did not answer: one act, and the cause where broken signatures hide the whole zone.
import type { Reasons } from '../../core/reason.ts';
import type { DnsOutcome } from '../../core/ports/dns.ts';
import type { DraftAct } from '../../core/remedy.ts';
import { isAnswer, outcomeText } from '../../mail/dns/outcome.ts';
import { profileField } from '../remedy.ts';

const HIDDEN = [{ check: 'dns-propagation', reasons: ['dnssec-bogus'] }] as const;

/** Resolvers answer nothing of a zone whose signatures do not validate. */
export const UNANSWERED = {
  'cannot-judge': { status: ['inconclusive'], says: 'DNS did not answer for what has to be judged.', follows: HIDDEN },
  'partly-observed': { status: ['inconclusive'], says: 'DNS answered for a part of what has to be judged.', follows: HIDDEN },
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

/** No name server was asked: the way from here ends at the resolver. */
const withoutResolver = (what: string): readonly DraftAct[] => [
  {
    say: `Let this machine reach its resolver (port 53 over UDP and TCP, port 443 for DNS over HTTPS): ${what} could not be had, because no resolver could be reached.`,
    owner: 'network admin',
  },
  profileField('Or ask a resolver that can be reached from here (--resolver).', 'dns.resolvers', null),
];

/** `questions` such as `example.com MX`. */
export const askAgain = (what: string, why: Why, questions: readonly string[]): readonly DraftAct[] => {
  const { words, outcome } = typeof why === 'string' ? { words: outcomeText(why), outcome: why } : why;
  if (outcome === 'no-tcp') return withoutTcp(what, questions.map((question) => `dig +tcp ${question}`).join('\n'));
  if (outcome === 'unreachable') return withoutResolver(what);
  return [
    {
      say: `Ask again later for ${what}: ${words}. When it stays, have the name servers looked at; this shows what they answer:`,
      command: questions.map((question) => `dig ${question}`).join('\n'),
    },
  ];
};

/** The outcome to tell of several questions that were asked: the first that was no answer. */
export const firstUnanswered = (outcomes: readonly (DnsOutcome | undefined)[]): DnsOutcome =>
  outcomes.find((outcome) => outcome !== undefined && !isAnswer(outcome)) ?? 'timeout';
