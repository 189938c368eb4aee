// Why no DMARC record applies although, perhaps, somebody published one: each usual mistake by name.
import { isDmarc, meantAsDmarc } from './record.ts';
import { excerpt } from '../../text/excerpt.ts';
import type { WalkStep } from './walk.ts';
import { isSpf } from '../spf/record.ts';

interface Answered {
  readonly name: string;
  readonly outcome: string;
  readonly values: readonly string[];
  readonly chain: readonly string[];
}

export interface DmarcFault {
  readonly reason:
    | 'missing'
    | 'several-records'
    | 'doubled-domain'
    | 'at-the-domain-itself'
    | 'not-read-as-dmarc'
    | 'no-policy'
    | 'dangling-cname'
    | 'other-txt';
  /** Sentence to act on; the record to publish follows it. */
  readonly advice: string;
  /** The text to publish: it stands at the wrong place, or among others. */
  readonly keep?: string;
  /** The domain below whose `_dmarc` it belongs; the From domain when left out. */
  readonly at?: string;
}

/** Of several records the one that at least sends reports, else the first. */
const several = (walk: readonly Answered[], steps: readonly WalkStep[]): DmarcFault | null => {
  const step = steps.find((one) => one.kind === 'several');
  if (step === undefined) return null;
  const records = walk.find(({ name }) => name === `_dmarc.${step.domain}`)?.values.filter(isDmarc) ?? [];
  const keep = records.find((text) => /;\s*rua\s*=/i.test(text)) ?? records[0];
  const advice = `_dmarc.${step.domain} has more than one DMARC record, so receivers discard all of them. Keep one, such as this, and delete the others:`;
  return { reason: 'several-records', advice, at: step.domain, ...(keep === undefined ? {} : { keep }) };
};

const misplaced = (apex: Answered, doubled: Answered | null): DmarcFault | null => {
  const twice = doubled?.values.find(isDmarc);
  if (doubled !== null && twice !== undefined) {
    const advice = `The record stands at ${doubled.name}: the DNS panel appended its zone. Delete it there and enter _dmarc only, so that it becomes:`;
    return { reason: 'doubled-domain', advice, keep: twice };
  }
  const atDomain = apex.values.find(isDmarc);
  if (atDomain === undefined) return null;
  const advice = `The record stands at ${apex.name} itself, where no receiver looks. Move it to _dmarc:`;
  return { reason: 'at-the-domain-itself', advice, keep: atDomain };
};

const unread = (own: Answered, steps: readonly WalkStep[]): DmarcFault | null => {
  const discarded = steps.find((step) => step.kind === 'none' && step.discarded !== null);
  if (discarded !== undefined) {
    const advice = `The record at _dmarc.${discarded.domain} has no valid p= and no report address, so it counts as none. Replace it with:`;
    return { reason: 'no-policy', advice };
  }
  const text = own.values.find(meantAsDmarc);
  if (text !== undefined) {
    const advice = `“${excerpt(text)}” is not read as DMARC: the text must begin with v=DMARC1 in exactly this case. Replace it with:`;
    return { reason: 'not-read-as-dmarc', advice };
  }
  if (own.chain.length > 0 && own.outcome !== 'found') {
    const advice = `${own.name} is a CNAME to ${own.chain.at(-1)}, where there is no record. Have that record published, or replace the CNAME with:`;
    return { reason: 'dangling-cname', advice };
  }
  if (own.values.length === 0) return null;
  const what = own.values.some(isSpf) ? 'an SPF record, most often from a wildcard' : 'a TXT record that is no DMARC record';
  return { reason: 'other-txt', advice: `${own.name} answers with ${what}. Publish there:` };
};

/** `walk` begins with the From domain's own name. */
export const dmarcFault = (fact: {
  readonly walk: readonly Answered[];
  readonly steps: readonly WalkStep[];
  readonly apex: Answered;
  readonly doubled: Answered | null;
}): DmarcFault => {
  const [own] = fact.walk;
  return (
    several(fact.walk, fact.steps) ??
    misplaced(fact.apex, fact.doubled) ??
    (own === undefined ? null : unread(own, fact.steps)) ?? {
      reason: 'missing',
      advice: 'Add this record, with an address of yours for the reports:',
    }
  );
};
