// Hand-off documents: each person gets their tasks and nobody else's.
import { describe, expect, it } from 'vitest';
import { handoff } from '../../../src/report/handoff/handoff.ts';
import { checks } from '../../../src/checks/index.ts';
import {
  FIELDS,
  findingsFor,
  HANDOFF_TARGETS,
  handoffId,
  type HandoffNamed,
  type HandoffTarget,
  itemCode,
  parseHandoffId,
  READS,
} from '../../../src/report/handoff/items.ts';
import { handoffItems, handoffReply, newSince } from '../../../src/report/handoff/reply.ts';
import type { Finding, Status } from '../../../src/core/finding.ts';
import type { Reportable } from '../../../src/report/outline.ts';
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

  it.each([
    ['aws-admin', 'ses.account', 'could not ask SES about the account'],
    ['dns-admin', 'dns.dmarc', 'could not ask DNS about DMARC'],
    ['squareos-admin', 'squareos.state', 'There may be more to do: certify could not'],
  ] as const)('does not tell the %s that there is nothing to do where %s was not seen', (to, need, words) => {
    const { findings, ...record } = certifiedDocument();
    const [first, ...others] = findings;
    if (first === undefined) throw new Error('a record without findings');
    const unseen: Finding = {
      ...first,
      status: 'inconclusive',
      reason: 'unreachable',
      owner: 'network admin',
      observed: { need },
    };
    const text = handoff({ ...record, findings: [unseen, ...others] }, to);
    expect(text).toContain(words);
    expect(text).not.toContain('There is nothing for you to do.');
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

  const look = (found: Reportable) => ({ at: found.run.finishedAt, more: newSince(named, found) });
  const itemsOf = (of: HandoffNamed, found: Reportable) => handoffItems(of, found).flatMap((item) => item ?? []);
  const withStatus = (status: Status, at: (n: number) => boolean): Reportable => ({
    ...record,
    findings: record.findings.map((one, n) => (at(n) ? { ...one, status, remedy: status === 'pass' ? [] : one.remedy } : one)),
  });

  it('says what is done and what is still to do, in the ticket’s words', () => {
    const open = handoffReply(named, itemsOf(named, record), look(record));
    expect(open).toMatch(/: 0 of \d+ done\.\*\*/);
    expect(open).toContain('- [ ] 1. ');
    expect(open).toContain('```text\ndef._domainkey.example.com. 300 IN CNAME');
    const mended = withStatus('pass', () => true);
    const done = handoffReply(named, itemsOf(named, mended), look(mended));
    expect(done).toContain('- [x] 1. ');
    expect(done).toContain('All of it is done, thank you.');
    expect(done).not.toContain('Still to do');
  });

  it.each(['pass', 'not-applicable', 'pending', 'inconclusive', 'fail', 'warn'] as const)(
    'calls done what was seen to pass alone, and counts as it lists: %s',
    (status) => {
      for (const at of [() => true, (n: number) => n % 2 === 0]) {
        const found = withStatus(status, at);
        const items = itemsOf(named, found);
        const passed = items.filter(({ item }) => found.findings.find(({ check }) => check === item)?.status === 'pass');
        const text = handoffReply(named, items, look(found));
        expect(items.filter(({ state }) => state === 'done')).toEqual(passed);
        expect(text).toContain(`: ${passed.length} of ${items.length} done`);
        expect(text.match(/^- \[x\]/gm)?.length ?? 0).toBe(passed.length);
        expect(text.includes('All of it is done')).toBe(passed.length === items.length);
        const theirs = /Still to do|Nothing of it is/.exec(text)?.[0];
        expect(theirs).toBe(
          items.some(({ state }) => state === 'open' || state === 'unseen')
            ? 'Still to do'
            : passed.length < items.length
              ? 'Nothing of it is'
              : undefined,
        );
      }
    },
  );

  it('names what is theirs as well and stands in no item of it', () => {
    const without = record.findings.filter(({ check }) => itemCode(check) === named.codes[0]);
    const id = handoffId({ ...record, findings: without }, 'dns-admin') ?? '';
    const first = parseHandoffId(id);
    if (first === null) throw new Error(id);
    const others = findingsFor(record, 'dns-admin').slice(1);
    expect(newSince(first, record)).toEqual(others.map(({ title }) => title));
    expect(newSince(named, record)).toEqual([]);
  });

  const reads = (to: HandoffTarget, item: string, found: Reportable) =>
    itemsOf({ ...named, to, codes: [itemCode(item)] }, found)[0];

  it('takes reads for allowed only where AWS answered all of them', () => {
    const observed = { state: 'observed', value: {}, at: '', durationMs: 0 };
    const said = (...states: readonly string[]) =>
      reads('aws-admin', READS, {
        ...record,
        observations: Object.fromEntries(
          states.map((state, n) => [
            `${['ses', 'sns', 'dns'][n]}.account`,
            state === 'observed' ? observed : { state, code: 'x', message: 'x', action: 'ses:GetAccount', at: '', durationMs: 0 },
          ]),
        ) as unknown as Reportable['observations'],
      })?.state;
    expect([said('observed', 'observed', 'unreachable'), said('observed', 'denied')]).toEqual(['done', 'open']);
    expect([said('observed', 'unreachable'), said('failed'), said()]).toEqual(['unseen', 'unseen', 'unseen']);
  });

  it('takes fields for entered only where the comparison passed, and asks where nobody compared', () => {
    const state = { state: 'observed', value: {}, at: '', durationMs: 0 } as unknown as Reportable['observations'][string];
    const compared = (channel: Status, sender: Status): Reportable => ({
      ...record,
      observations: { ...record.observations, 'squareos.state': state },
      findings: (
        [
          ['channel-account', channel],
          ['sender-account', sender],
          ['templates-mapped', 'not-applicable'],
        ] as const
      ).map(([check, status]) => ({ ...(record.findings[0] as Finding), check, status, cause: null })),
    });
    const stateOf = (found: Reportable) => reads('squareos-admin', FIELDS, found)?.state;
    expect([stateOf(compared('pass', 'pass')), stateOf(compared('pass', 'fail'))]).toEqual(['done', 'open']);
    expect([stateOf(compared('pass', 'inconclusive')), stateOf(record)]).toEqual(['unseen', 'unseen']);
    expect(reads('squareos-admin', FIELDS, record)?.todo.join('')).toContain('Please confirm');
  });
});
