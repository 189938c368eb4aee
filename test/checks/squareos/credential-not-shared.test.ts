import { describe, expect, it } from 'vitest';
import { credentialNotShared } from '../../../src/checks/squareos/credential-not-shared.ts';
import { seen } from '../live/builders.ts';
import { toldBy } from '../told-by.ts';

describe('credential-not-shared', () => {
  it('passes when no other tenant names the credential', () => {
    expect(toldBy(credentialNotShared, credentialNotShared.evaluate({ 'run.neighbours': seen({ sharing: [] }) }))).toMatchObject({
      status: 'pass',
    });
  });

  it('warns of the tenants that do', () => {
    const judged = toldBy(
      credentialNotShared,
      credentialNotShared.evaluate({ 'run.neighbours': seen({ sharing: ['other-gym'] }) }),
    );
    expect(judged).toMatchObject({ status: 'warn', reason: 'shared' });
    expect(judged.fix).toContain('other-gym');
  });
});
