import { describe, expect, it } from 'vitest';
import { credentialRefusal } from '../../src/aws/credential-refusal.ts';

const EXPIRED = 'Signature expired: 20261128T010203Z is now earlier than 20261128T020203Z (20261128T020703Z - 5 min.)';

describe('what AWS refuses a signed request for', () => {
  it.each([
    ['ExpiredToken', 'The security token included in the request is expired', 'session-ended'],
    ['ExpiredTokenException', 'The security token included in the request is expired', 'session-ended'],
    ['TokenRefreshRequired', 'The provided token must be refreshed.', 'session-ended'],
    ['RequestExpired', 'Request has expired.', 'clock'],
    ['RequestTimeTooSkewed', 'The difference between the request time and the current time is too large.', 'clock'],
    ['InvalidSignatureException', EXPIRED, 'clock'],
    ['SignatureDoesNotMatch', EXPIRED, 'clock'],
    ['SignatureDoesNotMatch', 'Signature not yet current: 20261128T020203Z is still later than 20261128T010203Z', 'clock'],
    ['SignatureDoesNotMatch', 'The request signature we calculated does not match the signature you provided.', 'signature'],
    ['InvalidSignatureException', 'The request signature we calculated does not match.', 'signature'],
    ['IncompleteSignature', 'Authorization header requires existence of either a Date header', 'signature'],
    ['UnrecognizedClientException', 'The security token included in the request is invalid.', 'key-unknown'],
    ['InvalidClientTokenId', 'The security token included in the request is invalid.', 'key-unknown'],
    ['AccessDeniedException', 'not authorized', null],
    ['InvalidIdentityToken', 'Incorrect token audience', null],
  ])('%s, “%s”: %s', (name, message, refusal) => {
    expect(credentialRefusal(name, message)).toBe(refusal);
  });
});
