// GitHub annotations: one command a line, whatever a finding says.
import { describe, expect, it } from 'vitest';
import { githubAnnotations, githubSummary } from '../../../src/report/markdown/github.ts';
import { certifiedDocument, failedDocument, missingToken } from '../../records.ts';
import { HOSTILE, hostileDocument } from '../hostile.ts';

describe('annotations', () => {
  it('name the tenant, the check and the fix', () => {
    expect(githubAnnotations(failedDocument()).split('\n')[0]).toBe(
      '::error title=main-gym dkim-tokens::All DKIM CNAMEs of SES are in DNS and end at a key: failed: One of the CNAMEs is not in DNS.%0ADNS admin: Add this record:%0Adef._domainkey.example.com. 300 IN CNAME def.dkim.amazonses.com.',
    );
  });

  it('are none when nothing needs attention', () => expect(githubAnnotations(certifiedDocument())).toBe(''));

  it('are at most ten of a kind', () => {
    const many = Array.from({ length: 25 }, (_, n) => ({ ...missingToken, check: `c-${n}` }));
    expect(
      githubAnnotations(failedDocument({ findings: many }))
        .trimEnd()
        .split('\n'),
    ).toHaveLength(10);
  });

  it.each(HOSTILE)('hold no other command with %j', (hostile) => {
    const lines = githubAnnotations(hostileDocument(hostile)).trimEnd().split('\n');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^::error title=[^:,]*::/);
    expect(lines[0]).not.toMatch(/\p{Cc}/u);
  });

  it('have the Markdown report as their summary', () => expect(githubSummary(failedDocument())).toContain('## NOT CERTIFIED'));
});
