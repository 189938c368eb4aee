import { describe, expect, it } from 'vitest';
import { fakeModeOff } from '../../../src/checks/squareos/fake-mode-off.ts';
import { development, ses, staging } from './tenant.ts';
import { toldBy } from '../told-by.ts';

const on = ['fakeModeEnabled: false', 'fakeModeEnabled: true'] as const;

describe('fake-mode-off', () => {
  it('passes while fake mode is off', () => {
    expect(toldBy(fakeModeOff, fakeModeOff.evaluate(ses()))).toMatchObject({ status: 'pass' });
  });

  it('fails while fake mode is on, and names the account and the field', () => {
    const judged = toldBy(fakeModeOff, fakeModeOff.evaluate(ses(on, staging)));
    expect(judged).toMatchObject({ status: 'fail', reason: 'fake-mode-on' });
    expect(judged.fix).toMatch(/"SES Live - Main Gym"[^]*fakeModeEnabled: false/);
  });

  it('is no matter in development, where nothing is sent', () => {
    expect(toldBy(fakeModeOff, fakeModeOff.evaluate(ses(on, development)))).toMatchObject({ status: 'not-applicable' });
  });

  it('cannot be waived', () => {
    expect([fakeModeOff.waivable, fakeModeOff.core]).toEqual([false, true]);
  });
});
