import { describe, expect, it } from 'vitest';
import { snsSignatureRequired } from '../../../src/checks/squareos/sns-signature-required.ts';
import { ses, smtp } from './tenant.ts';
import { toldBy } from '../told-by.ts';

describe('sns-signature-required', () => {
  it('passes while signatures are required', () => {
    expect(toldBy(snsSignatureRequired, snsSignatureRequired.evaluate(ses()))).toMatchObject({ status: 'pass' });
  });

  it('fails while they are not, with the field and the condition of a limitation', () => {
    const judged = toldBy(
      snsSignatureRequired,
      snsSignatureRequired.evaluate(ses(['requireSnsSignature: true', 'requireSnsSignature: false'])),
    );
    expect(judged).toMatchObject({ status: 'fail', reason: 'signature-off' });
    expect(judged.fix).toContain('requireSnsSignature: true');
    expect(judged.fix).toContain('refuses a wrong token');
  });

  it('does not concern a relay’s adapter', () => {
    expect(toldBy(snsSignatureRequired, snsSignatureRequired.evaluate(smtp()))).toMatchObject({ status: 'not-applicable' });
  });
});
