// DMARC reports reach somebody: the addresses can receive, and those outside the organisation agreed to.
import type { DraftAct } from '../../core/remedy.ts';
import type { Facts } from '../../facts/index.ts';
import { isDmarc } from '../../mail/dmarc/record.ts';
import { isAnswer } from '../../mail/dns/outcome.ts';
import { routeState } from '../../mail/dns/mail-hosts.ts';
import { defineCheck } from '../check.ts';
import { addRecord } from '../remedy.ts';
import { aliasGone } from './alias.ts';
import { hostActs } from './mail-route.ts';
import { askAgain, firstUnanswered, UNANSWERED } from './unanswered.ts';
import { ofSender } from './of-sender.ts';

type Fact = Facts['dns.dmarcReports'];
type Destination = Fact['destinations'][number];
type Fault = 'not-authorised' | 'no-mail-host' | 'mail-host-faulty';
type State = 'ok' | 'unseen' | Fault;

const authorisationState = ({ authorisation }: Destination): State => {
  if (authorisation === null) return 'ok';
  if (!isAnswer(authorisation.outcome)) return 'unseen';
  return authorisation.values.some(isDmarc) ? 'ok' : 'not-authorised';
};

/** What still arrives is worth a word only where the organisation runs the host itself. */
const hostState = (one: Destination): State => {
  const { state, arrives } = routeState(one);
  if (state === 'receives' || state === 'implicit-mx') return 'ok';
  if (state === 'unseen') return 'unseen';
  if (!arrives) return 'no-mail-host';
  return one.external === false ? 'mail-host-faulty' : 'ok';
};

const LACKING: { readonly [state: string]: (host: string) => string } = {
  'null-mx': (host) => `${host} says that it takes no mail`,
  'no-such-domain': (host) => `${host} does not exist`,
  'no-mail-host': (host) => `${host} has no mail host`,
};

const lacking = (one: Destination): string => {
  const words = LACKING[routeState(one).state];
  return words === undefined ? `no mail host of ${one.host} can be reached` : words(one.host);
};

const stateOf = (one: Destination): State => {
  const states = [authorisationState(one), hostState(one)];
  return states.find((state) => state !== 'ok' && state !== 'unseen') ?? states.find((state) => state === 'unseen') ?? 'ok';
};

/** The acts at the host itself, where the organisation of the policy runs it. */
const atHost = (one: Destination): readonly DraftAct[] => {
  if (one.external !== false) return [];
  const route = routeState(one);
  return route.faulty.length > 0 ? hostActs(one.host, one, route) : [];
};

/** Whoever runs the host publishes their own record, so it is another person's act. */
const actsFor = ({ policyDomain }: Fact, one: Destination, fault: Fault): readonly DraftAct[] => {
  const { tag, host } = one;
  const name = `${policyDomain}._report._dmarc.${host}`;
  const chain = one.authorisation?.chain ?? [];
  // The answer of the last name counts, as of any TXT question; beside the CNAME nothing can stand (RFC 1034 §3.6.2).
  const leads = chain.length === 0 ? '' : ` The CNAME at ${name} leads to ${chain.at(-1)}, where no such record stands.`;
  if (fault === 'not-authorised')
    return [
      {
        say: `Put an address at ${policyDomain} into ${tag}= at _dmarc.${policyDomain}, or have whoever runs ${host} agree: receivers drop reports to it until it does.${leads}`,
      },
      {
        say: `For whoever runs ${host}: agree to take the DMARC reports of ${policyDomain}.`,
        records: [...aliasGone(name, chain), addRecord(name, 'TXT', 'v=DMARC1', null)],
        owner: 'mail provider admin',
      },
    ];
  const own = atHost(one);
  if (fault === 'mail-host-faulty') return own;
  const why = lacking(one);
  return [
    ...own,
    {
      say: `${own.length > 0 ? 'Or put' : 'Put'} an address into ${tag}= at _dmarc.${policyDomain} that can receive: ${why}, so its reports are lost.`,
    },
  ];
};

export const dmarcReports = defineCheck({
  id: 'dmarc-reports',
  title: 'DMARC reports go to nobody who did not agree to take them',
  severity: 'info',
  why: 'The reports show who sends in the gym’s name; without them a stricter policy is a leap in the dark.',
  owner: 'DNS admin',
  references: ['RFC 9990 (Verifying External Destinations)', 'RFC 7489 §7.1'],
  reasons: ofSender({
    'not-authorised': { status: ['warn'], says: 'A report address of another organisation has not agreed to take the reports.' },
    'no-mail-host': { status: ['warn'], says: 'The domain of a report address cannot receive mail.' },
    'mail-host-faulty': {
      status: ['warn'],
      says: 'The MX records of a report address’s domain have a fault, and another host, or some senders, still deliver.',
    },
    'no-reports': { status: ['pass'], says: 'The DMARC record names nobody who gets reports.' },
    ...UNANSWERED,
  }),
  clauses: {
    'RFC 9990 (Verifying External Destinations)': ['not-authorised'],
    'RFC 5321 §5.1': ['no-mail-host', 'mail-host-faulty'],
    'RFC 9989 §4.7': ['no-reports'],
  },
  needs: ['dns.dmarcReports'],
  uses: ['dns.mailDomains'],
  evaluate(facts) {
    const fact = facts['dns.dmarcReports'].value;
    const judged = fact.destinations.map((destination) => ({ destination, state: stateOf(destination) }));
    const observed = {
      policyDomain: fact.policyDomain,
      destinations: judged.map(({ destination, state }) => ({
        tag: destination.tag,
        host: destination.host,
        external: destination.external,
        state,
      })),
    };
    const expected = 'Every report address can receive, and each outside the organisation has its _report._dmarc record.';
    const bad = judged.flatMap(({ destination, state }) =>
      state !== 'ok' && state !== 'unseen' ? [{ destination, fault: state }] : [],
    );
    if (bad[0] !== undefined) {
      const remedy = bad.flatMap(({ destination, fault }) => actsFor(fact, destination, fault));
      // Of a domain that answers go to as well, the fault is told there.
      const told = facts['dns.mailDomains'];
      const senders = told.state === 'observed' ? told.value.domains.map(({ domain }) => domain) : [];
      const same = bad.every(({ destination, fault }) => fault !== 'not-authorised' && senders.includes(destination.host));
      const follows = same ? { follows: ['sender-domain-receives'] } : {};
      return { status: 'warn', reason: bad[0].fault, observed, expected, remedy, ...follows };
    }
    const silent = judged.filter(({ state }) => state === 'unseen').map(({ destination }) => destination);
    if (silent.length > 0) {
      const hosts = [...new Set(silent.map(({ host }) => host))];
      const asked = silent
        .flatMap(({ authorisation, mx, address }) => [authorisation, mx, address])
        .filter((one) => one !== null);
      return {
        status: 'inconclusive',
        reason: silent.length === judged.length ? 'cannot-judge' : 'partly-observed',
        observed,
        expected,
        ...askAgain(
          `the report addresses at ${hosts.join(', ')}`,
          firstUnanswered(asked.map(({ outcome }) => outcome)),
          asked.filter(({ outcome }) => !isAnswer(outcome)).map(({ name, type }) => `${name} ${type}`),
        ),
      };
    }
    return { status: 'pass', reason: judged.length === 0 ? 'no-reports' : 'ok', observed };
  },
});
