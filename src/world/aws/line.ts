// What the clients of one tenant learn from each other: how far AWS's clock is from this machine's, and which hosts answer.
import { readSdkError, refusesTime } from './errors.ts';
import { NEVER_SILENT, type SilentHosts } from './silent-hosts.ts';

export interface AwsLine {
  /** Milliseconds that AWS's clock is ahead; requests are signed with it. */
  offsetMs: number;
  /** Hosts that answered anything, an error included. */
  readonly answered: Set<string>;
  readonly silent: SilentHosts;
}

export const newLine = (silent: SilentHosts = NEVER_SILENT): AwsLine => ({ offsetMs: 0, answered: new Set(), silent });

/** AWS refuses a signature from five minutes off (SigV4); a Date header is good to the second. */
const REFUSED_FROM_MS = 4.5 * 60_000;

/** Takes AWS's time from a refusal that its clock explains; true: signing again can succeed. `signedWith`: the offset it was signed with. */
export const corrected = (thrown: unknown, line: AwsLine, signedWith: number): boolean => {
  const error = readSdkError(thrown);
  if (!refusesTime(error) || error.date === null) return false;
  const offset = Date.parse(error.date) - Date.now();
  if (!(Math.abs(offset - signedWith) >= REFUSED_FROM_MS)) return false;
  line.offsetMs = offset;
  return true;
};
