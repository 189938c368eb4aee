// Where the sending identity stands: SES and DNS looked at together, and who is being waited for.
import type { Finding } from '../../core/finding.ts';
import { called } from '../../core/owner.ts';
import type { Caller } from '../caller.ts';
import { withSource } from '../lab/source.ts';
import { profileLooked } from '../look.ts';
import type { SubjectOptions } from '../options.ts';
import { sesProfile } from '../ses-look.ts';
import type { Setting } from '../setting.ts';
import { lookWaiting } from '../waiting.ts';
import { mattersTo } from './plan.ts';

export interface IdentityStatus {
  readonly schema: 'certify.identity/1';
  readonly tenant: string;
  readonly region: string;
  readonly identity: string;
  readonly mailFrom: string | null;
  readonly findings: readonly Finding[];
  /** Whose act is next; null: nobody's. */
  readonly waitingFor: { readonly who: string; readonly for: string } | null;
}

const waiting = (findings: readonly Finding[]): IdentityStatus['waitingFor'] => {
  const open = (status: Finding['status']): Finding | undefined =>
    findings.find((one) => one.status === status && one.cause === null);
  const wrong = open('fail');
  if (wrong !== undefined) return { who: called(wrong.owner, wrong.who), for: (wrong.fix ?? wrong.title).split('\n')[0] ?? '' };
  const pending = open('pending');
  if (pending !== undefined) return { who: 'Amazon SES, or a DNS cache', for: pending.title };
  const unseen = open('inconclusive');
  return unseen === undefined ? null : { who: called(unseen.owner, unseen.who), for: `Could not be seen: ${unseen.title}` };
};

/** `waitMs`: how long what is pending is waited for; null: one look. */
export const identityStatus = (
  setting: Setting,
  caller: Caller,
  options: SubjectOptions & { readonly waitMs: number | null },
): Promise<IdentityStatus> => {
  const nobody = { evidenceDir: './evidence', operator: null, signKey: null, stores: false } as const;
  return withSource(setting, { ...options, ...nobody, command: 'identity status', provider: null }, async (source) => {
    const { profile } = await sesProfile(source, 'SES identity');
    const look = {
      ...nobody,
      command: 'check',
      source: profileLooked(source),
      tenant: options.tenant,
      keep: mattersTo('identity'),
    } as const;
    const { findings } = await lookWaiting(setting, caller, look, options.waitMs);
    const { region = '', identity = '', mailFrom = null } = profile.ses ?? {};
    const { tenant } = profile;
    return { schema: 'certify.identity/1', tenant, region, identity, mailFrom, findings, waitingFor: waiting(findings) };
  });
};

/** 0 everything stands, 1 something is wrong, 3 it is under way or could not be seen. */
export const identityExit = ({ findings }: IdentityStatus): 0 | 1 | 3 => {
  if (findings.some(({ status }) => status === 'fail')) return 1;
  return findings.some(({ status }) => status === 'pending' || status === 'inconclusive') ? 3 : 0;
};
