import { describe, expect, it } from 'vitest';
import { explain } from '../../src/app/explain.ts';
import { checks } from '../../src/checks/index.ts';

const refusal = (what: string) => explain(what, null).catch((cause: unknown) => cause);

describe('explain', () => {
  it('takes each check, and each of its reasons behind it', async () => {
    for (const { id, reasons } of checks) {
      expect((await explain(id, null)).check.id).toBe(id);
      for (const reason of Object.keys(reasons)) expect(await explain(`${id}/${reason}`, null)).toMatchObject({ reason });
    }
  });

  it('says behind which checks a reason stands that was given alone', async () => {
    for (const { id, reasons } of checks) {
      for (const reason of Object.keys(reasons)) {
        if (checks.some((check) => check.id === reason)) continue;
        expect(await refusal(reason)).toMatchObject({
          code: 'reason-alone',
          fix: expect.stringContaining(`\`${id}/${reason}\``) as string,
        });
      }
    }
  });

  it('names the nearest check, and the nearest reason of a check', async () => {
    expect(await refusal('dkim-token')).toMatchObject({ fix: expect.stringContaining('`dkim-tokens`') as string });
    expect(await refusal('dkim-tokens/one-mising')).toMatchObject({ fix: expect.stringContaining('`one-missing`') as string });
  });
});
