// Why a relay refuses: the causes, what each speaks of, and whether it passes by itself.
import type { SmtpStage } from '../../core/ports/smtp.ts';

/** What a cause speaks of, whatever the stage at which it comes to light; `stage`: of what was just asked. */
export type About = 'opening' | 'login' | 'sender' | 'recipient' | 'stage';

/** `passes`: the relay may answer otherwise in a while, though nobody changes anything. */
const cause = <const A extends About>(about: A, passes = false): { readonly about: A; readonly passes: boolean } => ({
  about,
  passes,
});

export const CAUSES = {
  'helo-refused': cause('opening'),
  'bad-credentials': cause('login'),
  'ses-credentials': cause('login'),
  'ses-not-subscribed': cause('login'),
  'client-submission-disabled': cause('login'),
  'smtp-access-disabled': cause('login'),
  'credentials-or-submission': cause('login'),
  'security-defaults': cause('login'),
  'basic-auth-retired': cause('login'),
  'app-password-required': cause('login'),
  'web-login-required': cause('login'),
  'account-disabled': cause('login'),
  'login-required': cause('login'),
  'starttls-required': cause('login'),
  'mechanism-too-weak': cause('login'),
  'mechanism-refused': cause('login'),
  'password-transition': cause('login'),
  'address-not-allowed': cause('login'),
  'plan-exhausted': cause('login'),
  'sender-not-allowed': cause('sender'),
  'sender-domain-not-found': cause('sender'),
  'ses-identity-not-verified': cause('sender'),
  'ses-sending-paused': cause('sender'),
  'ses-access-denied': cause('sender'),
  'sending-limit': cause('sender'),
  unauthenticated: cause('sender'),
  'recipient-unknown': cause('recipient'),
  'recipient-takes-no-mail': cause('recipient'),
  'recipient-suppressed': cause('recipient'),
  'recipient-not-authorized': cause('recipient'),
  'mailbox-full': cause('recipient'),
  'mailbox-disabled': cause('recipient'),
  'configuration-set-missing': cause('stage'),
  'message-too-big': cause('stage'),
  'content-refused': cause('stage'),
  'relay-denied': cause('stage'),
  'bad-syntax': cause('stage'),
  /** It offered an extension and does not take its parameter, such as SIZE. */
  'parameter-refused': cause('stage'),
  policy: cause('stage'),
  /** It neither takes nor refuses: a reply that asks for more where there is no more. */
  'dialogue-broken': cause('stage'),
  refused: cause('stage'),
  greylisted: cause('stage', true),
  'rate-limited': cause('stage', true),
  'too-many-connections': cause('stage', true),
  temporary: cause('stage', true),
} as const;

export type RefusalCause = keyof typeof CAUSES;
/** The causes that speak of one thing. */
export type CauseAbout<A extends About> = {
  [K in RefusalCause]: (typeof CAUSES)[K]['about'] extends A ? K : never;
}[RefusalCause];

/** Nobody has to do anything but wait. */
export const passesByItself = (which: RefusalCause): boolean => CAUSES[which].passes;

/** Which replies have a cause; what is left out holds of every reply. */
export interface RefusalRule {
  readonly cause: RefusalCause;
  /** Counts only for this relay (key of the relay table). */
  readonly vendor?: string;
  readonly stages?: readonly SmtpStage[];
  readonly codes?: readonly number[];
  readonly enhanced?: RegExp;
  readonly text?: RegExp;
}
