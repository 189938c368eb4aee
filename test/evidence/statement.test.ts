// A Statement says what the record says, of the very bytes of its file.
import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { recordText, sealRecord } from '../../src/evidence/seal.ts';
import { inTotoStatement } from '../../src/evidence/statement.ts';
import { certifiedDocument } from '../records.ts';

it('is an in-toto Statement over the file, with the outcome, the findings and the place in the chain', () => {
  const record = sealRecord(certifiedDocument(), {
    profile: { path: 'p', digest: 'd', loaded: {} },
    directory: 'e',
    previous: null,
  });
  const text = recordText(record);
  const statement = JSON.parse(JSON.stringify(inTotoStatement('x.json', text, record))) as object;
  expect(statement).toMatchObject({
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name: 'x.json', digest: { sha256: createHash('sha256').update(text).digest('hex') } }],
    predicateType: 'urn:certify:evidence:1',
    predicate: {
      tenant: 'main-gym',
      outcome: 'CERTIFIED_WITH_LIMITATIONS',
      validUntil: '2027-02-18T20:16:09.400Z',
      limitations: [{ check: 'spf-lookups', ticket: 'GYM-7', expires: '2026-12-31' }],
      record: { digest: record.seal.digest, previous: null, sequence: 1, keyId: null },
    },
  });
  const checks = (statement as { predicate: { findings: readonly { check: string }[] } }).predicate.findings.map(
    ({ check }) => check,
  );
  expect(checks).toEqual(record.findings.map(({ check }) => check));
});
