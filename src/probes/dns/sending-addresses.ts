// What DNS says of the addresses that mail leaves from: their names, whether the names lead back, and blocklists that somebody named.
import { NotAsked } from '../../core/probe.ts';
import type { DnsPort } from '../../core/ports/dns.ts';
import type { BlocklistAnswer, SendingAddress } from '../../facts/dns-deep.ts';
import { isAbsent } from '../../mail/dns/outcome.ts';
import { blocklistName, reverseName } from '../../text/reverse-name.ts';
import { parseIp4, parseIp6 } from '../../text/ip-address.ts';
import { defineProbe } from '../probe.ts';
import { lookupOf } from './lookup.ts';

/** A host with more names than this is not asked about name by name. */
const MOST_NAMES = 5;
/** RFC 5782 §5: never listed, so a list that lists it says yes to everything. */
const NEVER_LISTED = '127.0.0.1';

const sameAddress = (a: string, b: string): boolean => {
  const [left, right] = [a, b].map((text) => (parseIp4(text) ?? parseIp6(text))?.join('.'));
  return left !== undefined && left === right;
};

const isErrorCode = (value: string): boolean => value.startsWith('127.255.255.');

/** Only 127.0.0.0/8 is an answer (RFC 5782 §2.1); 127.255.255.x is how lists tell that they do not answer this resolver. */
const listed = async (dns: DnsPort, address: string, zone: string): Promise<BlocklistAnswer> => {
  const name = blocklistName(address, zone) ?? zone;
  const [answer, control] = await Promise.all([dns.ask(name, 'A'), dns.ask(blocklistName(NEVER_LISTED, zone) ?? zone, 'A')]);
  const codes = answer.records.map(({ data }) => data);
  if (isAbsent(answer.outcome)) return { zone, state: 'clear', codes: [], detail: null };
  if (answer.outcome !== 'found') return { zone, state: 'unseen', codes: [], detail: answer.detail };
  if (codes.some(isErrorCode)) return { zone, state: 'unseen', codes, detail: 'the list does not answer this resolver' };
  if (control.outcome === 'found') return { zone, state: 'unseen', codes, detail: 'the list says yes to every address' };
  const told = codes.filter((code) => code.startsWith('127.'));
  return told.length > 0
    ? { zone, state: 'listed', codes: told, detail: null }
    : { zone, state: 'unseen', codes, detail: 'its answer is no code of a blocklist' };
};

const askAbout = async (dns: DnsPort, address: string, blocklists: readonly string[]): Promise<SendingAddress> => {
  const [answer, lists] = await Promise.all([
    dns.ask(reverseName(address) ?? address, 'PTR'),
    Promise.all(blocklists.map((zone) => listed(dns, address, zone))),
  ]);
  const type = address.includes(':') ? 'AAAA' : 'A';
  const names = await Promise.all(
    answer.records.slice(0, MOST_NAMES).map(async ({ data: name }) => {
      const forward = lookupOf(await dns.ask(name, type));
      const leadsBack = forward.values.some((value) => sameAddress(value, address));
      const seen = forward.outcome === 'found' || isAbsent(forward.outcome);
      return { name, leadsBack: seen ? leadsBack : null, outcome: forward.outcome };
    }),
  );
  return { address, ptr: lookupOf(answer), names, blocklists: lists };
};

export const sendingAddressesProbe = defineProbe({
  key: 'dns.sendingAddresses',
  needs: [],
  permissions: [],
  async ask({ dns, sender }) {
    const { sendsFrom, blocklists } = sender;
    if (sendsFrom.length === 0) return new NotAsked('Nobody said from which addresses mail leaves (--ip, smtp.sendsFrom).');
    return { addresses: await Promise.all(sendsFrom.map((address) => askAbout(dns, address, blocklists))) };
  },
});
