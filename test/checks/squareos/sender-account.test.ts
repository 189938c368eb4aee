import { describe, expect, it } from 'vitest';
import { senderAccount } from '../../../src/checks/squareos/sender-account.ts';
import { ses, smtp } from './tenant.ts';
import { toldBy } from '../told-by.ts';

const sender = (value: string) => ['billing@example.com', value] as const;
const identity = (value: string) => ['  identity: example.com', `  identity: ${value}`] as const;

describe('sender-account', () => {
  it.each([
    ['an address of the domain', 'billing@example.com', 'example.com', 'domain'],
    ['another case of the domain', 'billing@Example.COM', 'example.com', 'domain'],
    ['an address below the domain', 'billing@mail.example.com', 'example.com', 'subdomain'],
    ['the verified address itself', 'billing@example.com', 'billing@EXAMPLE.com', 'address'],
    ['an address of an internationalised domain', 'billing@xn--mnchen-3ya.example', 'münchen.example', 'domain'],
  ])('passes for %s', (_, from, of, scope) => {
    expect(toldBy(senderAccount, senderAccount.evaluate(ses(sender(from), identity(of))))).toMatchObject({
      status: 'pass',
      observed: { scope },
    });
  });

  it.each([
    ['another domain', 'billing@example.org', 'example.com'],
    ['a domain that only ends alike', 'billing@notexample.com', 'example.com'],
    ['another address than the verified one', 'office@example.com', 'billing@example.com'],
    ['the parent of the identity', 'billing@example.com', 'mail.example.com'],
  ])('fails for %s, with both ways out', (_, from, of) => {
    const judged = toldBy(senderAccount, senderAccount.evaluate(ses(sender(from), identity(of))));
    expect(judged).toMatchObject({ status: 'fail', reason: 'outside-identity' });
    expect(judged.fix).toContain(of);
    expect(judged.fix).toContain('ap-south-1');
  });

  it('leaves an SMTP sender to the relay', () => {
    expect(toldBy(senderAccount, senderAccount.evaluate(smtp()))).toMatchObject({ status: 'pass' });
  });
});
