// Why AWS says that something was denied (IAM User Guide, "Troubleshoot access denied error messages").
import { describe, expect, it } from 'vitest';
import { denialAct, denialOf } from '../../../src/aws/policy/denial.ts';

const POLICIES = [
  ['identity-based policy', 'a'],
  ['resource-based policy', 'a'],
  ['permissions boundary', 'a'],
  ['session policy', 'a'],
  ['service control policy', 'a'],
  ['resource control policy', 'a'],
  ['VPC endpoint policy', 'a'],
] as const;

const USER = 'User: arn:aws:iam::111122223333:user/u is not authorized to perform: ses:SendEmail on resource: r';

describe('a denial', () => {
  it.each(POLICIES)('names the %s', (policy, article) => {
    expect(denialOf(`${USER} with an explicit deny in ${article} ${policy}`)).toEqual({ by: 'deny', policy });
    expect(denialOf(`${USER} with an explicit deny in an ${policy}: arn:aws:iam::1:policy/Deny.All.`)).toEqual({
      by: 'deny',
      policy,
      arn: 'arn:aws:iam::1:policy/Deny.All',
    });
    expect(denialOf(`${USER} because no ${policy} allows the ses:SendEmail action`)).toEqual({ by: 'no-allow', policy });
  });

  it('may name none, or be about something else', () => {
    expect(denialOf(`${USER} with an explicit deny`)).toEqual({ by: 'deny', policy: null });
    expect(denialOf(USER)).toBeNull();
    expect(denialOf('Email address is not verified, and no list allows it')).toBeNull();
  });

  it('is mended by a statement on the principal only where nothing of its policies allows it', () => {
    const act = (message: string) => denialAct(message, 'the sender', 'ses:SendEmail');
    expect(act(`${USER} because no identity-based policy allows the action`)).toBeNull();
    expect(act(USER)).toBeNull();
    for (const [policy] of POLICIES.slice(1)) {
      expect(act(`because no ${policy} allows it`), policy).toMatch(/^Have ses:SendEmail allowed in .*does not help\.$/);
      expect(act(`with an explicit deny in a ${policy}`), policy).toMatch(/^Take ses:SendEmail out of the Deny in /);
    }
    const scp = 'arn:aws:organizations::111122223333:policy/o-a1/service_control_policy/p-b2';
    expect(act(`${USER} with an explicit deny in a service control policy: ${scp}`)).toContain(`changes (${scp}): an Allow`);
    expect(act('an explicit deny')).toBe(
      'Take ses:SendEmail out of the Deny that AWS names for the sender: an Allow does not help against a Deny.',
    );
  });
});
