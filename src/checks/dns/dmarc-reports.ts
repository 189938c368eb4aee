// DMARC reports reach somebody: the addresses can receive, and those outside the organisation agreed to.
import type { Judgement } from '../../core/finding.ts';
import type { Facts } from '../../facts/index.ts';
import { isDmarc } from '../../mail/dmarc/record.ts';
import { isAnswer } from '../../mail/dns/outcome.ts';
import { zoneLine } from '../../text/zone-line.ts';
import { parseMx } from '../../mail/dns/mail-from-mx.ts';
import { defineCheck } from '../check.ts';

type Fact = Facts['dns.dmarcReports'];
type Destination = Fact['destinations'][number];
type State = 'ok' | 'not-authorised' | 'no-mail-host' | 'unseen';

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

const fixFor = ({ policyDomain }: Fact, { tag, host }: Destination, state: State): string =>
  state === 'not-authorised'
    ? `Receivers drop ${tag} reports to ${host}, because it has not agreed to take them. Have whoever runs ${host} publish the record below, or use an address at ${policyDomain}:\n${zoneLine(`${policyDomain}._report._dmarc.${host}`, 'TXT', 'v=DMARC1')}`
    : `${host} has no mail host, so ${tag} reports are lost. Put an address into ${tag}= at _dmarc.${policyDomain} that can receive.`;

export const dmarcReports = defineCheck({
  id: 'dmarc-reports',
  title: 'DMARC reports reach somebody who agreed to take them',
  severity: 'info',
  why: 'The reports show who sends in the gym’s name; without them a stricter policy is a leap in the dark.',
  owner: 'DNS admin',
  references: ['RFC 9990 (Verifying External Destinations)', 'RFC 7489 §7.1'],
  needs: ['dns.dmarcReports'],
  evaluate(facts): Judgement {
    const seen = facts['dns.dmarcReports'];
    const fact = seen.value;
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
    const bad = judged.filter(({ state }) => state === 'not-authorised' || state === 'no-mail-host');
    if (bad[0] !== undefined) {
      const fix = bad.map(({ destination, state }) => fixFor(fact, destination, state)).join('\n');
      return { status: 'warn', reason: bad[0].state, observed, expected, fix };
    }
    if (judged.some(({ state }) => state === 'unseen')) {
      const fix = 'Ask again later; when it stays, have the name servers of the report addresses checked.';
      return {
        status: 'inconclusive',
        reason: judged.every(({ state }) => state === 'unseen') ? 'cannot-judge' : 'partly-observed',
        observed,
        expected,
        fix,
      };
    }
    return { status: 'pass', reason: judged.length === 0 ? 'no-reports' : 'ok', observed };
  },
});
