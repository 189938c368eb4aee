// What a bounce or a delay says of its cause: the reply that its diagnostic quotes (RFC 3464 §2.3.6), judged like one that came here.
import type { SmtpReply } from '../../core/ports/smtp.ts';
import type { RefusalCause } from './refusal-causes.ts';
import { refusalCause } from './refusal.ts';

export type Method = 'SPF' | 'DKIM' | 'DMARC' | 'ARC' | 'reverse DNS';

export interface Diagnosis {
  /** `expired`: it was tried until the time for it was over, and no better reason is told. */
  readonly cause: RefusalCause | 'reputation' | 'expired';
  /** What of the sender was not authenticated; empty where that is not the cause, or not told. */
  readonly methods: readonly Method[];
  /** The server refused for good (5xx), whatever the reporter calls it. */
  readonly forGood: boolean;
}

/** Details of X.7.Y that speak of authentication: RFC 7372, and the pages of Google and Microsoft for senders. */
const METHODS: { readonly [detail: string]: readonly Method[] } = {
  20: ['DKIM'],
  21: ['DKIM'],
  22: ['DKIM'],
  23: ['SPF'],
  24: ['SPF'],
  25: ['reverse DNS'],
  26: ['SPF', 'DKIM', 'DMARC'],
  27: ['SPF'],
  29: ['ARC'],
  30: ['DKIM'],
  31: ['DMARC'],
  32: ['DMARC'],
  40: ['DMARC'],
  509: ['DMARC'],
  515: ['SPF', 'DKIM', 'DMARC'],
};

const NAMED: readonly (readonly [Method, RegExp])[] = [
  ['SPF', /\bspf\b/i],
  ['DKIM', /\bdkim\b/i],
  ['DMARC', /\bdmarc\b/i],
  ['ARC', /\barc\b/i],
  ['reverse DNS', /reverse dns|\bptr\b|rdns/i],
];

const REPUTATION = /reputation|spamhaus|spamcop|barracuda|block ?list|blacklist|blocked using|\b(?:dnsbl|rbl)\b/i;
const EXPIRED = /message expired|unable to deliver in|retry time ?(?:out|limit)|delivery time expired/i;

/** `smtp; 550-5.7.26 text` → the reply; null where no reply code is told and no status either. Minutes and sizes are numbers of three digits too. */
const replyIn = (status: string | null, diagnostic: string): SmtpReply | null => {
  const text = diagnostic.replace(/^\s*[\w-]+\s*;\s*/, '');
  const enhanced = /(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?![\d.])/.exec(text)?.[0] ?? status;
  const code =
    /^[45]\d\d(?![\d.])/.exec(text)?.[0] ??
    (/^[45]/.test(enhanced ?? '') ? `${enhanced?.slice(0, 1)}50` : /(?<![\d.])[45]\d\d(?= |-|$)/.exec(text)?.[0]);
  if (code === undefined) return null;
  return { code: Number(code), enhanced, lines: [text.replace(/^[45]\d\d[- ]?/, '')] };
};

const methodsIn = (reply: SmtpReply): readonly Method[] => {
  const text = reply.lines.join(' ');
  const named = NAMED.flatMap(([method, word]) => (word.test(text) ? [method] : []));
  return named.length > 0 ? named : (METHODS[/^[45]\.7\.(\d+)$/.exec(reply.enhanced ?? '')?.[1] ?? ''] ?? []);
};

/** Pure; null when the event says nothing that can be judged. */
export const diagnose = (status: string | null, diagnostic: string | null): Diagnosis | null => {
  const reply = replyIn(status, diagnostic ?? '');
  if (reply === null) return null;
  const text = reply.lines.join(' ');
  const forGood = reply.code >= 500 && reply.enhanced?.startsWith('4.') !== true;
  const judged = refusalCause(reply, { stage: 'data', vendor: null });
  const coded = METHODS[/^[45]\.7\.(\d+)$/.exec(reply.enhanced ?? '')?.[1] ?? ''] !== undefined;
  if (judged === 'unauthenticated' || coded) return { cause: 'unauthenticated', methods: methodsIn(reply), forGood };
  if (judged === 'address-not-allowed' || REPUTATION.test(text)) return { cause: 'reputation', methods: [], forGood };
  const unspecific = judged === 'temporary' || judged === 'refused';
  const expired = EXPIRED.test(text) || reply.enhanced === '4.4.7';
  return { cause: unspecific && expired ? 'expired' : judged, methods: [], forGood };
};
