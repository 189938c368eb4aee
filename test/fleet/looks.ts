// Rows of a night, as tests need them.
import type { KeptFinding, TenantLook } from '../../src/core/fleet.ts';
import { fingerprint } from '../../src/fleet/fingerprint.ts';

export const finding = (check: string, reason: string, more: Partial<KeptFinding> = {}): KeptFinding => ({
  fingerprint: fingerprint('gym/SES', check, reason),
  kind: 'failing',
  check,
  reason,
  status: 'fail',
  severity: 'blocker',
  title: 'It holds',
  owner: 'DNS admin',
  who: null,
  root: `gym ${check}/${reason}`,
  followers: 0,
  expected: null,
  observed: {},
  fix: null,
  ...more,
});

export const unseen = (key: string, check = 'dkim-tokens'): KeptFinding =>
  finding(check, 'unreachable', { kind: 'unseen', status: 'inconclusive', fingerprint: fingerprint('gym/SES', 'unseen', key) });

export const look = (night: string, findings: readonly KeptFinding[], more: Partial<TenantLook> = {}): TenantLook => ({
  schema: 'certify.fleet-look/1',
  night,
  key: 'gym/SES',
  tenant: 'gym',
  profile: 'gym.yaml',
  provider: 'SES',
  environment: 'staging',
  place: '111122223333/ap-south-1',
  outcome: 'READY',
  exitCode: 0,
  at: `${night}T02:00:00.000Z`,
  tookMs: 10,
  ses: 'full',
  sesReadAt: `${night}T02:00:00.000Z`,
  digest: 'sha256:0',
  passed: 40,
  judged: 40,
  findings,
  hidden: findings.filter(({ kind }) => kind === 'unseen').map(({ check }) => check),
  validity: [],
  watched: {},
  error: null,
  ...more,
});
