// check_host() of RFC 7208: what a receiver concludes for one client address, sender and HELO name.
import { labelsOf, toDnsName } from '../../text/domain-name.ts';
import { excerpt } from '../../text/excerpt.ts';
import { isAbsent } from '../dns/outcome.ts';
import { expandFor, isAskable, type SpfCheck, type SpfLookup, type SpfProblem, spendLookup, targetName } from './check.ts';
import { parseIp } from './ip.ts';
import { type MacroString, parseMacroString } from './macro.ts';
import { matches } from './mechanism.ts';
import type { Directive, Qualifier, SpfRecord } from './record.ts';
import { selectSpf } from './select.ts';

type SpfResult = 'none' | 'neutral' | 'pass' | 'fail' | 'softfail' | 'temperror' | 'permerror';

export interface SpfQuestion {
  /** Of the connecting client, IPv4 or IPv6. */
  readonly ip: string;
  /** MAIL FROM; empty for a null sender, then the HELO name is checked (RFC 7208 §2.4). */
  readonly sender: string;
  readonly helo: string;
  readonly lookup: SpfLookup;
  /** Host name for the `r` macro. */
  readonly receiver?: string;
  /** Seconds since 1970 for the `t` macro. */
  readonly timestamp?: number;
}

export interface SpfEvaluation {
  readonly result: SpfResult;
  /** The domain whose policy was asked for. */
  readonly domain: string;
  /** The domain's own text for a fail (`exp=`); null where it gives none. */
  readonly explanation: string | null;
  /** The term that decided, and the domain whose record it stands in; null when none did. */
  readonly decidedBy: { readonly term: string; readonly domain: string } | null;
  /** Why it is an error, or none; null otherwise. */
  readonly problem: string | null;
  /** Terms that caused DNS questions, up to where the check ended. */
  readonly lookups: number;
  /** Of these, the ones that found nothing. */
  readonly voids: number;
}

interface Outcome {
  readonly result: SpfResult;
  readonly problem: string | null;
  readonly decidedBy: SpfEvaluation['decidedBy'];
  /** `exp=` of the record that decided, with the domain it stands in. */
  readonly exp: { readonly domain: string; readonly macro: MacroString } | null;
}

const RESULT: { readonly [K in Qualifier]: SpfResult } = { '+': 'pass', '-': 'fail', '~': 'softfail', '?': 'neutral' };

const ended = (result: SpfResult, problem: string | null): Outcome => ({ result, problem, decidedBy: null, exp: null });
const stopped = ({ result, problem }: SpfProblem): Outcome => ended(result, problem);

/** The record at the domain, or how the check ends without one. */
const recordAt = async (check: SpfCheck, domain: string): Promise<SpfRecord | Outcome> => {
  if (!isAskable(domain) || labelsOf(domain).length < 2 || domain.startsWith('['))
    return ended('none', `${domain} is no domain name`);
  const answer = await check.lookup(domain, 'TXT');
  if (isAbsent(answer.outcome)) return ended('none', `${domain} has no SPF record`);
  if (answer.outcome !== 'found') return ended('temperror', `${domain} was not answered (${answer.outcome})`);
  const selected = selectSpf(answer.values);
  if (selected.kind === 'none') return ended('none', `${domain} has no SPF record`);
  if (selected.kind === 'several') return ended('permerror', `${domain} has more than one SPF record`);
  if (selected.parsed.ok) return selected.parsed.record;
  const [error] = selected.parsed.errors;
  return ended('permerror', `“${excerpt(error?.term ?? '')}” in the record of ${domain} ${error?.message}`);
};

const include = async (check: SpfCheck, domain: string, target: MacroString): Promise<boolean | SpfProblem> => {
  const spent = spendLookup(check);
  if (spent !== null) return spent;
  const name = await targetName(check, domain, target);
  const { result, problem } = await checkHost(check, name);
  if (result === 'temperror' || result === 'permerror') return { result, problem: problem ?? result };
  // An included domain without a record is an error of the record that includes it (RFC 7208 §5.2).
  return result === 'none' ? { result: 'permerror', problem: `include:${name}: ${problem}` } : result === 'pass';
};

const redirect = async (check: SpfCheck, domain: string, target: MacroString): Promise<Outcome> => {
  const spent = spendLookup(check);
  if (spent !== null) return stopped(spent);
  const name = await targetName(check, domain, target);
  const outcome = await checkHost(check, name);
  return outcome.result === 'none' ? ended('permerror', `redirect=${name}: ${outcome.problem}`) : outcome;
};

const matchDirective = (check: SpfCheck, domain: string, { mechanism }: Directive): Promise<boolean | SpfProblem> =>
  mechanism.kind === 'include' ? include(check, domain, mechanism.domain) : matches(check, domain, mechanism);

const checkHost = async (check: SpfCheck, domain: string): Promise<Outcome> => {
  const record = await recordAt(check, domain);
  if ('result' in record) return record;
  for (const directive of record.directives) {
    const matched = await matchDirective(check, domain, directive);
    if (typeof matched !== 'boolean') return stopped(matched);
    if (!matched) continue;
    const exp = record.exp === null ? null : { domain, macro: record.exp };
    return { result: RESULT[directive.qualifier], problem: null, decidedBy: { term: directive.text, domain }, exp };
  }
  return record.redirect === null ? ended('neutral', null) : redirect(check, domain, record.redirect);
};

/** Asked once, after the result; whatever is wrong with it, the result stands (RFC 7208 §6.2). */
const explain = async (check: SpfCheck, { result, exp }: Outcome): Promise<string | null> => {
  if (result !== 'fail' || exp === null) return null;
  const name = await targetName(check, exp.domain, exp.macro);
  if (!isAskable(name)) return null;
  const answer = await check.lookup(name, 'TXT');
  const [text] = answer.values;
  if (answer.outcome !== 'found' || text === undefined || answer.values.length > 1) return null;
  const macro = parseMacroString(text, 'explanation');
  return macro === null ? null : expandFor(check, exp.domain, macro);
};

const identityOf = (sender: string, helo: string): { readonly local: string; readonly domain: string } => {
  const at = sender.lastIndexOf('@');
  const given = sender === '' ? helo : sender.slice(at + 1);
  const domain = /^\p{ASCII}*$/u.test(given) ? given.replace(/\.$/, '') : (toDnsName(given) ?? given);
  return { local: at > 0 ? sender.slice(0, at) : 'postmaster', domain };
};

/** The verdict on one client. A malformed address or domain is `none`, as if nothing had been said. */
export const evaluateSpf = async (question: SpfQuestion): Promise<SpfEvaluation> => {
  const { local, domain } = identityOf(question.sender, question.helo);
  const ip = parseIp(question.ip);
  const spent = { lookups: 0, voids: 0 };
  if (ip === null) {
    return { result: 'none', domain, explanation: null, decidedBy: null, problem: `${question.ip} is no IP address`, ...spent };
  }
  const check: SpfCheck = {
    ip,
    local,
    senderDomain: domain,
    helo: question.helo,
    receiver: question.receiver ?? 'unknown',
    timestamp: String(question.timestamp ?? 0),
    lookup: question.lookup,
    spent,
  };
  const outcome = await checkHost(check, domain.toLowerCase());
  const { result, problem, decidedBy } = outcome;
  return { result, domain, explanation: await explain(check, outcome), decidedBy, problem, ...spent };
};
