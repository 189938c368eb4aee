// DMARC reports reach somebody: the addresses can receive, and those outside the organisation agreed to.
import type { DraftAct } from '../../core/remedy.ts';
import type { Facts } from '../../facts/index.ts';
import { isDmarc } from '../../mail/dmarc/record.ts';
import { isAnswer } from '../../mail/dns/outcome.ts';
import { parseMx } from '../../mail/dns/mail-from-mx.ts';
import { defineCheck } from '../check.ts';
import { addRecord } from '../remedy.ts';
import { askAgain, UNANSWERED } from './unanswered.ts';

type Fact = Facts['dns.dmarcReports'];
type Destination = Fact['destinations'][number];
type Fault = 'not-authorised' | 'no-mail-host';
type State = 'ok' | 'unseen' | Fault;

const authorisationState = ({ authorisation }: Destination): State => {
  if (authorisation === null) return 'ok';
  if (!isAnswer(authorisation.outcome)) return 'unseen';
  return authorisation.values.some(isDmarc) ? 'ok' : 'not-authorised';
};

const hostState = ({ mx, address }: Destination): State => {
  if (mx.outcome === 'found') return mx.values.every((value) => parseMx(value)?.host === '.') ? 'no-mail-host' : 'ok';
  if (!isAnswer(mx.outcome)) return 'unseen';
  if (address === null || isAnswer(address.outcome)) return address?.outcome === 'found' ? 'ok' : 'no-mail-host';
  return 'unseen';
};

const stateOf = (one: Destination): State => {
  const states = [authorisationState(one), hostState(one)];
  return states.find((state) => state !== 'ok' && state !== 'unseen') ?? states.find((state) => state === 'unseen') ?? 'ok';
};

/** Whoever runs the host publishes their own record, so it is another person's act. */
const actsFor = ({ policyDomain }: Fact, { tag, host }: Destination, fault: Fault): readonly DraftAct[] =>
  fault === 'not-authorised'
    ? [
        {
          say: `Put an address at ${policyDomain} into ${tag}= at _dmarc.${policyDomain}, or have whoever runs ${host} agree: receivers drop reports to it until it does.`,
        },
        {
          say: `For whoever runs ${host}: agree to take the DMARC reports of ${policyDomain}.`,
          records: [addRecord(`${policyDomain}._report._dmarc.${host}`, 'TXT', 'v=DMARC1', null)],
          owner: 'mail provider admin',
        },
      ]
    : [
        {
          say: `Put an address into ${tag}= at _dmarc.${policyDomain} that can receive: ${host} has no mail host, so its reports are lost.`,
        },
      ];

export const dmarcReports = defineCheck({
  id: 'dmarc-reports',
  title: 'DMARC reports reach somebody who agreed to take them',
  severity: 'info',
  why: 'The reports show who sends in the gym’s name; without them a stricter policy is a leap in the dark.',
  owner: 'DNS admin',
  references: ['RFC 9990 (Verifying External Destinations)', 'RFC 7489 §7.1'],
  reasons: {
    'not-authorised': { status: ['warn'], says: 'A report address of another organisation has not agreed to take the reports.' },
    'no-mail-host': { status: ['warn'], says: 'The domain of a report address cannot receive mail.' },
    'no-reports': { status: ['pass'], says: 'The DMARC record names nobody who gets reports.' },
    ...UNANSWERED,
  },
  needs: ['dns.dmarcReports'],
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
      state === 'not-authorised' || state === 'no-mail-host' ? [{ destination, fault: state }] : [],
    );
    if (bad[0] !== undefined) {
      const remedy = bad.flatMap(({ destination, fault }) => actsFor(fact, destination, fault));
      return { status: 'warn', reason: bad[0].fault, observed, expected, remedy };
    }
    const silent = judged.filter(({ state }) => state === 'unseen').map(({ destination }) => destination);
    if (silent.length > 0) {
      const hosts = [...new Set(silent.map(({ host }) => host))];
      return {
        status: 'inconclusive',
        reason: silent.length === judged.length ? 'cannot-judge' : 'partly-observed',
        observed,
        expected,
        remedy: [
          askAgain(
            `the report addresses at ${hosts.join(', ')}`,
            'no usable answer came',
            hosts.map((host) => `${host} MX`),
          ),
        ],
      };
    }
    return { status: 'pass', reason: judged.length === 0 ? 'no-reports' : 'ok', observed };
  },
});
