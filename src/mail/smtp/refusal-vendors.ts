// Words and codes that one vendor alone uses so; `vendor` is the key of the relay table. They come before the rules for everybody.
import type { RefusalRule } from './refusal-causes.ts';

export const vendors: readonly RefusalRule[] = [
  { vendor: 'microsoft365', enhanced: /^5\.7\.708$/, cause: 'address-not-allowed' },
  { vendor: 'microsoft365', enhanced: /^5\.7\.(?:60|750)$|^5\.2\.252$/, cause: 'sender-not-allowed' },
  { vendor: 'microsoft365', enhanced: /^5\.7\.57$/, cause: 'login-required' },
  { vendor: 'microsoft365', enhanced: /^5\.7\.6(?:0[6-9]|[1-4]\d)$/, cause: 'address-not-allowed' },
  { vendor: 'microsoft365', enhanced: /^5\.(?:1\.90|7\.705)$/, cause: 'sending-limit' },
  { vendor: 'microsoft365', enhanced: /^5\.7\.50[1-3]$/, cause: 'account-disabled' },
  { vendor: 'microsoft365', text: /bad outbound sender/i, cause: 'account-disabled' },
  { vendor: 'microsoft365', text: /verdict is RefuseQuota/i, cause: 'sending-limit' },
  { vendor: 'microsoft365', text: /OutboundSpamException/i, cause: 'account-disabled' },
  // A connector knows the tenant by address or certificate, and neither fits.
  { vendor: 'microsoft365', enhanced: /^5\.7\.64$/, cause: 'address-not-allowed' },
  { vendor: 'microsoft365', text: /concurrent connections/i, cause: 'too-many-connections' },
  { vendor: 'microsoft365', codes: [432], cause: 'rate-limited' },
  { vendor: 'gmail', text: /Username and Password not accepted|BadCredentials/i, cause: 'app-password-required' },
  { vendor: 'gmail', text: /Invalid credentials for relay/i, cause: 'address-not-allowed' },
  { vendor: 'gmail', enhanced: /^5\.7\.14$/, cause: 'web-login-required' },
  { vendor: 'gmail', text: /mail relay denied/i, cause: 'address-not-allowed' },
  { vendor: 'gmail', enhanced: /^[45]\.7\.28$/, cause: 'rate-limited' },
  { vendor: 'gmail', enhanced: /^[45]\.7\.(?:27|29|3[0-2]|40)$/, cause: 'unauthenticated' },
  { vendor: 'ses', text: /Authentication Credentials Invalid/i, cause: 'ses-credentials' },
  { vendor: 'ses', text: /address blacklisted/i, cause: 'recipient-suppressed' },
  { vendor: 'ses', text: /not verified|failed the check/i, cause: 'ses-identity-not-verified' },
  {
    vendor: 'ses',
    text: /sending (?:is )?(?:paused|suspended|disabled)|account paused|ability to send[^.]*paused/i,
    cause: 'ses-sending-paused',
  },
  { vendor: 'zoho', codes: [553], text: /relaying disallowed/i, cause: 'sender-not-allowed' },
  { vendor: 'yandex', text: /not a robot|use web for sending/i, cause: 'web-login-required' },
  { vendor: 'yandex', text: /does not have access rights to this service/i, cause: 'smtp-access-disabled' },
  { vendor: 'mailgun', text: /free accounts are for test purposes/i, cause: 'recipient-not-authorized' },
  { vendor: 'mailgun', text: /business verification/i, cause: 'account-disabled' },
  { vendor: 'postmark', text: /pending approval/i, cause: 'recipient-not-authorized' },
];
