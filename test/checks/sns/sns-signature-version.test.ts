import { describe, expect, it } from 'vitest';
import { snsSignatureVersion } from '../../../src/checks/sns/sns-signature-version.ts';
import { absent, judged, observed, TOPIC } from '../aws-builders.ts';

const judge = (signatureVersion: string | null) =>
  judged(snsSignatureVersion, { 'sns.topic': observed({ arn: TOPIC, signatureVersion }) });

describe('sns-signature-version', () => {
  it('passes for version 2', () => {
    expect(judge('2').status).toBe('pass');
  });

  it('warns for version 1, which a missing attribute means', () => {
    expect(judge('1')).toMatchObject({ status: 'warn', reason: 'sha1' });
    expect(judge(null)).toMatchObject({ status: 'warn', reason: 'sha1' });
    expect(judge('3')).toMatchObject({ status: 'warn', reason: 'unknown-version' });
  });

  it('leaves a missing topic to the check for it', () => {
    expect(judged(snsSignatureVersion, { 'sns.topic': absent }).status).toBe('not-applicable');
  });
});
