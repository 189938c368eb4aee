import { describe, expect, it } from 'vitest';
import { consumerDomain, personalMailboxHost } from '../../src/mail/personal-mailbox.ts';

describe('personal mailboxes', () => {
  it.each([
    ['gmail.com', 'gmail.com'],
    ['GMAIL.com.', 'gmail.com'],
    ['yahoo.co.uk', 'yahoo.co.uk'],
    ['hotmail.fr', 'hotmail.fr'],
    ['mail.proton.me', 'proton.me'],
  ])('%s is a consumer’s domain', (domain, found) => {
    expect(consumerDomain(domain)).toBe(found);
  });

  it.each(['example.com', 'notgmail.com', 'gmail.com.example.com', 'live.example', 'com', ''])('%s is none', (domain) => {
    expect(consumerDomain(domain)).toBeNull();
  });

  it('tells relays for organisations from the mailbox hosts beside them', () => {
    expect(personalMailboxHost('smtp.gmail.com')).toBe('gmail.com');
    expect(personalMailboxHost('smtp-relay.gmail.com')).toBeNull();
    expect(personalMailboxHost('SMTP-RELAY.gmail.com.')).toBeNull();
  });
});
