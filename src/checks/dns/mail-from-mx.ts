// The MX record set of a custom MAIL FROM domain of SES, for every check that asks for it.
import type { RecordSetChange } from '../../core/remedy.ts';
import type { Facts } from '../../facts/index.ts';
import { isMailFromBelow, parseMx } from '../../mail/dns/mail-from-mx.ts';
import { isAnswer } from '../../mail/dns/outcome.ts';
import { changeRecord } from '../remedy.ts';

/** None where it is right, where DNS did not answer, and where SES takes another domain than this one. */
export const mailFromMxRecords = (fact: Facts['dns.mailFrom']): readonly RecordSetChange[] => {
  const { domain, identityDomain, expectedMx, mx, doubled } = fact;
  if (!isAnswer(mx.outcome) || !isMailFromBelow(domain, identityDomain)) return [];
  const right = mx.values.filter((value) => parseMx(value)?.host === expectedMx).slice(0, 1);
  const after = right.length > 0 ? right : [`10 ${expectedMx}`];
  const changes = [
    changeRecord({ name: domain, type: 'MX', before: mx.values, after, all: mx.values }),
    doubled?.outcome === 'found'
      ? changeRecord({ name: doubled.name, type: 'MX', before: doubled.values, after: [], all: doubled.values })
      : null,
  ];
  return changes.filter((change) => change !== null);
};
