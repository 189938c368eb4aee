// The password that SES derives for its SMTP interface.
import { describe, expect, it } from 'vitest';
import { sesSmtpPassword } from '../../../src/lab/ses/smtp.ts';

describe('the SMTP password of SES', () => {
  it.each([
    ['us-east-1', 'BLBM/9hSUELfq8Gw+rU1YcBjkOxGbhT2XG763xVLGWL9'],
    ['ap-south-1', 'BC+0XHfzX9OCIS1tbpn8R5pwm6cCZJGBRZ/nTeWUV9n+'],
  ])('is the one of AWS’s sample secret in %s', (region, password) => {
    expect(sesSmtpPassword('wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', region)).toBe(password);
  });
});
