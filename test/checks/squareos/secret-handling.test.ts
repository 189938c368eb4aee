import { describe, expect, it } from 'vitest';
import { secretHandling } from '../../../src/checks/squareos/secret-handling.ts';
import type { Facts } from '../../../src/facts/index.ts';
import { seen } from '../live/builders.ts';
import { toldBy } from '../told-by.ts';

type Secret = Facts['profile.secrets'][string];

const secret = (change: Partial<Secret> = {}): Secret => ({
  reference: 'env:CERTIFY_X',
  shape: { length: 40, form: 'other' },
  sharedWith: [],
  ...change,
});

const judge = (secrets: Facts['profile.secrets']) =>
  toldBy(secretHandling, secretHandling.evaluate({ 'profile.secrets': seen(secrets) }));

describe('secret-handling', () => {
  it('passes for long secrets of one use each', () => {
    expect(judge({ 'smtp.password': secret(), 'callback.verifyToken': secret() })).toMatchObject({ status: 'pass' });
  });

  it('fails for a secret of 11 characters and passes for one of 12', () => {
    const of = (length: number) => judge({ 'callback.verifyToken': secret({ shape: { length, form: 'other' } }) });
    expect(of(11)).toMatchObject({ status: 'fail', reason: 'too-short', observed: { 'callback.verifyToken': { length: 11 } } });
    expect(of(11).fix).toContain('callback.verifyToken');
    expect(of(12)).toMatchObject({ status: 'pass' });
  });

  it('leaves a weak password of the relay to the relay’s admin, and the rest to SquareOS', () => {
    const weak = secret({ shape: { length: 8, form: 'other' } });
    expect(judge({ 'smtp.password': weak })).toMatchObject({ owner: 'mail provider admin' });
    const both = judge({ 'smtp.password': weak, 'callback.verifyToken': weak });
    expect(both.remedy?.map(({ owner }) => owner)).toEqual(['mail provider admin', 'SquareOS admin']);
  });

  it('lets nobody choose the secret of an AWS key', () => {
    const weak = secret({ guessable: true });
    const judged = judge({ 'aws.send.secretAccessKey': weak });
    expect(judged).toMatchObject({ owner: 'AWS admin', reason: 'guessable' });
    expect(judged.fix).toContain('create a new key');
    const both = judge({ 'aws.send.secretAccessKey': weak, 'callback.verifyToken': weak });
    expect(both.remedy?.map(({ owner }) => owner)).toEqual(['AWS admin', 'SquareOS admin']);
  });

  it('fails for a secret made of common words or of the tenant’s names', () => {
    const judged = judge({ 'callback.verifyToken': secret({ guessable: true }), 'smtp.password': secret() });
    expect(judged).toMatchObject({
      status: 'fail',
      reason: 'guessable',
      observed: { 'callback.verifyToken': { guessable: true } },
    });
    expect(judged.fix).toContain('Replace callback.verifyToken by a random value');
  });

  it('fails when two names hold one value', () => {
    const judged = judge({
      'callback.verifyToken': secret({ sharedWith: ['callback.ledger.token'] }),
      'callback.ledger.token': secret({ sharedWith: ['callback.verifyToken'] }),
      'smtp.password': secret(),
    });
    expect(judged).toMatchObject({ status: 'fail', reason: 'shared' });
    expect(judged.fix).toContain('callback.verifyToken, callback.ledger.token');
  });

  it('cannot say it for a secret that was not read', () => {
    const judged = judge({ 'smtp.password': secret({ shape: null, reference: 'env:CERTIFY_SMTP_PASSWORD' }) });
    expect(judged).toMatchObject({ status: 'inconclusive', reason: 'partly-observed' });
    expect(judged.fix).toContain('env:CERTIFY_SMTP_PASSWORD');
  });

  it.each([
    [['line-break' as const], 'line-break', 'ends in a line break, which certify takes away'],
    [['percent-encoded' as const], 'wrong-form', 'smtp.password is percent-encoded'],
    [['quoted' as const, 'blank' as const], 'wrong-form', 'stands in quotation marks, and begins or ends with a blank'],
  ])('warns of what was done to a secret on its way: %j', (flaws, reason, words) => {
    const judged = judge({ 'smtp.password': secret({ shape: { length: 40, form: 'other', flaws } }) });
    expect(judged).toMatchObject({ status: 'warn', reason });
    expect(judged.fix).toContain(words);
  });

  it('cannot be waived', () => {
    expect([secretHandling.waivable, secretHandling.core]).toEqual([false, true]);
  });
});
