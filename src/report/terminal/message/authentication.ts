// What authenticates a received message, in a terminal: signatures with their keys, SPF, DMARC, the ARC chain.
import type { Status } from '../../../core/finding.ts';
import { fact } from '../../../facts/fact.ts';
import type { Facts } from '../../../facts/index.ts';
import { type MessageSignature, type MessageVerdict, messageVerdict, signerLine } from '../../../facts/message-verdict.ts';
import type { Alignment } from '../../../mail/dmarc/alignment.ts';
import type { Reportable } from '../../outline.ts';
import { plural } from '../../../text/plural.ts';
import { reasonWords } from '../../words.ts';
import { findingOf, type Section } from '../dns/section.ts';

const NOT_SEEN = { state: 'skipped', code: 'not-asked', message: '', at: '', durationMs: 0 } as const;

/** null where the message has no single From domain. */
export const verdictOf = ({ observations }: Reportable): MessageVerdict | null => {
  const dmarc = fact(observations, 'message.dmarc');
  const spf = fact(observations, 'message.spf');
  const seen = spf === null ? NOT_SEEN : ({ state: 'observed', value: spf, at: '', durationMs: 0 } as const);
  return dmarc === null ? null : messageVerdict(dmarc, fact(observations, 'message.signatures'), seen);
};

const alignedWords = (alignment: Alignment | null): string => {
  const aligned = alignment?.aligned ?? null;
  return aligned === null ? 'alignment not known' : aligned ? 'aligned' : 'not aligned';
};

const keyWords = ({ parsedKey, algorithm }: MessageSignature): string => {
  const bits = parsedKey?.bits ?? null;
  return bits === null || algorithm.startsWith('ed25519') ? algorithm : `${algorithm}, ${bits} bits`;
};

const signatureLines = (verdict: MessageVerdict | null, signatures: Facts['message.signatures']): readonly string[] =>
  signatures.signatures.flatMap((signature, n) => {
    const alignment = verdict?.signatures[n]?.alignment ?? null;
    const state = signature.state === 'key-unseen' ? 'the key was not answered' : reasonWords(signature.state);
    const since = signature.expiredSince ? ', expired since' : '';
    const limit =
      signature.bodyLimit === null
        ? ''
        : `, l=${signature.bodyLimit}${signature.unsigned > 0 ? ` leaves ${signature.unsigned} octets unsigned` : ''}`;
    return [
      `d=${signature.domain} s=${signature.selector}: ${state}${since}, ${alignedWords(alignment)}`,
      `  ${keyWords(signature)}, ${signature.canonicalization}${limit}`,
    ];
  });

export const dkimSection = (record: Reportable): readonly Section[] => {
  const signatures = fact(record.observations, 'message.signatures');
  const finding = findingOf(record, 'inbox-signed');
  if (signatures === null || finding === undefined) return [];
  const all = signatures.signatures.length;
  const valid = signatures.signatures.filter(({ state }) => state === 'valid').length;
  const more = signatures.more === 0 ? '' : `; ${signatures.more} more were not looked at`;
  const head =
    signatures.refused !== null
      ? 'not verified'
      : all === 0
        ? 'the message is not signed'
        : `${valid} of ${plural(all, 'signature', 'signatures')} valid${more}`;
  const verdict = verdictOf(record);
  const counting = (verdict?.signatures ?? []).filter(
    ({ signature, alignment }) => signature.state === 'valid' && alignment?.aligned === true,
  );
  const line = signerLine(counting.map(({ signature }) => signature));
  const open = line !== null && counting.every(({ signature }) => signature.declared === null);
  const seen = [...signatureLines(verdict, signatures), ...(open ? ['In a profile, squareos.sender:', `  dkim: ${line}`] : [])];
  return [{ label: 'DKIM', status: finding.status, head, seen, finding }];
};

const SPF_STATUS: { readonly [result: string]: Status } = { pass: 'pass', temperror: 'inconclusive' };

/** A forwarded message never passes: what SPF shows alone is no fault. */
export const spfSection = (record: Reportable): readonly Section[] => {
  const spf = fact(record.observations, 'message.spf');
  if (spf === null) {
    const observation = record.observations['message.spf'];
    const why = observation !== undefined && 'message' in observation ? observation.message : '';
    return [{ label: 'SPF', status: 'not-applicable', head: 'not evaluated', seen: why === '' ? [] : [why] }];
  }
  const { evaluation, client, domain } = spf;
  const { result, decidedBy, problem } = evaluation;
  const alignment = verdictOf(record)?.spf?.alignment ?? null;
  const whose = domain === '' ? `the HELO name ${evaluation.domain}` : domain;
  const by = decidedBy === null ? (problem ?? 'no term matched') : `${decidedBy.term} in the record of ${decidedBy.domain}`;
  const counts = domain === '' || result !== 'pass' ? '' : `, ${alignedWords(alignment)}`;
  return [
    {
      label: 'SPF',
      status: SPF_STATUS[result] ?? 'not-applicable',
      head: `${result} for ${client}${counts}`,
      seen: [`MAIL FROM ${whose}: ${by}`],
    },
  ];
};

export const dmarcSection = (record: Reportable): readonly Section[] => {
  const verdict = verdictOf(record);
  const finding = findingOf(record, 'inbox-aligned');
  if (verdict === null || finding === undefined) return [];
  const { dmarc, policy, policyUnseen, from } = verdict;
  const where =
    policy === null
      ? policyUnseen
        ? 'the policy was not answered'
        : `${from} publishes no policy`
      : `p=${policy.policy} at ${policy.domain}`;
  const word = dmarc === 'open' ? 'not decided' : dmarc;
  return [{ label: 'DMARC', status: finding.status, head: `${word} for ${from}; ${where}`, finding }];
};

const CHAIN_STATUS = { none: 'not-applicable', pass: 'pass', fail: 'warn', unseen: 'inconclusive' } as const;

/** Only where there is a chain. */
export const arcSection = (record: Reportable): readonly Section[] => {
  const chain = fact(record.observations, 'message.signatures')?.chain;
  if (chain === undefined || chain.result === 'none') return [];
  const word = chain.result === 'unseen' ? 'a key was not answered' : chain.result === 'pass' ? 'valid' : 'broken';
  const seals = chain.seals.map(({ domain, selector }, n) => `i=${n + 1} d=${domain} s=${selector}`);
  const detail = chain.detail === null ? [] : [chain.detail];
  return [
    {
      label: 'ARC',
      status: CHAIN_STATUS[chain.result],
      head: `${plural(chain.instances, 'seal', 'seals')}, the chain is ${word}`,
      seen: [...seals, ...detail],
    },
  ];
};
