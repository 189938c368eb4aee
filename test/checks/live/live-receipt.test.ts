import { describe, expect, it } from 'vitest';
import { maskText, shortened } from '../../../src/masking/mask.ts';
import { sesRefusal } from '../../../src/checks/live/ses-refusal.ts';
import { liveReceipt } from '../../../src/checks/live/live-receipt.ts';
import type { SmtpStage } from '../../../src/core/ports/smtp.ts';
import type { Facts } from '../../../src/facts/index.ts';
import { came, event, receipt, seen, sent } from './builders.ts';
import { notAsked, observed, refusedAt, session } from '../smtp/builders.ts';
import { toldBy } from '../told-by.ts';

const judge = (change: Partial<Facts['live.receipt']>, callback = came(null)) =>
  toldBy(
    liveReceipt,
    liveReceipt.evaluate({
      'live.receipt': seen(sent({ outcome: null, receipt: null, ...change })),
      'live.callback': seen(callback),
      'smtp.session': notAsked,
      'profile.tenant': notAsked,
    }),
  );

const CASES: readonly (readonly [string, Partial<Facts['live.receipt']>, string, string])[] = [
  ['passes with the provider’s id', { outcome: { kind: 'accepted', receipt }, receipt }, 'pass', 'ok'],
  [
    'is inconclusive while a gate holds it back',
    { withheld: { reason: 'gate', because: ['dkim-tokens'] } },
    'inconclusive',
    'withheld-gate',
  ],
  [
    'is inconclusive for a recipient that the platform suppresses',
    { withheld: { reason: 'suppressed', because: ['EMAIL_SUPPRESSED'] } },
    'inconclusive',
    'withheld-suppressed',
  ],
  [
    'is inconclusive where the attempt could not be registered',
    { withheld: { reason: 'ledger-not-writable', because: ['401'] } },
    'inconclusive',
    'withheld-ledger-not-writable',
  ],
  [
    'does not apply in development',
    { withheld: { reason: 'development', because: [] } },
    'not-applicable',
    'withheld-development',
  ],
  [
    'fails when the provider refused',
    { outcome: { kind: 'refused', code: 'MessageRejected', message: 'no', temporary: false } },
    'fail',
    'refused',
  ],
  [
    'fails otherwise when it was put off twice',
    { outcome: { kind: 'refused', code: '451', message: 'later', temporary: true } },
    'fail',
    'refused-for-now',
  ],
  [
    'is inconclusive when the end is ambiguous',
    { outcome: { kind: 'ambiguous', code: 'TIMEOUT', message: 'silence' } },
    'inconclusive',
    'ambiguous',
  ],
  [
    'passes when an ambiguous end was settled by the ledger',
    { outcome: { kind: 'ambiguous', code: 'x', message: 'y' }, receipt },
    'pass',
    'ok',
  ],
  ['is inconclusive without any id', { receipt: { ...receipt, providerMessageId: null } }, 'inconclusive', 'no-id'],
  [
    'passes when the relay gives no id and the Message-ID joins',
    { receipt: { ...receipt, providerMessageId: null, join: 'message-id', messageId: 'a@b' } },
    'pass',
    'joined-by-message-id',
  ],
];

type Given = Parameters<typeof liveReceipt.evaluate>[0];

describe('live-receipt', () => {
  it.each(CASES)('%s', (_, change, status, reason) => {
    expect(judge(change)).toMatchObject({ status, reason });
  });

  it('says when a quota is there again', () => {
    const retryAt = '2026-11-21T10:00:00.000Z';
    const finding = judge({
      outcome: {
        kind: 'refused',
        code: 'LimitExceededException',
        message: 'Daily message quota exceeded.',
        temporary: false,
        retryAt,
      },
    });
    expect(finding).toMatchObject({ status: 'pending', reason: 'quota-used-up', retryAt });
    expect(finding.fix).toContain(retryAt);
  });

  // SES's words (SES Developer Guide, "Amazon SES email sending errors") → reason, status, who mends it, the check that owns it.
  it.each<[string, string, boolean, string, string, string, string]>([
    [
      'AccessDeniedException',
      'The sending credential may not do ses:SendEmail on arn:aws:ses:eu-west-1:1:configuration-set/main.',
      false,
      'refused',
      'fail',
      'AWS admin',
      'send-permissions',
    ],
    ['InvalidSignatureException', 'AWS refused the signature.', false, 'refused', 'fail', 'AWS admin', 'send-credential'],
    [
      'AccountSuspendedException',
      'Sending suspended for this account.',
      false,
      'refused',
      'fail',
      'AWS admin',
      'ses-enforcement',
    ],
    ['MessageRejected', 'Sending suspended for this account.', false, 'refused', 'fail', 'AWS admin', 'ses-enforcement'],
    [
      'SendingPausedException',
      'Sending paused for configuration set <main>.',
      false,
      'refused',
      'fail',
      'AWS admin',
      'ses-sending-enabled',
    ],
    ['MessageRejected', 'Sending paused for this account.', false, 'refused', 'fail', 'AWS admin', 'ses-sending-enabled'],
    [
      'MailFromDomainNotVerifiedException',
      'Mail-From domain bounce.example.com is not verified.',
      false,
      'refused',
      'fail',
      'DNS admin',
      'mail-from',
    ],
    [
      'MessageRejected',
      'Email address is not verified. The following identities failed the check in region EU-WEST-1: a@b.example',
      false,
      'refused',
      'fail',
      'AWS admin',
      'ses-identity-verified',
    ],
    [
      'NotFoundException',
      'Configuration set <main> does not exist.',
      false,
      'configuration-set-missing',
      'fail',
      'AWS admin',
      'ses-configuration-set-applied',
    ],
    [
      'BadRequestException',
      'Configuration set <main> does not exist.',
      false,
      'configuration-set-missing',
      'fail',
      'AWS admin',
      'ses-configuration-set-applied',
    ],
    ['NotFoundException', 'Tenant gym does not exist.', false, 'refused', 'fail', 'AWS admin', 'ses-tenant'],
    [
      'TooManyRequestsException',
      'Maximum sending rate exceeded.',
      true,
      'refused-for-now',
      'pending',
      'implementation engineer',
      'ses-quota',
    ],
  ])('says of %s, %s: who mends it', (code, message, temporary, reason, status, owner, follows) => {
    const finding = judge({ outcome: { kind: 'refused', code, message, temporary } });
    expect(finding).toMatchObject({ reason, status, owner });
    expect(finding.fix).toContain(message);
    expect(sesRefusal({ kind: 'refused', code, message, temporary })?.follows.map(({ check }) => check)).toContain(follows);
  });

  // Where AWS says which policy it was, the act is there (IAM User Guide, "Troubleshoot access denied error messages").
  it.each([
    ['with an explicit deny in a service control policy', 'out of the Deny in a service control policy'],
    [
      'because no permissions boundary allows the ses:SendEmail action',
      'allowed in the permissions boundary of the sending credential',
    ],
    ['with an explicit deny in a resource-based policy', 'out of the Deny in the resource’s own policy'],
    ['because no VPC endpoint policy allows the ses:SendEmail action', 'the policy of the VPC endpoint'],
    ['because no session policy allows the ses:SendEmail action', 'the session policy'],
    ['because no identity-based policy allows the ses:SendEmail action', 'Let the sending credential do what SES names'],
  ])('sends who is denied %s to the policy that did it', (words, act) => {
    const message = `User: u is not authorized to perform: ses:SendEmail on resource: r ${words}`;
    const outcome = { kind: 'refused' as const, code: 'AccessDeniedException', message, temporary: false };
    expect(judge({ outcome }).fix).toContain(act);
  });

  it.each([
    ['ExpiredTokenException', 'x', 'the session of the sending credential has ended'],
    ['TokenRefreshRequired', 'x', 'the session of the sending credential has ended'],
    ['RequestExpired', 'x', 'Set this machine’s clock'],
    ['InvalidSignatureException', 'Signature expired: a is now earlier than b', 'Set this machine’s clock'],
    ['InvalidSignatureException', 'x', 'the secret access key that belongs to the access key id'],
    ['UnrecognizedClientException', 'x', 'an access key of the sending user that exists and is active'],
    ['OptInRequired', 'the account has not opted in to the region', 'Switch the region on'],
    ['SendingPausedException', 'Sending paused for configuration set <main>.', 'who paused the configuration set'],
    ['SendingPausedException', 'Sending paused for tenant gym.', 'Mend at the SES tenant'],
    ['SendingPausedException', 'Sending paused for this account.', 'who paused the sending of the account'],
    ['BadRequestException', "Missing final '@domain'", 'Correct the address'],
    ['BadRequestException', 'Message length is more than 41943040 bytes long', 'smaller'],
  ])('has an act of its own for %s, %s', (code, message, act) => {
    expect(judge({ outcome: { kind: 'refused', code, message, temporary: false } }).fix).toContain(act);
  });

  // The same refusal in SES's words and in certify's, for each kind of resource that a send touches.
  it.each([
    ['arn:aws:ses:eu-west-1:111122223333:identity/ops.example', 'in the sandbox'],
    ['arn:aws:ses:eu-west-1:111122223333:configuration-set/main', 'the right on the configuration set'],
    ['arn:aws:ses:eu-west-1:111122223333:template/invoice', 'the right on the template'],
    ['arn:aws:ses:eu-west-1:111122223333:tenant/gym/t-1', 'SES names'],
  ])('gives the statement for %s, which SES named', (resource, why) => {
    for (const message of [
      `User \`arn:aws:iam::111122223333:user/u' is not authorized to perform \`ses:SendEmail' on resource \`${resource}'`,
      `The sending credential may not do ses:SendEmail on ${resource}.`,
      `The sending credential may not do ses:SendEmail on ${resource}: no identity-based policy allows it.`,
    ]) {
      const outcome = { kind: 'refused' as const, code: 'AccessDeniedException', message, temporary: false };
      const act = sesRefusal(outcome, 'billing@example.com')?.act;
      expect(act?.statement).toEqual([
        {
          Effect: 'Allow',
          Action: ['ses:SendEmail'],
          Resource: [resource],
          Condition: { StringEquals: { 'ses:FromAddress': 'billing@example.com' } },
        },
      ]);
      expect(act?.say).toContain(resource);
      expect(act?.say).toContain(why);
    }
  });

  it('gives a statement that fits where the recipient’s own identity is named, whose address is masked', () => {
    const arn = 'arn:aws:ses:eu-west-1:111122223333:identity/ops@gym.example';
    const said = `User \`arn:aws:iam::111122223333:user/u' is not authorized to perform \`ses:SendEmail' on resource \`${arn}'`;
    const message = maskText(said, { recipients: shortened(['ops@gym.example'], 'billing@gym.example') });
    expect(message).not.toContain('ops@');
    const outcome = { kind: 'refused' as const, code: 'AccessDeniedException', message, temporary: false };
    const act = sesRefusal(outcome, 'billing@gym.example')?.act;
    expect(act?.statement).toMatchObject([{ Resource: ['arn:aws:ses:eu-west-1:111122223333:identity/o*@gym.example'] }]);
    expect(act?.say).toContain('* stands for the rest');
  });

  it('gives no statement where AWS names no resource, or a Deny', () => {
    const outcome = { kind: 'refused' as const, code: 'AccessDeniedException', temporary: false };
    for (const message of ['no', 'may not do ses:SendEmail on arn:aws:ses:e:1:identity/a: AWS names an explicit deny.']) {
      expect(sesRefusal({ ...outcome, message })?.act.statement).toBeUndefined();
    }
  });

  it('is caused by what fails, and by nothing that warns or could not be seen', () => {
    const outcome = { kind: 'refused' as const, code: 'AccountSuspendedException', message: 'Suspended.', temporary: false };
    expect(sesRefusal(outcome)?.follows).toEqual([{ check: 'ses-enforcement', status: ['fail'] }]);
    const denied = {
      ...outcome,
      code: 'AccessDeniedException',
      message: 'may not do ses:SendEmail: no identity-based policy allows it.',
    };
    expect(sesRefusal(denied)?.follows).toContainEqual({
      check: 'send-permissions',
      reasons: ['cannot-judge', 'other-account-decides'],
    });
    const byOrganization = { ...denied, message: 'AWS names an explicit deny in a service control policy.' };
    expect(sesRefusal(byOrganization)?.follows).toEqual([
      { check: 'send-permissions', status: ['fail'] },
      { check: 'ses-identity-policies', status: ['fail'] },
    ]);
  });

  it('takes the words of a platform for nobody else’s', () => {
    const outcome = {
      kind: 'refused' as const,
      code: 'HTTP 404',
      message: 'tenant not found',
      temporary: false,
      stage: 'trigger',
    };
    expect(judge({ outcome })).toMatchObject({ status: 'fail', reason: 'order-refused', owner: 'implementation engineer' });
  });

  it.each([
    ['HTTP 401', 'callback.ledger.writeToken'],
    ['HTTP 404', 'live.trigger.path'],
    ['HTTP 422', 'live.trigger'],
  ])('names the field that an order answered with %s asks for, to a tenant behind a relay as well', (code, name) => {
    const outcome = { kind: 'refused' as const, code, message: 'The platform answered.', temporary: false, stage: 'trigger' };
    const [act] = judge({ outcome }).remedy ?? [];
    expect(act).toMatchObject({ field: { in: 'profile', name } });
    const behindRelay = liveReceipt.evaluate({
      'live.receipt': seen(sent({ outcome, receipt: null })),
      'live.callback': notAsked,
      'smtp.session': observed(session()),
      'profile.tenant': notAsked,
    });
    expect(behindRelay).toMatchObject({ reason: 'order-refused', owner: 'implementation engineer' });
  });

  it('waits where the platform put the order off', () => {
    const outcome = { kind: 'refused' as const, code: 'HTTP 429', message: 'busy', temporary: true, stage: 'trigger' };
    expect(judge({ outcome })).toMatchObject({ status: 'pending', reason: 'order-put-off', owner: 'SquareOS admin' });
  });

  it('fails nobody where nobody was reached: nothing was sent', () => {
    const outcome = { kind: 'refused' as const, code: 'ECONNREFUSED', message: 'no way.', temporary: false, stage: 'unsent' };
    expect(judge({ outcome })).toMatchObject({ status: 'inconclusive', reason: 'unsent', owner: 'network admin' });
  });

  it('sends nobody to a secret where the clock is off', () => {
    const outcome = {
      kind: 'refused' as const,
      code: 'InvalidSignatureException',
      message: 'AWS refused the signature of the sending credential: this machine’s clock is 9 minutes behind AWS’s; set it.',
      temporary: false,
    };
    expect(sesRefusal(outcome)).toMatchObject({ owner: 'implementation engineer', act: { say: expect.stringContaining('NTP') } });
  });

  it('names the checks that hold the message back', () => {
    expect(judge({ withheld: { reason: 'gate', because: ['a', 'b'] } }).fix).toContain('a, b');
  });

  it('shows first what the mark found after an ambiguous end, and proves nothing by it', () => {
    const judged = judge({ outcome: { kind: 'ambiguous', code: 'TIMEOUT', message: 'silence' } }, came(null, [event()]));
    expect(judged).toMatchObject({
      status: 'inconclusive',
      reason: 'found-by-mark',
      observed: { found: [{ id: 'id-1', event: 'delivery' }] },
    });
    expect(judged.fix).toContain('id-1 was delivered');
  });

  it.each<[SmtpStage, string, string, readonly string[]]>([
    ['final-dot', '554 Configuration Set does not exist: squareos-main', 'configuration-set-missing', []],
    ['final-dot', '554 5.6.0 virus', 'content-refused', []],
    ['final-dot', '552 5.3.4 Message size exceeds limit', 'message-too-big', []],
    ['final-dot', '554 5.7.1 no', 'refused', []],
    ['data', '250 2.0.0 what', 'dialogue-broken', []],
    ['final-dot', '550 5.7.1 Unconfigured Sending Domain <gym.example>', 'refused', ['smtp-sender-accepted']],
    ['rcpt', '550 5.1.1 no such user', 'refused', ['smtp-recipient-accepted']],
    ['mail', '530 5.7.0 Authentication required', 'refused', ['smtp-auth']],
    ['starttls', '454 4.7.0 TLS not available', 'refused-for-now', ['smtp-starttls']],
  ])('over SMTP, at %s with “%s”, is %s and follows from %j', (stage, text, reason, follows) => {
    const judgement = liveReceipt.evaluate({
      'live.receipt': refusedAt(stage, text) as Given['live.receipt'],
      'smtp.session': observed(session()),
      'profile.tenant': notAsked,
      'live.callback': notAsked,
    });
    expect(toldBy(liveReceipt, judgement)).toMatchObject({ status: 'fail', reason });
    expect(judgement.follows ?? []).toEqual(follows);
  });

  it('is the mail provider’s where the relay leaves DATA without an end', () => {
    const outcome = { kind: 'refused', code: 'CLOSED', message: 'It hung up.', temporary: true, stage: 'data' } as const;
    const judgement = liveReceipt.evaluate({
      'live.receipt': seen(sent({ outcome, receipt: null })),
      'smtp.session': observed(session()),
      'profile.tenant': notAsked,
      'live.callback': notAsked,
    });
    expect(toldBy(liveReceipt, judgement)).toMatchObject({ reason: 'dialogue-broken', owner: 'mail provider admin' });
  });

  it('follows from the certificate where nothing was said over a session that TLS did not verify', () => {
    const outcome = {
      kind: 'refused',
      code: 'TLS_NOT_VERIFIED',
      message: 'not verified',
      temporary: false,
      stage: 'auth',
    } as const;
    const judgement = liveReceipt.evaluate({
      'live.receipt': seen(sent({ outcome, receipt: null })),
      'smtp.session': observed(session()),
      'profile.tenant': notAsked,
      'live.callback': notAsked,
    });
    expect(judgement.follows).toContain('smtp-certificate');
  });
});
