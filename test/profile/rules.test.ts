import { describe, expect, it } from 'vitest';
import { changed, load, refusalOf, SES, SMTP } from './source.ts';

const KEY = '{accessKeyId: AKIAEXAMPLEEXAMPLE34, secretAccessKey: "env:CERTIFY_PROBE_SECRET"}';
const SES_SECTION = 'ses: {region: eu-west-1, identity: example.com, requireSnsSignature: true}\n';

const CASES: readonly (readonly [title: string, text: string, code: string, line: number])[] = [
  ['two providers without routing', `${SMTP}${SES_SECTION}`, 'two-providers', 29],
  ['a provider without its section', changed(SMTP, 'provider: SMTP', 'provider: SES'), 'missing-key', 5],
  [
    'several ways to sign in',
    changed(SES, '{profile: main-gym-readonly}', '{profile: a, roleArn: "arn:aws:iam::111122223333:role/x"}'),
    'probe-credential-form',
    16,
  ],
  [
    'an access key without its secret',
    changed(SES, '{profile: main-gym-readonly}', '{accessKeyId: AKIAEXAMPLEEXAMPLE34}'),
    'probe-credential-form',
    16,
  ],
  [
    'an external id without a role',
    changed(SES, '{profile: main-gym-readonly}', '{externalId: abc}'),
    'probe-credential-form',
    16,
  ],
  [
    'a temporary key without its session token',
    changed(SES, 'AKIAEXAMPLEEXAMPLE12', 'ASIAEXAMPLEEXAMPLE12'),
    'session-token-missing',
    17,
  ],
  ['two kinds of ledger', changed(SES, 'map: {}}', 'map: {}, attest: true}'), 'ledger-form', 32],
  [
    'a role of another partition than the region',
    changed(SES, '{profile: main-gym-readonly}', '{roleArn: "arn:aws-us-gov:iam::111122223333:role/x"}'),
    'other-partition',
    16,
  ],
  ['a sender that SES does not take', changed(SES, 'billing@example.com', 'jürgen@example.com'), 'address-beyond-ascii', 26],
  ['a recipient that SES does not take', changed(SES, 'ops@example.com', 'ağ@example.com'), 'address-beyond-ascii', 34],
  ['no ledger', changed(SMTP, 'ledger: {attest: true}', 'ledger: {}'), 'ledger-form', 25],
  [
    'sending without the sending secret',
    changed(changed(SES, 'via: squareos', 'via: provider'), ', secretAccessKey: "env:CERTIFY_SES_SECRET"', ''),
    'send-credential-missing',
    36,
  ],
  [
    'a trigger without a platform',
    changed(SMTP, 'reference: TICKET-1}', 'reference: TICKET-1}\n  trigger: {path: /x, body: {}}'),
    'trigger-needs-platform',
    29,
  ],
  [
    'a rehearsal without SES',
    changed(SMTP, 'reference: TICKET-1}', 'reference: TICKET-1}\n  rehearse: [bounce]'),
    'rehearse-needs-ses',
    29,
  ],
  [
    'a rehearsal that nobody could read the end of',
    changed(
      changed(SES, 'rehearse: []', 'rehearse: [bounce]'),
      '{baseUrl: https://api.squareos.example, token: "env:CERTIFY_LEDGER_TOKEN", map: {}}',
      '{attest: true}',
    ),
    'rehearse-needs-ledger',
    39,
  ],
  ['a password without a user', changed(SMTP, '  username: apikey\n', ''), 'username-missing', 10],
  [
    'a limitation twice',
    changed(
      SES,
      'limitations: []',
      `limitations:\n${'  - {check: mail-from, reason: r, ticket: T-1, approvedBy: x, expires: 2027-01-01}\n'.repeat(2)}`,
    ),
    'duplicate',
    44,
  ],
  ['an unknown template', changed(SES, 'trial: tpl_3', 'trail: tpl_3'), 'unknown-key', 27],
  ['a template without a reason', changed(SES, '"unused: renewals are automatic"', '"unused:"'), 'wrong-value', 27],
  [
    'a limitation without an end',
    changed(SES, 'limitations: []', 'limitations: [{check: mail-from, reason: r, ticket: T-1, approvedBy: x}]'),
    'missing-key',
    42,
  ],
];

describe('the rules of a profile', () => {
  it.each(CASES)('refuse %s', (_, text, code, line) => {
    const error = refusalOf(text);
    expect([error.code, error.place.line, error.place.file]).toEqual([code, line, 'gym.yaml']);
    expect(error.place.column).toBeGreaterThan(0);
    expect(error.fix.length).toBeGreaterThan(10);
  });

  it('let two providers stand with documented routing', () => {
    const text = changed(
      `${SMTP}${SES_SECTION}`,
      'provider: SMTP',
      'provider: SMTP\nrouting: {documentedBy: Support, ticket: T-9, otherProfile: gym-ses.yaml}',
    );
    expect(load(text).profile.routing).toEqual({ documentedBy: 'Support', ticket: 'T-9', otherProfile: 'gym-ses.yaml' });
  });

  it('take one key pair for looking', () => {
    expect(load(changed(SES, '{profile: main-gym-readonly}', KEY)).profile.aws?.probe.accessKeyId).toBe('AKIAEXAMPLEEXAMPLE34');
  });

  it('takes any word as a key id for an emulator, and only there', () => {
    const word = changed(SES, '{profile: main-gym-readonly}', KEY.replace('AKIAEXAMPLEEXAMPLE34', 'testing'));
    const emulated = changed(word, 'endpoints: {}', 'endpoints: {sesv2: "http://127.0.0.1:4566"}');
    expect(load(emulated).profile.aws?.probe.accessKeyId).toBe('testing');
    expect(() => load(word)).toThrow(/begins with AKIA or ASIA/);
  });

  it.each(['smtp.gmail.com', 'SMTP-MAIL.outlook.com', 'smtp.mail.yahoo.co.in', 'mail.gmx.net', 'smtp.live.com'])(
    'refuse the personal mailbox host %s unless it is approved',
    (host) => {
      const text = changed(SMTP, 'smtp.relay.example', host);
      expect(refusalOf(text).code).toBe('personal-mailbox');
      const approved = (approval: string): string =>
        changed(text, '  port: 587', `  personalMailboxApproval: {${approval}}\n  port: 587`);
      expect(load(approved('approvedBy: Owner, reference: T-3')).profile.smtp?.personalMailboxApproval?.approvedBy).toBe('Owner');
      expect(load(approved('by: Owner, reference: T-3')).profile.smtp?.personalMailboxApproval?.by).toBe('Owner');
      expect(refusalOf(approved('reference: T-3')).code).toBe('missing-key');
    },
  );

  it.each(['smtp-relay.gmail.com', 'smtp.sendgrid.net', 'mail.notgmail.com', 'smtp.outlook.example.com'])(
    'let the relay %s pass',
    (host) => {
      expect(load(changed(SMTP, 'smtp.relay.example', host)).profile.smtp?.host).toBe(host);
    },
  );

  it('refuse a limitation of an unknown check, with the nearest one, when the checks are known', () => {
    const text = changed(
      SES,
      'limitations: []',
      'limitations: [{check: dmarc-recrod, reason: r, ticket: T-1, approvedBy: x, expires: 2027-01-01}]',
    );
    expect(load(text).profile.limitations).toHaveLength(1);
    const error = refusalOf(text, { known: { checks: ['dmarc-record', 'mail-from'] } });
    expect([error.code, error.fix]).toEqual(['unknown-check', 'Did you mean `dmarc-record`?']);
  });
});
