// The receiver's own results beside ours: what each method came to, once by its word and once verified again.
import { isWithin, sameName } from '../text/domain-name.ts';
import type { Facts } from './index.ts';
import type { MessageVerdict } from './message-verdict.ts';

type Result = Facts['message.trace']['results'][number]['results'][number];

export interface Compared {
  readonly method: string;
  /** The domain that it speaks of; null: not told. */
  readonly domain: string | null;
  readonly selector: string | null;
  /** The receiver's word; null: it says nothing of it. */
  readonly receiver: string | null;
  /** Ours; null: not verified here. */
  readonly ours: string | null;
  /** Both are known, and they differ. */
  readonly differs: boolean;
}

const MINE = ['dkim', 'spf', 'dmarc'];

/** What a receiver may come to for want of an answer says nothing against ours. */
const UNDECIDED = ['temperror', 'none'];

const differs = (receiver: string | null, passes: boolean | null): boolean =>
  receiver !== null && passes !== null && !UNDECIDED.includes(receiver) && (receiver === 'pass') !== passes;

/** The first word of each method and domain counts: the one that stands topmost. */
const saidBy = (trace: Facts['message.trace']): readonly Result[] => {
  const seen = new Set<string>();
  return trace.results
    .filter(({ standing }) => standing === 'trusted')
    .flatMap(({ results }) => results)
    .filter(({ method, domain, selector }) => {
      const key = method === 'dkim' ? `dkim ${domain} ${selector}` : method;
      return !seen.has(key) && seen.add(key);
    });
};

type Signatures = MessageVerdict['signatures'];

/**
 * A word that leaves its selector out speaks of each signature of its domain. One that tells the identity of the signer alone
 * (`header.i`) may name a subdomain of what signed (RFC 6376 §3.5): then the selector tells.
 */
const speaksOf = ({ domain, selector }: Result, { signature }: Signatures[number]): boolean => {
  if (domain === null) return false;
  const same = selector !== null && sameName(selector, signature.selector);
  return same ? isWithin(domain, signature.domain) : selector === null && sameName(domain, signature.domain);
};

const ofSignature = (said: readonly Result[], signatures: Signatures): readonly Compared[] =>
  signatures.map((one) => {
    const { domain, selector, state } = one.signature;
    // A receiver need not say which signature it speaks of (RFC 8601 §2.3); of one alone that is plain.
    const nameless = signatures.length === 1 ? said.find((word) => word.domain === null) : undefined;
    const words = said.filter((word) => speaksOf(word, one));
    const receiver = (words.find((word) => sameName(word.domain ?? '', domain)) ?? words[0] ?? nameless)?.result ?? null;
    const passes = state === 'valid' ? true : state === 'key-unseen' ? null : false;
    return { method: 'dkim', domain, selector, receiver, ours: state, differs: differs(receiver, passes) };
  });

/** Whether the signatures of the message were looked at here. */
const wereVerified = ({ signatures, dkim }: MessageVerdict): boolean => signatures.length > 0 || dkim !== 'open';

/** Pure. `verdict`: null where the message has no single From domain. */
export const compareResults = (trace: Facts['message.trace'], verdict: MessageVerdict | null): readonly Compared[] => {
  const said = saidBy(trace);
  const signatures = verdict?.signatures ?? [];
  const dkim = said.filter(({ method }) => method === 'dkim');
  const others = dkim.filter((word) =>
    word.domain === null ? signatures.length !== 1 : !signatures.some((one) => speaksOf(word, one)),
  );
  const spf = said.find(({ method }) => method === 'spf');
  const dmarc = said.find(({ method }) => method === 'dmarc');
  const spfPasses = verdict?.spf == null || verdict.spf.result === 'temperror' ? null : verdict.spf.result === 'pass';
  const dmarcPasses = verdict === null || verdict.dmarc === 'open' ? null : verdict.dmarc === 'pass';
  const spfDomain = spf?.domain ?? verdict?.spf?.domain ?? null;
  return [
    ...ofSignature(dkim, signatures),
    // A signature that the receiver saw and that is not there any more was taken off behind it.
    ...others.map(({ method, result, domain, selector }) => ({
      method,
      domain,
      selector,
      receiver: result,
      ours: null,
      differs: result === 'pass' && verdict !== null && wereVerified(verdict) && (domain !== null || signatures.length === 0),
    })),
    ...(spf === undefined && verdict?.spf == null
      ? []
      : [
          {
            method: 'spf',
            domain: spfDomain === '' ? null : spfDomain,
            selector: null,
            receiver: spf?.result ?? null,
            ours: verdict?.spf?.result ?? null,
            differs: differs(spf?.result ?? null, spfPasses),
          },
        ]),
    ...(dmarc === undefined && verdict === null
      ? []
      : [
          {
            method: 'dmarc',
            domain: dmarc?.domain ?? verdict?.from ?? null,
            selector: null,
            receiver: dmarc?.result ?? null,
            ours: verdict?.dmarc === 'open' ? null : (verdict?.dmarc ?? null),
            differs: differs(dmarc?.result ?? null, dmarcPasses),
          },
        ]),
    ...said
      .filter(({ method }) => !MINE.includes(method))
      .map(({ method, result, domain, selector }) => ({
        method,
        domain,
        selector,
        receiver: result,
        ours: null,
        differs: false,
      })),
  ];
};

/** A receiver may tell the domain whose policy it applied in the place of the From domain below it; any other is of another From. */
const isOf = (from: string | null, domain: string | null): boolean => from === null || domain === null || isWithin(from, domain);

/** The From domain that the receiver’s DMARC result is of, where the message has another; `from`: null where it has no single one. */
export const anotherFrom = (trace: Facts['message.trace'], from: string | null): string | null => {
  const domain = saidBy(trace).find(({ method }) => method === 'dmarc')?.domain ?? null;
  return isOf(from, domain) ? null : domain;
};

/** Whether what a word speaks of may stand for the From domain; where its alignment is not known here, by the names. */
const mayStandForFrom = (word: Result, verdict: MessageVerdict | null): boolean => {
  if (verdict === null) return true;
  const { signatures, spf, from } = verdict;
  const named = word.domain === null ? signatures.slice(0, signatures.length === 1 ? 1 : 0) : [];
  const spoken = word.method === 'dkim' ? [...named, ...signatures.filter((one) => speaksOf(word, one))] : [];
  const sent = word.method === 'spf' && spf !== null && sameName(word.domain ?? spf.domain, spf.domain) ? [spf] : [];
  const known = [...spoken, ...sent].flatMap(({ alignment }) => alignment ?? []);
  if (known.length > 0) return known.some(({ aligned }) => aligned);
  return word.domain === null || isWithin(word.domain, from) || isWithin(from, word.domain);
};

/**
 * What the receiver came to on the whole: DMARC's result, else the best of the others; null: nothing that decides.
 * A pass of a domain that does not stand for the From says nothing of it.
 */
export const receiverVerdict = (trace: Facts['message.trace'], verdict: MessageVerdict | null): 'pass' | 'fail' | null => {
  const said = saidBy(trace);
  const dmarc = said.find(({ method }) => method === 'dmarc')?.result;
  if (dmarc === 'pass' || dmarc === 'bestguesspass') return 'pass';
  if (dmarc === 'fail') return 'fail';
  const words = said.filter(({ method }) => method === 'dkim' || method === 'spf');
  if (words.some((word) => word.result === 'pass' && mayStandForFrom(word, verdict))) return 'pass';
  return words.some(({ result }) => ['fail', 'softfail', 'permerror', 'policy'].includes(result)) ? 'fail' : null;
};
