import { describe, expect, it } from 'vitest';
import { errorRow, rowOf } from '../../src/fleet/row.ts';
import { watchedOfPlace } from '../../src/fleet/watched.ts';
import { failedDocument, finding, missingToken } from '../records.ts';

const LOOKED = {
  night: '2026-11-20',
  key: 'main-gym/SES',
  tenant: 'main-gym',
  profile: 'gym.yaml',
  provider: 'SES',
  environment: 'production',
  place: '111122223333/ap-south-1',
  at: '2026-11-20T20:16:09.400Z',
  tookMs: 900,
  ses: 'full',
  sesReadAt: '2026-11-20T20:16:09.400Z',
} as const;

const seen = (value: object) => ({ state: 'observed', value, at: '2026-11-20T20:16:02.000Z', durationMs: 3 }) as never;

describe('a row of a look', () => {
  it('keeps what fails, counts what follows from it, and says which checks nobody knows about', () => {
    const follower = finding({ check: 'dmarc-alignment', status: 'fail', reason: 'none', cause: 'dkim-tokens' });
    const blind = ['sns-topic', 'sns-policy'].map((check) =>
      finding({ check, status: 'inconclusive', reason: 'denied', unseen: 'sns.topic', observations: ['sns.topic'] }),
    );
    const open = finding({ check: 'alignment', status: 'inconclusive', reason: 'unsaid', openUntilSent: true });
    const accepted = finding({ check: 'spf-record', status: 'fail', reason: 'none', limitation: 'spf-record' });
    const document = failedDocument({ findings: [finding({ check: 'a' }), missingToken, follower, ...blind, open, accepted] });
    const row = rowOf(document, LOOKED, null);
    expect(row.findings.map(({ check, kind, followers }) => [check, kind, followers])).toEqual([
      ['dkim-tokens', 'failing', 1],
      ['sns-topic', 'unseen', 1],
    ]);
    expect(row.hidden).toEqual(['dmarc-alignment', 'sns-topic', 'sns-policy']);
    expect(row.validity).toContainEqual({ kind: 'certification', subject: 'the certification', expires: null });
    expect([row.exitCode, row.passed]).toEqual([1, 1]);
  });

  it('has one root for all tenants of an account that is paused, and its own for a record of its own', () => {
    const paused = finding({
      check: 'ses-enforcement',
      status: 'fail',
      reason: 'paused',
      observations: ['ses.account', 'run.clock'],
    });
    const rootsOf = (tenant: string) =>
      rowOf(failedDocument({ tenant, findings: [paused, missingToken] }), { ...LOOKED, tenant, key: `${tenant}/SES` }, undefined);
    const [one, other] = [rootsOf('a').findings, rootsOf('b').findings];
    expect(one[0]?.root).toBe(other[0]?.root);
    expect(one[1]?.root).not.toBe(other[1]?.root);
    expect(one[0]?.fingerprint).not.toBe(other[0]?.fingerprint);
  });

  it('of an error says what it was, and nothing of any check', () => {
    const error = { code: 'unknown-key', message: 'gym.yaml:3:1: …', fix: 'Correct it.', file: 'gym.yaml', line: 3, column: 1 };
    const row = errorRow(error, 2, LOOKED);
    expect(row).toMatchObject({ outcome: null, exitCode: 2, hidden: ['*'], error });
    expect(row.findings).toMatchObject([{ check: 'profile', reason: 'unknown-key', kind: 'failing' }]);
    expect(errorRow(error, 3, LOOKED).findings).toMatchObject([{ check: 'look', kind: 'unseen' }]);
  });

  it('tells of the account what is watched, in tenths of a percent', () => {
    const quota = { max24Hour: 1000, maxPerSecond: 1, sent24Hour: 876 };
    const account = { productionAccess: true, sendingEnabled: true, enforcementStatus: 'HEALTHY', quota, review: null };
    const statistics = { attempts: 1000, bounces: 51, complaints: 1, rejects: 0, since: null };
    const document = failedDocument({ observations: { 'ses.account': seen(account), 'ses.statistics': seen(statistics) } });
    expect(watchedOfPlace(document)).toMatchObject({ 'quota used %': 87.6, 'bounce rate %': 5.1, 'complaint rate %': 0.1 });
  });
});
