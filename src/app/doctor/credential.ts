// Whether this machine has a credential to look with, and whom AWS says it is.
import { ObservationError, UsageError } from '../../core/errors.ts';
import type { StsReads } from '../../core/ports/aws.ts';
import type { Target } from '../../profile/target.ts';
import { createAwsReads } from '../../world/aws/reads.ts';
import type { Caller } from '../caller.ts';
import type { Setting } from '../setting.ts';
import { openTenant } from '../tenant.ts';
import { notLookedAt, type Row } from './judge.ts';
import type { Patient } from './patient.ts';

const ENGINEER = 'implementation engineer' as const;
const blocked = (seen: string, act: string): Row => ({ state: 'blocked', seen, act, owner: ENGINEER });

const whoIs = async (sts: StsReads): Promise<Row> => {
  try {
    const { Arn: arn, Account: account } = await sts.getCallerIdentity('probe');
    return { state: 'ok', seen: `${arn ?? 'somebody without a name'}, account ${account ?? 'unknown'}`, act: null, owner: null };
  } catch (thrown) {
    if (!(thrown instanceof ObservationError)) throw thrown;
    const { unseen } = thrown;
    if (unseen.state === 'unreachable') {
      return { state: 'unseen', seen: unseen.message, act: 'Mend the way to AWS first.', owner: null };
    }
    const command = unseen.state === 'failed' ? unseen.command : undefined;
    const act =
      command === undefined ? 'Correct aws.probe in the profile, or the credential on this machine.' : `Run: ${command}`;
    return blocked(unseen.message, act);
  }
};

/** What the SDK's own chain finds here. */
const ofMachine = async (region: string, { shared }: Setting): Promise<Row> => {
  const probeCredentials = { kind: 'default-chain' } as const;
  const reads = createAwsReads({ region, endpoints: {}, probeCredentials, sendCredentials: null, ...shared });
  try {
    const row = await whoIs(reads.sts);
    // A gym behind a relay needs none, and which gym it will be nobody said.
    return row.state === 'blocked' ? { ...row, state: 'warn' } : row;
  } finally {
    await reads.close();
  }
};

const ofTenant = async (target: Target, patient: Patient, setting: Setting, caller: Caller): Promise<Row | null> => {
  const { tenant, evidenceDir } = patient;
  const opened = await openTenant(target, { setting, caller, tenant, evidenceDir, runId: 'doctor', sends: false });
  try {
    return target.places.ses === null ? null : await whoIs(opened.world.reads.aws.sts);
  } finally {
    await opened.close();
  }
};

/** Refusals that another row tells already. */
const TOLD_BY: { readonly [code: string]: string } = { 'ca-file-unreadable': 'ca-file', 'proxy-unreadable': 'proxy' };

/** Null: this tenant needs nothing of AWS. */
export const lookAtCredential = async (patient: Patient, setting: Setting, caller: Caller): Promise<Row | null> => {
  const { target, region } = patient;
  try {
    return await (target === null ? ofMachine(region, setting) : ofTenant(target, patient, setting, caller));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const cause = TOLD_BY[error.code];
    return cause === undefined ? blocked(error.message, error.fix) : notLookedAt(cause);
  }
};
