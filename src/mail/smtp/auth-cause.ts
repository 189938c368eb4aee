// Why a relay refused a login, from its reply: RFC 4954 §6, and the vendors' own words. First match wins.
import type { SmtpReply } from '../../core/ports/smtp.ts';

export type AuthCause =
  | 'bad-credentials'
  | 'ses-credentials'
  | 'ses-not-subscribed'
  | 'ses-access-denied'
  | 'client-submission-disabled'
  | 'basic-auth-retired'
  | 'app-password-required'
  | 'web-login-required'
  | 'account-disabled'
  | 'login-required'
  | 'starttls-required'
  | 'mechanism-too-weak'
  | 'mechanism-refused'
  | 'password-transition'
  | 'too-many-connections'
  | 'rate-limited'
  | 'temporary'
  | 'address-not-allowed'
  | 'refused';

interface Rule {
  readonly codes: readonly number[];
  readonly enhanced?: readonly string[];
  readonly text?: RegExp;
  readonly cause: AuthCause;
}

const rules: readonly Rule[] = [
  { codes: [550], enhanced: ['5.7.30'], cause: 'basic-auth-retired' },
  { codes: [535, 550], text: /basic auth(?:entication)? is (?:disabled|not supported)/i, cause: 'basic-auth-retired' },
  { codes: [535], enhanced: ['5.7.139'], cause: 'client-submission-disabled' },
  { codes: [535], text: /SmtpClientAuthentication is disabled|Outlook\.com|prod\.outlook/i, cause: 'client-submission-disabled' },
  { codes: [534, 535], text: /application-specific password/i, cause: 'app-password-required' },
  { codes: [535], enhanced: ['5.7.8'], text: /Username and Password not accepted/i, cause: 'app-password-required' },
  { codes: [534], enhanced: ['5.7.14'], cause: 'web-login-required' },
  { codes: [534, 535], text: /log in via your web browser/i, cause: 'web-login-required' },
  { codes: [535], text: /not subscribed to SES/i, cause: 'ses-not-subscribed' },
  { codes: [535], text: /^(?:\d\.\d\.\d+ )?Authentication Credentials Invalid/i, cause: 'ses-credentials' },
  { codes: [554], text: /not authorized to perform/i, cause: 'ses-access-denied' },
  {
    codes: [535, 525, 550, 554],
    text: /(?:account|user|mailbox)[^.]{0,40}(?:disabled|suspended|locked|inactive|blocked)/i,
    cause: 'account-disabled',
  },
  { codes: [525], cause: 'account-disabled' },
  {
    codes: [535, 550, 554],
    text: /(?:ip|address)[^.]{0,40}not (?:allowed|authorized|whitelisted|allow-?listed)|unauthori[sz]ed ip/i,
    cause: 'address-not-allowed',
  },
  { codes: [530, 538], text: /STARTTLS|encrypt/i, cause: 'starttls-required' },
  { codes: [538], cause: 'starttls-required' },
  { codes: [530], cause: 'login-required' },
  { codes: [534], cause: 'mechanism-too-weak' },
  { codes: [504], cause: 'mechanism-refused' },
  { codes: [432], cause: 'password-transition' },
  { codes: [421], text: /too many|concurrent/i, cause: 'too-many-connections' },
  { codes: [421, 450, 451, 454], text: /rate|throttl|quota|too many/i, cause: 'rate-limited' },
  // Mandrill answers a wrong key with 435.
  { codes: [435], cause: 'bad-credentials' },
  { codes: [535], cause: 'bad-credentials' },
];

const fits = (rule: Rule, reply: SmtpReply): boolean =>
  rule.codes.includes(reply.code) &&
  (rule.enhanced === undefined || (reply.enhanced !== null && rule.enhanced.includes(reply.enhanced))) &&
  (rule.text === undefined || rule.text.test(reply.lines.join(' ')));

/** The cause behind a refusing reply to AUTH. */
export const authCause = (reply: SmtpReply): AuthCause =>
  rules.find((rule) => fits(rule, reply))?.cause ?? (reply.code < 500 ? 'temporary' : 'refused');

/** The relay may answer otherwise in a while, with the same credential. */
export const passesByItself = (cause: AuthCause): boolean =>
  cause === 'temporary' || cause === 'rate-limited' || cause === 'too-many-connections';
