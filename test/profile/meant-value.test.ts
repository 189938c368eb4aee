import { describe, expect, it } from 'vitest';
import { changed, load, refusalOf, SES } from './source.ts';

describe('a value of the wrong form', () => {
  it.each([
    ['region: ap-south-1', 'region: ap-suoth-1', 'Did you mean `region: ap-south-1`?'],
    ['region: ap-south-1', 'region: AP_SOUTH_1', 'Did you mean `region: ap-south-1`?'],
    ['identity: example.com', 'identity: https://example.com/', 'without `https://`'],
    ['billing@example.com', '"Gym <billing@example.com>"', 'without the name and the angle brackets'],
    ['ops@example.com', 'mailto:ops@example.com', 'without `mailto:`'],
    ['bounce.example.com', 'x@bounce.example.com', 'what stands after the @'],
  ])('leads from %s written as %s to what was meant', (right, wrong, fix) => {
    expect(refusalOf(changed(SES, right, wrong)).fix).toContain(fix);
  });

  it('is no region that is newer than the list', () => {
    const text = SES.replaceAll('ap-south-1', 'ap-south-3');
    expect(load(text).profile.ses?.region).toBe('ap-south-3');
  });
});
