// Hand-off documents: each person gets their tasks and nobody else's.
import { describe, expect, it } from 'vitest';
import { handoff, HANDOFF_TARGETS } from '../../../src/report/handoff/handoff.ts';
import { certifiedDocument, failedDocument } from '../../records.ts';
import { HOSTILE, hostileDocument } from '../hostile.ts';

describe('a hand-off', () => {
  it('gives the DNS admin the record to paste, and nothing of AWS', () => {
    const text = handoff(failedDocument(), 'dns-admin');
    expect(text).toContain('```text\ndef._domainkey.example.com. 300 IN CNAME def.dkim.amazonses.com.\n```');
    expect(text).toContain('Region `ap-south-1`.');
    expect(text).not.toContain('sns:');
  });

  it('gives the AWS admin the reads that were refused, as a policy', () => {
    const denied = {
      state: 'denied',
      code: 'AccessDenied',
      message: 'm',
      at: '2026-11-20T20:16:02.000Z',
      durationMs: 1,
    } as const;
    const text = handoff(
      failedDocument({
        observations: {
          a: { ...denied, action: 'ses:GetAccount' },
          b: { ...denied, action: '*' },
          c: { ...denied, action: 'sns:GetTopicAttributes' },
        },
      }),
      'aws-admin',
    );
    const policy = JSON.parse(/```text\n(\{[\s\S]*?\n\})\n```/.exec(text)?.[1] ?? '') as {
      Statement: readonly { Action: readonly string[] }[];
    };
    expect(policy.Statement[0]?.Action).toEqual(['ses:GetAccount', 'sns:GetTopicAttributes']);
  });

  it('gives the SquareOS admin the fields', () =>
    expect(handoff(certifiedDocument(), 'squareos-admin')).toContain('| `configJson.region` | `ap-south-1` |'));

  it('says so when there is nothing to do', () =>
    expect(handoff(certifiedDocument(), 'dns-admin')).toContain('There is nothing for you to do'));

  it.each(HOSTILE)('shows %j as text', (hostile) => {
    for (const to of HANDOFF_TARGETS) {
      const text = handoff(hostileDocument(hostile), to);
      expect(text).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}](?<!\n)/u);
      expect(text).not.toMatch(/^\s*::.*::/m);
    }
  });
});
