// Text that a party could send to act on whoever reads a report.
import type { RunDocument } from '../../src/core/record.ts';
import { certifiedDocument, failedDocument, finding } from '../records.ts';

export const HOSTILE: readonly string[] = [
  '\x1b[2J\x1b[31mred',
  '\x1b]8;;https://evil.test\x07click\x1b]8;;\x07',
  '\x9b31m',
  'a\u202egnp.exe',
  'zero\u200bwidth\ufeff',
  'over\rwritten',
  'x\n  ✔ CERTIFIED\n::error title=x::y',
  '::add-mask::a::b',
  '##[error]x ##vso[task.complete result=Succeeded;]',
  '<script>alert(1)</script><img src=x onerror=alert(1)>',
  '"><svg onload=alert(1)>',
  ']]></failure><failure message="x">',
  '[click](javascript:alert(1)) ![i](https://evil.test/p.png) @everyone #1 `code` | cell | *b*',
  '```\n# Heading\n```',
  '</pre></code></details>',
  '=HYPERLINK("https://evil.test","x")',
  "@SUM(1+1)*cmd|'/C calc'!A0",
  '\u0000\u0001\ufffe',
  '${{ secrets.X }} {{constructor}}',
  '\u{e0041}\u{e0042}tag',
];

/** A failed run in which every place that can hold text from outside holds this one. */
export const hostileDocument = (text: string): RunDocument => {
  const base = certifiedDocument();
  const owner = 'DNS admin' as const;
  return {
    ...failedDocument(),
    tenant: text,
    run: { ...failedDocument().run, operator: text },
    decision: { ...failedDocument().decision, why: text, next: { action: text, owner, retryAt: text, act: null } },
    findings: [
      finding({
        check: 'a',
        title: text,
        status: 'fail',
        reason: 'b',
        observed: { [text]: text, list: [{ k: text }] },
        expected: text,
        fix: `Add this:\n${text}`,
        references: [text],
      }),
      finding({ check: 'c', title: text }),
    ],
    steps: base.steps.map((step) => ({
      ...step,
      title: text,
      values: [{ field: 'f', label: text, value: text, squareosField: text }],
    })),
    attestations: base.attestations.map((one) => ({ ...one, answer: text, by: text, reference: text })),
    limitations: base.limitations.map((one) => ({ ...one, reason: text, ticket: text, approvedBy: text })),
    receipt: { providerMessageId: text, requestId: text, sentAt: '2026-11-20T20:16:02.800Z', via: 'provider', reply: text },
    callback: null,
    ledger:
      base.ledger === null
        ? null
        : { ...base.ledger, events: base.ledger.events.map((event) => ({ ...event, smtpResponse: text, sourceId: text })) },
    negatives: [{ id: 'n', title: text, result: 'accepted', status: 200, detail: text }],
    observations: { 'dns.mx': { state: 'failed', code: 'x', message: text, at: '2026-11-20T20:16:02.800Z', durationMs: 1 } },
    extraction: { sheet: text, row: text, ticket: text },
  };
};
