import { describe, expect, it } from 'vitest';
import { providerRouting } from '../../../src/checks/squareos/provider-routing.ts';
import { seen } from '../live/builders.ts';
import { ses, smtp } from './tenant.ts';
import { toldBy } from '../told-by.ts';

const routing = [
  'provider: SMTP',
  'provider: SMTP\nrouting: {documentedBy: Support, ticket: T-9, otherProfile: gym-ses.yaml}',
] as const;

describe('provider-routing', () => {
  it('passes for one provider', () => {
    expect(toldBy(providerRouting, providerRouting.evaluate(ses()))).toMatchObject({ status: 'pass', reason: 'ok' });
    expect(toldBy(providerRouting, providerRouting.evaluate(smtp()))).toMatchObject({ status: 'pass' });
  });

  it('warns that the other provider needs its own certification, with the command', () => {
    const judged = toldBy(providerRouting, providerRouting.evaluate(smtp(routing)));
    expect(judged).toMatchObject({ status: 'warn', reason: 'two-providers', observed: { ticket: 'T-9' } });
    expect(judged.fix).toContain('certify ses gym-ses.yaml');
  });

  it('fails for two providers without routing', () => {
    const both = { ...smtp()['profile.tenant'].value, ses: ses()['profile.tenant'].value.ses };
    expect(toldBy(providerRouting, providerRouting.evaluate({ 'profile.tenant': seen(both) }))).toMatchObject({
      status: 'fail',
      reason: 'two-providers-undocumented',
    });
  });
});
