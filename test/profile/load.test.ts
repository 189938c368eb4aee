import { describe, expect, it } from 'vitest';
import { changed, load, refusalOf, SES, SMTP } from './source.ts';

describe('a profile', () => {
  it('loads as the contract shows it for SES', () => {
    const { profile, secrets, digest } = load(SES);
    expect(profile).toMatchObject({
      tenant: 'main-gym',
      provider: 'SES',
      ses: { region: 'ap-south-1', configurationSet: 'squareos-main', endpoints: {} },
      aws: { probe: { profile: 'main-gym-readonly' }, send: { secretAccessKey: { kind: 'env', target: 'CERTIFY_SES_SECRET' } } },
      live: { via: 'squareos', trigger: 'person', rehearse: [], optIn: { at: '2026-11-20' } },
    });
    expect(profile).not.toHaveProperty('routing');
    expect(profile.trust).toEqual({});
    expect(secrets.map((one) => [one.name, one.line])).toEqual([
      ['aws.send.secretAccessKey', 17],
      ['callback.verifyToken', 30],
      ['callback.ledger.token', 32],
    ]);
    expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
  });

  it('loads as the contract shows it for SMTP', () => {
    const { profile } = load(SMTP);
    expect(profile.smtp).toMatchObject({ host: 'smtp.relay.example', port: 587, secure: false, relay: 'postfix' });
    expect(profile).not.toHaveProperty('aws');
    expect(profile.squareos.templates).toEqual({ invoice: 'tpl_1', paymentLink: 'tpl_2' });
    expect(profile.callback.ledger).toEqual({ attest: true, map: {} });
  });

  it('has another digest when a comment changes', () => {
    expect(load(`${SES}# seen\n`).digest).not.toBe(load(SES).digest);
  });

  it.each([
    ['a final dot', 'identity: example.com.', 'example.com'],
    ['capitals', 'identity: EXAMPLE.Com', 'example.com'],
    ['letters beyond ASCII', 'identity: bücher.example', 'xn--bcher-kva.example'],
    ['an address', 'identity: Billing@Example.COM.', 'Billing@example.com'],
  ])('knows a name with %s as SES and DNS do', (_, line, identity) => {
    expect(load(changed(SES, 'identity: example.com', line)).profile.ses?.identity).toBe(identity);
  });

  it('knows every other name and address so too', () => {
    const text = changed(
      changed(changed(SES, 'bounce.example.com', 'Bounce.Example.com.'), 'billing@example.com', 'billing@BÜCHER.example'),
      'dkim: []',
      'dkim: [{domain: Bücher.example., selector: s1}]',
    );
    const { ses, squareos } = load(changed(text, 'ops@example.com', 'Ops@Example.com')).profile;
    expect(ses?.mailFrom).toBe('bounce.example.com');
    expect(squareos.sender).toMatchObject({
      senderValue: 'billing@xn--bcher-kva.example',
      dkim: [{ domain: 'xn--bcher-kva.example', selector: 's1' }],
    });
  });

  it.each([
    ['identity: example.com', 'identity: "exa\u200bmple.com"'],
    ['identity: example.com', 'identity: "example.com\u00a0"'],
    ['identity: example.com', 'identity: " example.com"'],
    ['identity: example.com', 'identity: "example．com"'],
    ['billing@example.com', '"billing@ｅxample.com"'],
    ['mailFrom: bounce.example.com', 'mailFrom: "bounce。example.com"'],
    ['billing@example.com', '"bil\u00adling@example.com"'],
    ['externalAccountId: example.com', 'externalAccountId: "example.com\u200b"'],
    ['resolvers: []', 'resolvers: ["192.0.2.1:65536"]'],
    ['resolvers: []', 'resolvers: ["[2001:db8::1]:0"]'],
    ['resolvers: []', 'resolvers: ["https://dns.example:99999/dns-query"]'],
  ])('refuses in place of `%s` what no other party could take: %j', (from, to) => {
    expect(refusalOf(changed(SES, from, to)).code).toBe('wrong-value');
  });

  it.each(['resolvers: ["192.0.2.1:65535"]', 'resolvers: ["2001:db8::1", "https://dns.example:8443/dns-query{?dns}"]'])(
    'takes `%s`',
    (line) => {
      expect(load(changed(SES, 'resolvers: []', line)).profile.dns.resolvers.length).toBeGreaterThan(0);
    },
  );

  it('reads an empty configuration set as none', () => {
    const { profile } = load(changed(SES, 'configurationSet: squareos-main', 'configurationSet: ""'));
    expect(profile.ses).not.toHaveProperty('configurationSet');
  });

  it('keeps the nulls in the body of a trigger, because they are data', () => {
    const { profile } = load(changed(SES, 'trigger: person', 'trigger: {path: /send, body: {template: null, to: ops}}'));
    expect(profile.live.trigger).toEqual({ path: '/send', body: { template: null, to: 'ops' } });
  });

  it.each([
    ['production', SES, 'squareos'],
    ['staging, with the secret at hand', changed(SES, 'environment: production', 'environment: staging'), 'provider'],
    [
      'staging, without the secret',
      changed(changed(SES, 'environment: production', 'environment: staging'), ', secretAccessKey: "env:CERTIFY_SES_SECRET"', ''),
      'squareos',
    ],
  ])('lets the platform or the provider send by default: %s', (_, text, via) => {
    expect(load(changed(text, '  via: squareos', '  via: null')).profile.live.via).toBe(via);
  });
});

describe('a refusal', () => {
  it('names the nearest known key, with file, line and column', () => {
    const error = refusalOf(changed(SES, '  region: ap-south-1', '  regoin: ap-south-1'));
    expect(error.code).toBe('unknown-key');
    expect(error.message).toBe('gym.yaml:8:3: `regoin` is not a key of `ses`: did you mean `region`?');
    expect(error.place).toEqual({ file: 'gym.yaml', line: 8, column: 3 });
  });

  it.each([
    ['recipient: ops@example.com', 'Move it under `live`.'],
    // The relay, the inbox and the adapter have one too; this file has neither.
    ['url: https://api.squareos.example/hook', 'Move it under `callback`.'],
    ['region: ap-south-1', 'Move it under `ses`.'],
    // A text is no section and no list.
    ['imap: imap.example.com', 'Keys here are'],
    ['selector: s1', 'Keys here are'],
    ['secure: true', 'Move it under `smtp` or `live.inbox.imap`.'],
    ['inbox: {imap: {host: imap.example.com}}', 'Move it under `live`.'],
  ])('says where `%s` belongs when it stands at the top level', (line, fix) => {
    expect(refusalOf(changed(SES, 'version: 1', `version: 1\n${line}`)).fix).toContain(fix);
  });

  it('names every problem, in the order of the file', () => {
    const error = refusalOf(changed(changed(SES, 'tenant: main-gym', 'tenant: "main gym"'), 'at: 2026-11-20', 'at: 2026-02-30'));
    expect(error.place.line).toBe(3);
    expect(error.message.split('\n')[1]).toContain('gym.yaml:35:31: `live.optIn.at` must be a real date');
  });

  it('refuses a literal where a reference belongs, with the line, the remedy, and without the value', () => {
    const secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
    const error = refusalOf(changed(SES, '"env:CERTIFY_SES_SECRET"', secret));
    expect(error.code).toBe('literal-secret');
    expect(error.place).toEqual({ file: 'gym.yaml', line: 17, column: 63 });
    expect(error.fix).toContain('env:CERTIFY_SES_SECRET');
    expect(JSON.stringify([error.message, error.fix, error.stack, error.cause ?? null])).not.toContain(secret);
  });

  it.each([
    ['a session token behind env:', `"env:${'IQoJ'.padEnd(90, 'Ab1')}"`],
    ['a value behind env: that is no variable', '"env:hunter2/with+signs"'],
    ['a PEM block behind cmd:', '"cmd:echo -----BEGIN PRIVATE KEY-----"'],
    ['an empty reference', '"file:"'],
    ['a number', '123456789012'],
  ])('refuses %s as a literal', (_, value) => {
    expect(refusalOf(changed(SES, '"env:CERTIFY_WEBHOOK_TOKEN"', value)).code).toBe('literal-secret');
  });

  it('asks for region and sender in production', () => {
    expect(refusalOf(changed(SES, '  region: ap-south-1\n', '')).message).toContain(
      '`environment: production` needs `ses.region`',
    );
    const noSender = refusalOf(changed(SES, 'senderValue: billing@example.com, ', ''));
    expect(noSender.message).toContain('`environment: production` needs `squareos.sender.senderValue`');
  });

  it('quotes no key that does not look like one', () => {
    const error = refusalOf(changed(SES, 'version: 1', 'version: 1\nwJalrXUtnFEMIK7MDENG1: x'));
    expect(error.message).not.toContain('wJalr');
    expect(error.place.line).toBe(3);
  });
});
