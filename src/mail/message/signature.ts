// What one DKIM signature of a received message comes to: the verifier's word, the key as DNS holds it, and what a signature must cover (RFC 6376 §6.1).
import type { DnsOutcome } from '../../core/ports/dns.ts';
import type { VerifiedSignature } from '../../core/ports/message.ts';
import { isWithin } from '../../text/domain-name.ts';
import { type DkimKey, fatalKeyProblem } from '../dkim/key.ts';
import { isAbsent, isAnswer } from '../dns/outcome.ts';

export type SignatureState =
  | 'valid'
  /** The body is not the one that was signed. */
  | 'body-altered'
  /** A signed header field is not the one that was signed, or another key signed. */
  | 'header-altered'
  | 'key-missing'
  | 'key-revoked'
  | 'key-unusable'
  /** RSA under 1024 bits, or SHA-1: must not be accepted (RFC 8301). */
  | 'too-weak'
  | 'expired'
  /** From is not among the signed fields. */
  | 'from-unsigned'
  | 'malformed'
  /** DNS did not answer for the key. */
  | 'key-unseen';

/** The key record of a selector, as far as DNS told it. */
export interface SignatureKey {
  readonly outcome: DnsOutcome;
  /** The first TXT record; null where none came. */
  readonly key: DkimKey | null;
}

const keyState = ({ outcome, key }: SignatureKey): SignatureState | null => {
  if (!isAnswer(outcome)) return 'key-unseen';
  if (isAbsent(outcome) || key === null) return 'key-missing';
  const problem = fatalKeyProblem(key);
  if (problem === null) return null;
  return problem === 'revoked' ? 'key-revoked' : problem === 'weak-key' ? 'too-weak' : 'key-unusable';
};

/** RFC 6376 §6.1.1: i= lies in d=; with t=s in the key it is d= itself (§3.6.1). */
const identityOutside = ({ identityDomain, domain }: VerifiedSignature, key: DkimKey | null): boolean =>
  identityDomain !== null && (key?.strictIdentity === true ? identityDomain !== domain : !isWithin(identityDomain, domain));

/** The verifier looks at the body first, and asks for the key only then; here the cause that stays is told: without a key nothing can verify. */
export const signatureState = (signature: VerifiedSignature, key: SignatureKey): SignatureState => {
  const { malformed, covers, algorithm, result, comment, bodyIntact } = signature;
  if (malformed !== null || identityOutside(signature, key.key)) return 'malformed';
  if (!covers.includes('from')) return 'from-unsigned';
  if (algorithm.endsWith('-sha1') || result === 'policy') return 'too-weak';
  const wrong = keyState(key);
  if (!bodyIntact && wrong !== 'key-missing' && wrong !== 'key-revoked') return 'body-altered';
  if (wrong !== null) return wrong;
  if (result === 'pass') return 'valid';
  if (result === 'temperror') return 'key-unseen';
  return comment === 'expired' || comment === 'invalid expiration' ? 'expired' : 'header-altered';
};

/** Before others when several don't verify: what can be mended, and by whom, differs. */
export const WORST_FIRST: readonly SignatureState[] = [
  'key-revoked',
  'key-missing',
  'key-unusable',
  'too-weak',
  'body-altered',
  'header-altered',
  'expired',
  'from-unsigned',
  'malformed',
  'key-unseen',
];
