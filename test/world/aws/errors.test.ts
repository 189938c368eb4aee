// What AWS throws, and whose trouble it is. Each name as the SDK gives it (`err.name`), with and without AWS's own id of the request.
import { describe, expect, it } from 'vitest';
import { denialOf } from '../../../src/aws/policy/denial.ts';
import { translate } from '../../../src/world/aws/errors.ts';

const QUESTION = {
  action: 'ses:GetAccount',
  credential: 'probe',
  host: 'email.eu-west-1.amazonaws.com',
  region: 'eu-west-1',
} as const;

const thrown = (
  name: string,
  more: { readonly message?: string; readonly status?: number; readonly requestId?: string | null } = {},
) => ({
  name,
  message: more.message ?? 'in its words',
  $metadata: { httpStatusCode: more.status ?? 400, ...(more.requestId === null ? {} : { requestId: more.requestId ?? 'r-1' }) },
});

const seen = (...args: Parameters<typeof thrown>) => translate(thrown(...args), QUESTION).unseen;

describe('an error of AWS', () => {
  it.each([
    ['OptInRequired', 'opt-in'],
    ['SubscriptionRequiredException', 'opt-in'],
    ['AccountSuspendedException', 'account'],
    ['ExpiredTokenException', 'session-ended'],
    ['TokenRefreshRequired', 'session-ended'],
    ['RequestExpired', 'clock'],
    ['InvalidSignatureException', 'credential'],
    ['SignatureDoesNotMatch', 'credential'],
    ['UnrecognizedClientException', 'credential'],
    ['InvalidClientTokenId', 'credential'],
    ['TooManyRequestsException', 'throttled'],
    ['ThrottlingException', 'throttled'],
    ['BadRequestException', 'question'],
    ['ValidationError', 'question'],
  ])('%s is a failure of kind %s', (name, kind) => {
    expect(seen(name)).toMatchObject({ state: 'failed', code: name, kind, credential: 'probe', host: QUESTION.host });
  });

  it.each([
    ['InvalidSignatureException', 'Signature expired: 20261128T010203Z is now earlier than 20261128T020203Z'],
    ['SignatureDoesNotMatch', 'Signature not yet current: 20261128T020203Z is still later than 20261128T010203Z'],
    ['RequestExpired', 'Request has expired. Timestamp date is 2026-11-28T01:02:03Z.'],
    ['RequestTimeTooSkewed', 'The difference between the request time and the current time is too large.'],
  ])('that refuses a signature for its time is of the clock, where no Date says how far: %s', (name, message) => {
    expect(seen(name, { message, status: 403 })).toMatchObject({ kind: 'clock', message: expect.stringMatching(/clock/) });
  });

  it('of a token that somebody else signed keeps its words', () => {
    const said = seen('InvalidIdentityToken', { message: 'Incorrect token audience' });
    expect(said).toMatchObject({ kind: 'credential', message: expect.stringContaining('Incorrect token audience') });
  });

  it('that throttles is not of AWS where a gateway gives it', () => {
    expect(seen('Unknown', { status: 429, requestId: null })).toMatchObject({ code: 'http-429', kind: 'between' });
    expect(seen('Unknown', { status: 429 })).toMatchObject({ kind: 'throttled' });
  });

  it.each([500, 502, 503])('of status %i is trouble of its own', (status) => {
    expect(seen('InternalFailure', { status })).toMatchObject({ state: 'failed', kind: 'party' });
  });

  it('is not of AWS where nobody gave a name or an id', () => {
    expect(seen('Unknown', { status: 403, requestId: null })).toMatchObject({ code: 'http-403', kind: 'between' });
    expect(seen('SyntaxError', { message: 'Unexpected token <', status: 200, requestId: null })).toMatchObject({
      code: 'unparsable',
      kind: 'between',
    });
    expect(seen('SyntaxError', { message: 'Unexpected token <', status: 200 })).toMatchObject({
      code: 'unparsable',
      kind: 'party',
    });
  });

  it.each(['NotFoundException', 'NoSuchEntity', 'ResourceNotFoundException', 'NotFound'])(
    '%s is an answer: there is none',
    (name) => {
      expect(seen(name, { status: 404 })).toMatchObject({ state: 'absent', code: name });
    },
  );

  it.each([
    'with an explicit deny in a service control policy: arn:aws:organizations::111122223333:policy/o-a1/service_control_policy/p-b2',
    'with an explicit deny in an identity-based policy',
    'because no permissions boundary allows the ses:GetEmailIdentity action',
    'with an explicit deny',
    '',
  ])('that denies keeps action, resource and the place that refuses: %s', (why) => {
    const message = `User: arn:aws:iam::111122223333:user/u is not authorized to perform: ses:GetEmailIdentity on resource: arn:aws:ses:eu-west-1:111122223333:identity/example.com ${why}`;
    const unseen = seen('AccessDeniedException', { message, status: 403 });
    expect(unseen).toMatchObject({
      state: 'denied',
      action: 'ses:GetEmailIdentity',
      resource: 'arn:aws:ses:eu-west-1:111122223333:identity/example.com',
    });
    expect(denialOf(unseen.message)).toEqual(denialOf(message));
  });
});
