// DMARC of a received message, from its facts: which of its signatures are valid, what aligns, and what the policy makes of it.
import type { Observation } from '../core/observation.ts';
import { type Alignment, alignmentOf, type Walked } from '../mail/dmarc/alignment.ts';
import { type AppliedPolicy, dmarcPolicy } from '../mail/dmarc/policy.ts';
import { walkSteps } from '../mail/dmarc/walk.ts';
import { sameName } from '../text/domain-name.ts';
import type { Facts } from './index.ts';

type Dmarc = Facts['message.dmarc'];
export type MessageSignature = Facts['message.signatures']['signatures'][number];

const walked = (one: Dmarc['from']): Walked => ({ ...one, steps: walkSteps(one.walk) });

export interface MessageVerdict {
  readonly from: string;
  /** null: no policy applies. */
  readonly policy: AppliedPolicy | null;
  /** A name that decides the policy was not answered. */
  readonly policyUnseen: boolean;
  readonly signatures: readonly { readonly signature: MessageSignature; readonly alignment: Alignment | null }[];
  /** null: SPF could not be evaluated, or there is no MAIL FROM domain. */
  readonly spf: { readonly result: string; readonly domain: string; readonly alignment: Alignment | null } | null;
  /** By our own verification: `open` where an answer that decides did not come. */
  readonly dkim: 'pass' | 'fail' | 'open';
  readonly spfAligned: 'pass' | 'fail' | 'open';
  readonly dmarc: 'pass' | 'fail' | 'open';
}

type Open = MessageVerdict['dkim'];

const together = (states: readonly Open[]): Open =>
  states.includes('pass') ? 'pass' : states.includes('open') ? 'open' : 'fail';

/** A thing that authenticates counts if it is good and aligned; each of the two may be open. */
const counts = (good: Open, alignment: Alignment | null): Open => {
  if (good === 'fail' || alignment?.aligned === false) return 'fail';
  return good === 'pass' && alignment?.aligned === true ? 'pass' : 'open';
};

const goodness = ({ state }: MessageSignature): Open => (state === 'valid' ? 'pass' : state === 'key-unseen' ? 'open' : 'fail');

const spfGoodness = (result: string): Open => (result === 'pass' ? 'pass' : result === 'temperror' ? 'open' : 'fail');

/** What stands behind `squareos.sender.dkim:` for these signatures; null: there are none. */
export const signerLine = (signatures: readonly Pick<MessageSignature, 'domain' | 'selector'>[]): string | null => {
  const each = new Set(signatures.map(({ domain, selector }) => `{domain: ${domain}, selector: ${selector}}`));
  return each.size === 0 ? null : `[${[...each].join(', ')}]`;
};

/** Pure; the one place where a received message's DMARC is worked out. */
export const messageVerdict = (
  dmarc: Dmarc,
  signatures: Facts['message.signatures'] | null,
  spf: Observation<Facts['message.spf']>,
): MessageVerdict => {
  const from = walked(dmarc.from);
  const result = dmarcPolicy(from.steps, dmarc.exists);
  const policy = result.kind === 'applied' ? result.applied : null;
  const align = (domain: string, mode: 'r' | 's'): Alignment | null => {
    const other = dmarc.others.find((one) => sameName(one.domain, domain));
    return other === undefined ? null : alignmentOf(from, walked(other), mode, policy !== null);
  };
  const signed = (signatures?.signatures ?? []).map((signature) => ({
    signature,
    alignment: align(signature.domain, policy?.record.adkim ?? 'r'),
  }));
  const seen = spf.state === 'observed' ? spf.value : null;
  // The HELO identity of a null sender counts for nothing (RFC 9989 §4.4).
  const mailFrom = seen === null || seen.domain === '' ? null : align(seen.domain, policy?.record.aspf ?? 'r');
  const dkim = together(
    signatures === null || signatures.refused !== null
      ? ['open']
      : signed.map(({ signature, alignment }) => counts(goodness(signature), alignment)),
  );
  // What the file does not tell may still have counted where the message was received.
  const spfAligned = seen === null ? 'open' : seen.domain === '' ? 'fail' : counts(spfGoodness(seen.evaluation.result), mailFrom);
  return {
    from: dmarc.from.domain,
    policy,
    policyUnseen: result.kind === 'unseen',
    signatures: signed,
    spf: seen === null ? null : { result: seen.evaluation.result, domain: seen.domain, alignment: mailFrom },
    dkim,
    spfAligned,
    dmarc: together([dkim, spfAligned]),
  };
};

/** The valid signatures that count for the From domain; none where its policy was not seen. */
export const countingOf = (
  dmarc: Observation<Dmarc>,
  signatures: Facts['message.signatures'],
  spf: Observation<Facts['message.spf']>,
): readonly MessageSignature[] =>
  dmarc.state !== 'observed'
    ? []
    : messageVerdict(dmarc.value, signatures, spf)
        .signatures.filter(({ signature, alignment }) => signature.state === 'valid' && alignment?.aligned === true)
        .map(({ signature }) => signature);

/** The facts that show what a received message is signed as. */
export const SHOWN = ['message.dmarc', 'message.signatures', 'message.spf'] as const;

/** The valid signature of the live message that counts for its From, as `d=… s=…`; null: no message shows one. */
export const signerShown = (facts: { readonly [K in (typeof SHOWN)[number]]: Observation<Facts[K]> }): string | null => {
  const [dmarc, signatures] = [facts['message.dmarc'], facts['message.signatures']];
  if (dmarc.state !== 'observed' || signatures.state !== 'observed') return null;
  const [one] = countingOf(dmarc, signatures.value, facts['message.spf']);
  return one === undefined ? null : `d=${one.domain} s=${one.selector}`;
};
