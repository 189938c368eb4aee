// receiver.yaml: what is taken, and where and how a fault is told.
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/core/errors.ts';
import { loadReceiverConfig } from '../../src/profile/receiver-config.ts';

const good = `version: 1
listen: {host: 127.0.0.1, port: 0}
store: {sqlite: ledger.db}
readTokens: ["env:CERTIFY_READ"]
writeTokens: ["env:CERTIFY_WRITE"]
accounts:
  - id: main-gym
    provider: SES
    verifyTokens: ["env:CERTIFY_A", "env:CERTIFY_B"]
    topicArns: [arn:aws:sns:ap-south-1:111122223333:squareos-email]
`;
const load = (text: string) => loadReceiverConfig({ text, path: 'receiver.yaml', directory: '/' });
const refusal = (text: string): UsageError => {
  try {
    load(text);
  } catch (error) {
    if (error instanceof UsageError) return error;
    throw error;
  }
  throw new Error('it was taken');
};

describe('loadReceiverConfig', () => {
  it('names every reference with its place', () => {
    const { secrets } = load(good);
    expect(secrets.map(({ name, ref, line }) => [name, ref.target, line])).toEqual([
      ['readTokens.0', 'CERTIFY_READ', 4],
      ['writeTokens.0', 'CERTIFY_WRITE', 5],
      ['accounts.0.verifyTokens.0', 'CERTIFY_A', 9],
      ['accounts.0.verifyTokens.1', 'CERTIFY_B', 9],
    ]);
  });

  it.each([
    ['store-choice', good.replace('sqlite: ledger.db', '')],
    ['store-choice', good.replace('sqlite: ledger.db', 'sqlite: a.db, postgres: "env:CERTIFY_DB"')],
    ['topic-missing', good.replace(/ {4}topicArns.*\n/, '')],
    ['account-doubled', good + good.slice(good.indexOf('  - id'))],
    ['token-missing', good.replace('["env:CERTIFY_A", "env:CERTIFY_B"]', '[]')],
    ['no-account', good.replace(/accounts:[\s\S]*/, 'accounts: []\n')],
  ])('refuses with %s', (code, text) => {
    const error = refusal(text);
    expect(error.code).toBe(code);
    expect(error.place.line).toBeGreaterThan(1);
  });

  it('refuses a literal token without saying it back, and an unknown key with the nearest', () => {
    const literal = refusal(good.replace('env:CERTIFY_READ', 'hunter2hunter2hunter2'));
    expect(literal.code).toBe('literal-secret');
    expect(`${literal.message} ${literal.fix}`).not.toContain('hunter2');
    expect(literal.place).toMatchObject({ file: 'receiver.yaml', line: 4 });
    expect(refusal(good.replace('readTokens', 'readToken')).message).toContain('readTokens');
  });
});
