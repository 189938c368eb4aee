// How the relay's host and the EHLO name are written, and what is taken for what.
import { describe, expect, it } from 'vitest';
import { changed, load, refusalOf, SMTP } from './source.ts';

const host = (text: string) => changed(SMTP, 'host: smtp.relay.example', `host: ${JSON.stringify(text)}`);
const ehlo = (text: string) =>
  changed(SMTP, 'host: smtp.relay.example', `ehloName: ${JSON.stringify(text)}\n  host: smtp.relay.example`);

describe('the relay’s host', () => {
  it.each([
    ['smtp.relay.example.', 'smtp.relay.example'],
    ['SMTP.Relay.Example', 'smtp.relay.example'],
    ['smtp.münchen.example', 'smtp.xn--mnchen-3ya.example'],
    ['192.0.2.25', '192.0.2.25'],
    ['[2001:db8::25]', '2001:db8::25'],
  ])('%s is %s to whoever connects', (given, connected) => {
    expect(load(host(given)).profile.smtp?.host).toBe(connected);
  });

  it.each(['smtp://relay.example', 'relay.example:587', 'user@relay.example', '*.relay.example', 'smtp relay', 'smtp..example'])(
    'is not %s',
    (given) => {
      expect(refusalOf(host(given)).message).toContain('a host name, without port or scheme');
    },
  );
});

describe('the EHLO name', () => {
  it('is a full name, and this host’s own when it is left out', () => {
    expect(load(ehlo('Mail.Gym.Example.')).profile.smtp?.ehloName).toBe('mail.gym.example');
    expect(load(SMTP).profile.smtp?.ehloName).toBeUndefined();
  });

  it.each(['[127.0.0.1]', 'localhost', 'localhost.localdomain', '127.0.0.1', 'gymhost', '[IPv6:::1]'])('is never %s', (given) => {
    expect(refusalOf(ehlo(given)).message).toContain('smtp.ehloName');
  });
});
