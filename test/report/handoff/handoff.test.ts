// Hand-off documents: each person gets their tasks and nobody else's.
import { describe, expect, it } from 'vitest';
import { handoff } from '../../../src/report/handoff/handoff.ts';
import { checks } from '../../../src/checks/index.ts';
import {
  FIELDS,
  findingsFor,
  HANDOFF_TARGETS,
  handoffId,
  itemCode,
  parseHandoffId,
  READS,
} from '../../../src/report/handoff/items.ts';
import { handoffItems, handoffReply } from '../../../src/report/handoff/reply.ts';
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

  it('says nothing else when there is nothing to do', () => {
    const lines = handoff(certifiedDocument(), 'dns-admin').trim().split('\n');
    expect(lines.at(-1)).toBe('There is nothing for you to do.');
    expect(lines).toHaveLength(5);
  });

  it('names no place on the engineer’s disk', () => {
    const record = certifiedDocument();
    const steps = record.steps.map((step) => ({
      ...step,
      values: step.values.map((value) => (/secret|Token/i.test(value.field) ? { ...value, value: 'file:safe/key' } : value)),
    }));
    expect(handoff({ ...record, steps }, 'squareos-admin')).not.toContain('file:');
  });

  it.each(HOSTILE)('shows %j as text', (hostile) => {
    for (const to of HANDOFF_TARGETS) {
      const text = handoff(hostileDocument(hostile), to);
      expect(text).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}](?<!\n)/u);
      expect(text).not.toMatch(/^\s*::.*::/m);
    }
  });
});

describe('the id of a hand-off', () => {
  const record = failedDocument();
  const id = handoffId(record, 'dns-admin') ?? '';
  const named = parseHandoffId(id);
  if (named === null) throw new Error(`not read back: ${id}`);

  it('stands in it, and is read back without anything that was kept', () => {
    expect(handoff(record, 'dns-admin')).toContain(`\`certify check PROFILE --handoff ${id}\``);
    expect(named).toMatchObject({ to: 'dns-admin', tenant: record.tenant, day: record.run.finishedAt.slice(0, 10) });
    expect(handoffItems(named, record).map((item) => item?.item)).toEqual(
      findingsFor(record, 'dns-admin').map(({ check }) => check),
    );
  });

  it.each(['', 'x', 'dns-admin/a/20261126/', 'nobody-admin/a/20261126/abcd', 'dns-admin/a/20261126/abcd-l000', 'a'.repeat(9999)])(
    'is nothing else: %j',
    (text) => expect(parseHandoffId(text)).toBeNull(),
  );

  it('tells every check apart', () => {
    const codes = [...checks.map(({ id: check }) => check), READS, FIELDS].map(itemCode);
    expect(new Set(codes).size).toBe(codes.length);
  });

  it('says what is done and what is still to do, in the ticket’s words', () => {
    const open = handoffReply(
      named,
      handoffItems(named, record).flatMap((item) => item ?? []),
      record.run.finishedAt,
    );
    expect(open).toMatch(/: 0 of \d+ done\.\*\*/);
    expect(open).toContain('- [ ] 1. ');
    expect(open).toContain('```text\ndef._domainkey.example.com. 300 IN CNAME');
    const mended = { ...record, findings: record.findings.map((one) => ({ ...one, status: 'pass' as const, remedy: [] })) };
    const done = handoffReply(
      named,
      handoffItems(named, mended).flatMap((item) => item ?? []),
      record.run.finishedAt,
    );
    expect(done).toContain('- [x] 1. ');
    expect(done).toContain('All of it is done, thank you.');
    expect(done).not.toContain('Still to do');
  });
});
