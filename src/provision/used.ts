// What a transcript shows of each credential: which of its policy's actions were really asked, and which nobody asked.
import { UsageError } from '../core/errors.ts';
import type { CredentialRole } from '../core/observation.ts';
import type { PolicyDocument } from './policies.ts';

interface Asked {
  readonly action: string;
  readonly times: number;
  /** How many of them were refused for want of a permission. */
  readonly refused: number;
}

export interface PolicyUse {
  readonly credential: CredentialRole;
  readonly asked: readonly Asked[];
  /** How many of the policy's actions were asked. */
  readonly used: number;
  /** Granted, and not asked here. */
  readonly idle: readonly string[];
  /** Granted, and no request of its own: AWS wants it for another. */
  readonly within: readonly string[];
  /** Asked, and not granted by the policy. */
  readonly beyond: readonly string[];
}

/** Wanted for a creation with tags, or for handing a role over (Service Authorization Reference). */
const WITHIN: readonly string[] = ['iam:PassRole', 'iam:TagRole', 'iam:TagUser', 'ses:TagResource', 'sns:TagResource'];

/** Everybody may (STS API, GetCallerIdentity); who may assume a role, its trust policy says. */
const NEEDS_NONE: readonly string[] = ['sts:GetCallerIdentity', 'sts:AssumeRole'];

const LINE = /^(probe|send|provision) ([a-z]+:[A-Za-z]+) \S+ → (\S+) (\S+) \d+ ms/gmu;
const REFUSED = /AccessDenied|AuthorizationError|NotAuthorized|UnauthorizedOperation/;

export const actionsOf = (policy: PolicyDocument): readonly string[] =>
  [
    ...new Set((policy.Statement as readonly { readonly Action: string | readonly string[] }[]).flatMap(({ Action }) => Action)),
  ].toSorted();

/** `text` is what `--transcript` wrote; UsageError where no request to AWS stands in it. */
export const policyUses = (
  text: string,
  place: string,
  documents: { readonly [R in CredentialRole]: PolicyDocument | null },
): readonly PolicyUse[] => {
  const lines = [...text.matchAll(LINE)].map(([, role, action = '', , word = '']) => ({
    role,
    action,
    refused: REFUSED.test(word),
  }));
  if (lines.length === 0) {
    throw new UsageError({
      code: 'transcript-empty',
      message: `${place} holds no request to AWS.`,
      fix: `Write one first: \`certify check gym.yaml --transcript 2> ${place}\``,
      place: { file: place },
    });
  }
  return (['probe', 'send', 'provision'] as const).flatMap((credential) => {
    const { [credential]: policy } = documents;
    const own = lines.filter(({ role }) => role === credential);
    if (policy === null || own.length === 0) return [];
    const granted = actionsOf(policy);
    const asked = [...new Set(own.map(({ action }) => action))].toSorted().map((action) => {
      const same = own.filter((one) => one.action === action);
      return { action, times: same.length, refused: same.filter(({ refused }) => refused).length };
    });
    const isAsked = (action: string): boolean => asked.some((one) => one.action === action);
    return [
      {
        credential,
        asked,
        used: granted.filter(isAsked).length,
        idle: granted.filter((action) => !isAsked(action) && !WITHIN.includes(action)),
        within: granted.filter((action) => WITHIN.includes(action)),
        beyond: asked.map(({ action }) => action).filter((action) => !granted.includes(action) && !NEEDS_NONE.includes(action)),
      },
    ];
  });
};
