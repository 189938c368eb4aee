import { describe, expect, it } from 'vitest';
import { explain } from '../../src/app/explain.ts';
import { checks } from '../../src/checks/index.ts';

const refusal = (what: string) => explain(what, null, checks).catch((cause: unknown) => cause);

describe('explain', () => {
  /** The build writes them so, and the command reads them so. */
  it.each(checks.map((check) => [check.id, check] as const))(
    'loses nothing of what %s says when it is written as JSON',
    (_, check) => {
      const { evaluate: _evaluate, ...meta } = check;
      expect(JSON.parse(JSON.stringify(check))).toStrictEqual(meta);
    },
  );

  it('takes each check, and each of its reasons behind it', async () => {
    for (const { id, reasons } of checks) {
      expect((await explain(id, null, checks)).check.id).toBe(id);
      for (const reason of Object.keys(reasons)) expect(await explain(`${id}/${reason}`, null, checks)).toMatchObject({ reason });
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
    // Of a name of another making, what shares parts with it.
    expect(await refusal('spf-lookups')).toMatchObject({
      fix: expect.stringMatching(/^Did you mean `spf-authorises\/too-many-lookups` or `spf-authorises`\?/) as string,
    });
    expect(await refusal('dkim-rotation')).toMatchObject({ fix: expect.stringContaining('or `dkim-keys`') as string });
    expect(await refusal('xyz')).toMatchObject({ fix: expect.not.stringContaining('Did you mean') as string });
    expect(await refusal('dkim-tokens/one-mising')).toMatchObject({ fix: expect.stringContaining('`one-missing`') as string });
  });
});
