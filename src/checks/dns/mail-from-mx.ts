// The MX record set of a custom MAIL FROM domain of SES, for every check that asks for it.
import type { RecordSetChange } from '../../core/remedy.ts';
import type { Facts } from '../../facts/index.ts';
import { isMailFromBelow, parseMx } from '../../mail/dns/mail-from-mx.ts';
import { isAnswer } from '../../mail/dns/outcome.ts';
import { isFromWildcard } from '../../mail/dns/wildcard.ts';
import { changeRecord } from '../remedy.ts';
import { aliasGone } from './alias.ts';

/** Where SES uses another MAIL FROM domain than it should, nobody publishes records for that one before it is settled which is meant. */
export const OTHER_MAIL_FROM = [{ check: 'ses-mail-from-status', reasons: ['other-than-declared'] }] as const;

/** A wildcard answers for the name, at which nothing of the kind stands itself. */
export const answersByWildcard = ({ mx, wildcard }: Facts['dns.mailFrom']): boolean => isFromWildcard(mx, wildcard);

const isFeedback = (value: string, host: string): boolean => parseMx(value)?.host === host;

/** SES's MX entered at the identity's own domain: it goes from there, since SES takes it at the MAIL FROM domain alone. */
export const misplacedMx = ({ parent, expectedMx }: Facts['dns.mailFrom']): readonly string[] =>
  parent?.values.filter((value) => isFeedback(value, expectedMx)) ?? [];

/** An MX that was entered as the text of a TXT record. */
export const mxAsText = ({ txt }: Facts['dns.mailFrom']): readonly string[] =>
  txt.chain.length > 0
    ? []
    : txt.values.filter((text) => /^\s*(\d+\s+)?feedback-smtp\.[a-z0-9-]+\.amazonses\.com\.?\s*$/i.test(text));

/** Where a panel appended its zone to a name that was complete; a wildcard's MX is no such record. */
export const doubledMx = ({ doubled, expectedMx }: Facts['dns.mailFrom']): string | null =>
  doubled !== null && doubled.values.some((value) => isFeedback(value, expectedMx)) ? doubled.name : null;

/** None where it is right, where DNS did not answer, and where SES takes another domain than this one. */
export const mailFromMxRecords = (fact: Facts['dns.mailFrom']): readonly RecordSetChange[] => {
  const { domain, identityDomain, registrable, expectedMx, mx, doubled, parent } = fact;
  if (!isAnswer(mx.outcome) || !isMailFromBelow(domain, identityDomain, registrable)) return [];
  const wild = answersByWildcard(fact);
  const own = wild || mx.chain.length > 0 ? [] : mx.values;
  const right = own.filter((value) => isFeedback(value, expectedMx)).slice(0, 1);
  const after = right.length > 0 ? right : [`10 ${expectedMx}`];
  const texts = mxAsText(fact);
  const changes = [
    changeRecord({ name: domain, type: 'MX', before: own, after, all: own }),
    changeRecord({ name: domain, type: 'TXT', before: texts, after: [], all: fact.txt.values }),
    doubledMx(fact) === null || doubled === null
      ? null
      : changeRecord({ name: doubled.name, type: 'MX', before: doubled.values, after: [], all: doubled.values }),
    parent === null || mx.outcome === 'found'
      ? null
      : changeRecord({ name: identityDomain, type: 'MX', before: misplacedMx(fact), after: [], all: parent.values }),
  ];
  return [...(wild ? [] : aliasGone(domain, mx.chain)), ...changes.filter((change) => change !== null)];
};
