// The credential that may change an account: who gives it, and that it is of the tenant's account.
import { parseArn } from '../../aws/arn.ts';
import { UsageError } from '../../core/errors.ts';
import type { ProbeSource } from '../../core/places.ts';
import type { ProvisionPlan } from '../../core/provision.ts';
import type { LoadedProfile } from '../../profile/profile.ts';
import { type Target, targetOf } from '../../profile/target.ts';
import type { Caller } from '../caller.ts';

/** Who is asked where the profile names none. */
export interface AsksCredential {
  /** The name of an AWS profile, or the id of a key. */
  credential(): Promise<ProbeSource & { readonly kind: 'profile' | 'static' }>;
}

const SECRET_PROMPT = { kind: 'prompt', target: '', text: 'prompt:' } as const;

const needsTerminal = (code: string, message: string, fix: string): UsageError => new UsageError({ code, message, fix });

const noCredential = (): UsageError =>
  needsTerminal(
    'provision-credential-missing',
    'The profile names no aws.provision, and nobody is at a terminal to give a credential that may write.',
    'Add `aws.provision: {profile: …}`, {roleArn: …} or {accessKeyId: …, secretAccessKey: "env:CERTIFY_PROVISION_SECRET"}.',
  );

/** What is missing where nobody can be asked, before anything is asked of AWS. */
export const refuseUnattended = (
  { profile }: LoadedProfile,
  { yes }: { readonly yes: boolean },
  { interactive }: Caller,
): void => {
  if (interactive) return;
  if (!yes) {
    throw needsTerminal(
      'apply-unconfirmed',
      'Nobody is at a terminal to agree to the changes.',
      'Look at the plan (`certify provision ses`), then add --yes.',
    );
  }
  if (profile.aws?.provision === undefined) throw noCredential();
};

/** The tenant with the credential that may write. */
export const writingTarget = async (
  loaded: LoadedProfile,
  applying: AsksCredential,
  { interactive }: Caller,
): Promise<Target> => {
  const target = targetOf(loaded);
  const known = { ...loaded, secrets: [...loaded.secrets, ...loaded.provisioning] };
  if (target.places.provision !== null) return { ...target, secrets: known };
  if (!interactive) throw noCredential();
  const provision = await applying.credential();
  const places = { ...target.places, provision };
  if (provision.kind === 'profile') return { ...target, places, secrets: known };
  const asked = { name: 'aws.provision.secretAccessKey', ref: SECRET_PROMPT, line: 1, column: 1 } as const;
  return { ...target, places, secrets: { ...known, secrets: [...known.secrets, asked] } };
};

/** Nothing is changed in an account that is not known to be the tenant's. */
export const refuseOtherAccount = (
  writes: string,
  { account, region }: Pick<ProvisionPlan, 'account' | 'region'>,
  { profile, path }: LoadedProfile,
): void => {
  const { snsTopicArn } = profile.ses ?? {};
  const own = account ?? (snsTopicArn === undefined ? null : (parseArn(snsTopicArn)?.account ?? null));
  if (own === writes) return;
  const message =
    own === null
      ? `Which account the tenant's SES in ${region} belongs to could not be seen, so nothing is changed.`
      : `aws.provision belongs to account ${writes}, and the tenant's SES to ${own}: nothing is changed.`;
  const fix =
    own === null ? 'See that aws.probe is answered, then run again.' : `Give aws.provision a credential of account ${own}.`;
  throw new UsageError({ code: 'provision-other-account', message, fix, place: { file: path } });
};

/** Asked for the same secret again, it is the same answer; and once armed, the gate forgets no secret. */
export const remembering = (caller: Caller): Caller => {
  const answers = new Map<string, Promise<string>>();
  const { askSecret } = caller;
  return {
    ...caller,
    arm: (gate) => {
      const before = caller.gate();
      caller.arm({
        check: (text, where) => {
          before.check(text, where);
          gate.check(text, where);
        },
      });
    },
    askSecret:
      askSecret === undefined
        ? undefined
        : (name) => {
            const answer = answers.get(name) ?? askSecret(name);
            answers.set(name, answer);
            return answer;
          },
  };
};
