// Whether one mechanism matches the client (RFC 7208 §5). `include` is not here: it is a check of its own.
import { isWithin } from '../../text/domain-name.ts';
import { isAbsent } from '../dns/outcome.ts';
import { parseMx } from '../dns/mail-from-mx.ts';
import {
  isAskable,
  type SpfAnswer,
  type SpfCheck,
  type SpfProblem,
  spendAnswer,
  spendLookup,
  targetName,
  validatedNames,
} from './check.ts';
import { sameNetwork } from '../../text/ip-address.ts';
import { parseIp, reverseName } from './ip.ts';
import type { Mechanism } from './record.ts';

type Match = boolean | SpfProblem;
type AddressMechanism = Extract<Mechanism, { readonly kind: 'a' | 'mx' }>;

/** RFC 7208 §4.6.4. */
const MAX_MX_HOSTS = 10;

const addressType = (check: SpfCheck): 'A' | 'AAAA' => (check.ip.length === 4 ? 'A' : 'AAAA');

const covers = (answer: SpfAnswer, check: SpfCheck, mechanism: AddressMechanism): boolean => {
  const bits = check.ip.length === 4 ? mechanism.bits4 : mechanism.bits6;
  return answer.values.some((value) => {
    const octets = parseIp(value);
    return octets !== null && sameNetwork(octets, check.ip, bits);
  });
};

const matchA = async (check: SpfCheck, name: string, mechanism: AddressMechanism): Promise<Match> => {
  const answer = await check.lookup(name, addressType(check));
  return spendAnswer(check, name, answer) ?? covers(answer, check, mechanism);
};

const matchMx = async (check: SpfCheck, name: string, mechanism: AddressMechanism): Promise<Match> => {
  const answer = await check.lookup(name, 'MX');
  const problem = spendAnswer(check, name, answer);
  if (problem !== null) return problem;
  const hosts = answer.values.map((value) => parseMx(value)?.host ?? '').filter((host) => host !== '.' && host !== '');
  if (hosts.length > MAX_MX_HOSTS) return { result: 'permerror', problem: `${name} has more than ${MAX_MX_HOSTS} MX hosts` };
  // The hosts' own questions are not terms: they cost nothing of the ten, and may find nothing.
  const addresses = await Promise.all(hosts.map((host) => check.lookup(host, addressType(check))));
  for (const [at, address] of addresses.entries()) {
    if (address.outcome !== 'found' && !isAbsent(address.outcome)) {
      return { result: 'temperror', problem: `${hosts[at]} was not answered (${address.outcome})` };
    }
    if (covers(address, check, mechanism)) return true;
  }
  return false;
};

const matchPtr = async (check: SpfCheck, name: string): Promise<Match> => {
  const reverse = reverseName(check.ip);
  const answer = await check.lookup(reverse, 'PTR');
  // Trouble with the reverse zone is the client's, not the record's: no match (RFC 7208 §5.5).
  if (answer.outcome !== 'found') return isAbsent(answer.outcome) ? (spendAnswer(check, reverse, answer) ?? false) : false;
  const names = await validatedNames(check, answer.values);
  return names.some((one) => isWithin(one, name));
};

const matchExists = async (check: SpfCheck, name: string): Promise<Match> => {
  const answer = await check.lookup(name, 'A');
  return spendAnswer(check, name, answer) ?? answer.outcome === 'found';
};

export type DnsMechanism = Exclude<Mechanism, { readonly kind: 'include' }>;

/** `domain` is the one being checked now. */
export const matches = async (check: SpfCheck, domain: string, mechanism: DnsMechanism): Promise<Match> => {
  if (mechanism.kind === 'all') return true;
  if ('network' in mechanism) return sameNetwork(mechanism.network, check.ip, mechanism.bits);
  const spent = spendLookup(check);
  if (spent !== null) return spent;
  const name = await targetName(check, domain, mechanism.domain);
  // RFC 7208 leaves a name that cannot be asked undefined (§4.8): read as one that does not exist.
  if (!isAskable(name)) return false;
  if (mechanism.kind === 'exists') return matchExists(check, name);
  if (mechanism.kind === 'ptr') return matchPtr(check, name);
  return mechanism.kind === 'a' ? matchA(check, name, mechanism) : matchMx(check, name, mechanism);
};
