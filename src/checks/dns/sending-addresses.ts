// The addresses that mail leaves from have a name that leads back to them, and stand on no blocklist that somebody named.
import type { DraftAct } from '../../core/remedy.ts';
import type { Facts } from '../../facts/index.ts';
import { isAbsent, outcomeText } from '../../mail/dns/outcome.ts';
import { blocklistName } from '../../text/reverse-name.ts';
import { defineCheck } from '../check.ts';
import { doThis } from '../remedy.ts';
import { dnsTrouble, UNANSWERED } from './unanswered.ts';

type Address = Facts['dns.sendingAddresses']['addresses'][number];
type Reason = 'listed' | 'no-name' | 'name-leads-elsewhere';

const WARN = ['warn'] as const;
const ORDER: readonly Reason[] = ['listed', 'no-name', 'name-leads-elsewhere'];
const PROVIDER = 'whoever provides the address (the hosting or cloud provider)';

const faultsOf = ({
  address,
  ptr,
  names,
  blocklists,
}: Address): readonly { readonly reason: Reason; readonly act: DraftAct }[] => {
  const listings = blocklists.filter(({ state }) => state === 'listed');
  const onLists = listings.map(({ zone, codes }) => ({
    reason: 'listed' as const,
    act: doThis(
      `Find out why ${address} is listed at ${zone} (${codes.join(', ')}), mend that, and ask there to be taken off: receivers that use the list refuse its mail.`,
    ),
  }));
  if (isAbsent(ptr.outcome)) {
    const say = `Have ${PROVIDER} set the reverse name (PTR) of ${address} to the name that the server says in EHLO: Gmail and others refuse mail from an address without one.`;
    return [...onLists, { reason: 'no-name', act: { say, command: `dig -x ${address}` } }];
  }
  if (names.length === 0 || names.some(({ leadsBack }) => leadsBack !== false)) return onLists;
  const all = names.map(({ name }) => name).join(', ');
  const say = `Publish an address record of ${all} that names ${address}, or have ${PROVIDER} set its reverse name to one that does: a name that does not lead back counts for nothing.`;
  const [first] = names;
  const record =
    first === undefined || names.length > 1
      ? {}
      : {
          records: [
            {
              name: first.name,
              type: address.includes(':') ? ('AAAA' as const) : ('A' as const),
              ttl: 3600,
              add: [address],
              remove: [],
              keep: null,
            },
          ],
        };
  return [...onLists, { reason: 'name-leads-elsewhere', act: { say, ...record } }];
};

interface Unseen {
  readonly words: string;
  /** What shows the answer. */
  readonly command: string;
}

/** What was asked and not answered. */
const unseenOf = ({ address, ptr, names, blocklists }: Address): readonly Unseen[] => [
  ...(ptr.outcome === 'found' || isAbsent(ptr.outcome)
    ? []
    : [{ words: `the reverse name of ${address} (${outcomeText(ptr.outcome)})`, command: `dig -x ${address}` }]),
  ...(names.length > 0 && names.every(({ leadsBack }) => leadsBack !== true)
    ? names.filter(({ leadsBack }) => leadsBack === null)
    : []
  ).map(({ name, outcome }) => ({
    words: `the addresses of ${name} (${outcomeText(outcome)})`,
    command: `dig ${name} ${address.includes(':') ? 'AAAA' : 'A'}`,
  })),
  ...blocklists
    .filter(({ state }) => state === 'unseen')
    .map(({ zone, detail }) => ({
      words: `the blocklist ${zone} (${detail ?? 'no answer'})`,
      command: `dig ${blocklistName(address, zone) ?? zone} A`,
    })),
];

export const sendingAddresses = defineCheck({
  id: 'sending-addresses',
  title: 'Each sending address has a name that leads back to it',
  severity: 'warning',
  why: 'Receivers refuse or distrust mail from an address without a name that leads back to it, or that a blocklist names.',
  owner: 'mail provider admin',
  references: ['RFC 1912 §2.1', 'RFC 5782 §2', 'https://support.google.com/a/answer/81126'],
  reasons: {
    listed: { status: WARN, says: 'An address stands on a blocklist that was named.' },
    'no-name': { status: WARN, says: 'An address has no reverse name (PTR).' },
    'name-leads-elsewhere': { status: WARN, says: 'The reverse name of an address does not lead back to it.' },
    ...UNANSWERED,
  },
  clauses: {
    'RFC 1912 §2.1': ['no-name', 'name-leads-elsewhere'],
    'RFC 5782 §2': ['listed'],
  },
  needs: ['dns.sendingAddresses'],
  evaluate(facts) {
    const { addresses } = facts['dns.sendingAddresses'].value;
    const observed = {
      addresses: addresses.map(({ address, names, blocklists }) => ({ address, names, blocklists })),
    };
    const faults = addresses.flatMap(faultsOf).toSorted((a, b) => ORDER.indexOf(a.reason) - ORDER.indexOf(b.reason));
    const [worst] = faults;
    if (worst !== undefined) {
      const expected = 'Each address has a PTR whose name has an address record that names it, and stands on none of the lists.';
      return { status: 'warn', reason: worst.reason, observed, expected, remedy: faults.map(({ act }) => act) };
    }
    const unseen = addresses.flatMap(unseenOf);
    if (unseen.length === 0) return { status: 'pass', reason: 'ok', observed };
    const reason = addresses.every(({ ptr }) => ptr.outcome !== 'found' && !isAbsent(ptr.outcome))
      ? 'cannot-judge'
      : 'partly-observed';
    const words = unseen.map((one) => one.words).join(', ');
    const say = `Ask again later, or through a resolver of your own, for ${words}: no usable answer came, which says nothing of the addresses.`;
    const remedy = [{ say, command: unseen.map(({ command }) => command).join('\n') }];
    const silent = addresses.find(({ ptr }) => ptr.outcome !== 'found' && !isAbsent(ptr.outcome));
    const trouble = silent === undefined ? {} : { trouble: dnsTrouble(silent.ptr.outcome, 'in-addr.arpa') };
    return {
      status: 'inconclusive',
      reason,
      observed,
      expected: 'DNS answers for the addresses and their names.',
      remedy,
      ...trouble,
    };
  },
});
