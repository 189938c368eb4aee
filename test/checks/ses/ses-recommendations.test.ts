import { describe, expect, it } from 'vitest';
import { sesRecommendations } from '../../../src/checks/ses/ses-recommendations.ts';
import { judged, observed, skipped } from '../aws-builders.ts';

const one = (type: string, impact: string, description: string | null = null) => ({
  type,
  impact,
  description,
  resource: null,
  since: null,
});
const judge = (open: readonly object[]) =>
  judged(sesRecommendations, { 'ses.recommendations': observed({ open, complete: true }) });

describe('ses-recommendations', () => {
  it('passes when the advisor has nothing open', () => {
    expect(judge([]).status).toBe('pass');
  });

  it('warns of high impact, in the advisor’s own words', () => {
    const finding = judge([one('BIMI', 'LOW'), one('DKIM', 'HIGH', 'DKIM is not set up.')]);
    expect(finding).toMatchObject({ status: 'warn', reason: 'high-impact' });
    expect(finding.fix).toContain('It says: DKIM is not set up.');
  });

  it('tells low impact as information', () => {
    expect(judge([one('BIMI', 'LOW')])).toMatchObject({ status: 'fail', reason: 'low-impact', severity: 'info' });
  });

  it('does not apply where the account has no advisor', () => {
    expect(judged(sesRecommendations, { 'ses.recommendations': skipped }).status).toBe('not-applicable');
  });
});
