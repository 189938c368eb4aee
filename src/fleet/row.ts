// From a look to the row of the night: of a document, or of the error that a look ended in.
import type { KeptFinding, LookError, TenantLook } from '../core/fleet.ts';
import type { RunDocument } from '../core/record.ts';
import { fingerprint } from './fingerprint.ts';
import { findingsDigest, hiddenChecks, keptFindings } from './kept.ts';
import { validityOf } from './validity.ts';
import { watchedOfTenant } from './watched.ts';

/** Who was looked at, and when. */
type Looked = Pick<
  TenantLook,
  'night' | 'key' | 'tenant' | 'profile' | 'provider' | 'environment' | 'place' | 'at' | 'tookMs' | 'ses' | 'sesReadAt'
>;

export const rowOf = (document: RunDocument, looked: Looked, certified: string | null | undefined): TenantLook => {
  const findings = keptFindings(document, looked);
  const fine = document.findings.filter(({ status }) => status === 'pass').length;
  return {
    schema: 'certify.fleet-look/1',
    ...looked,
    outcome: document.decision.outcome,
    exitCode: document.decision.exitCode,
    digest: findingsDigest(document),
    passed: fine,
    judged: document.findings.filter(({ status }) => status !== 'not-applicable').length,
    findings,
    hidden: hiddenChecks(document, findings),
    validity: validityOf(document, certified),
    watched: watchedOfTenant(document),
    error: null,
  };
};

/** Names under which a look that ended without a document stands among the findings. */
export const PSEUDO_CHECKS = { profile: 'profile', look: 'look', pulse: 'pulse' } as const;

const TITLE = {
  2: 'The profile can be read and used',
  3: 'The look ends in time',
  4: 'certify itself works',
} as const;

type ErrorExit = keyof typeof TITLE;

const errorFinding = (error: LookError, exitCode: ErrorExit, { key, tenant }: Looked): KeptFinding => {
  const check = exitCode === 2 ? PSEUDO_CHECKS.profile : PSEUDO_CHECKS.look;
  return {
    fingerprint: fingerprint(key, check, error.code),
    kind: exitCode === 3 ? 'unseen' : 'failing',
    check,
    reason: error.code,
    status: exitCode === 3 ? 'inconclusive' : 'fail',
    severity: 'blocker',
    title: TITLE[exitCode],
    owner: 'implementation engineer',
    who: null,
    root: `${tenant} ${check}/${error.code}`,
    followers: 0,
    expected: null,
    observed: { message: error.message },
    fix: error.fix,
  };
};

/** `exitCode`: 2 the profile was refused · 3 the look took too long · 4 a fault. */
export const errorRow = (error: LookError, exitCode: ErrorExit, looked: Looked): TenantLook => ({
  schema: 'certify.fleet-look/1',
  ...looked,
  outcome: null,
  exitCode,
  digest: fingerprint('error', error.code),
  passed: 0,
  judged: 0,
  findings: [errorFinding(error, exitCode, looked)],
  hidden: ['*'],
  validity: [],
  watched: {},
  error,
});
