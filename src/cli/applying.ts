// The person at the terminal while an account is changed: the plan, one question, and each act as it ends.
import type { Applying } from '../app/provision/apply.ts';
import { actText, provisionText, resumedText } from '../report/terminal/provision.ts';
import type { Call } from './command.ts';

/** Asks for what may change the account. */
export const credentialAt =
  (signal: AbortSignal): Applying['credential'] =>
  async () => {
    const { askText, choose } = await import('./prompts.ts');
    const [named, keyed] = ['an AWS profile of this machine', 'an access key'];
    const kind = await choose('The profile names no aws.provision. What may change the account?', [named, keyed], signal);
    if (kind === named) return { kind: 'profile', name: (await askText('Name of the AWS profile', true, signal)).trim() };
    return { kind: 'static', accessKeyId: (await askText('Access key id', true, signal)).trim() };
  };

/** How the person at this terminal is asked, and what they see. */
export const applyingAt = (
  { io, signal }: Call,
  { json, quiet, verbose }: { readonly json: boolean; readonly quiet: boolean; readonly verbose: boolean },
): Applying => {
  const say = (text: string): void => {
    if (json) {
      if (!quiet) io.err(text);
    } else io.out(text);
  };
  const style = json ? io.errStyle : io.style;
  return {
    onPlan: (plan, left) => {
      if (left !== null) say(resumedText(left, style));
      say(`${provisionText(plan, style, { next: null, verbose })}\n`);
    },
    confirm: async ({ changes, account, region }) => {
      const { askYes } = await import('./prompts.ts');
      const acts = changes.flatMap((change) => change.acts).length;
      const where = account === null ? region : `account ${account}, ${region}`;
      return askYes(`Carry out ${acts === 1 ? 'this act' : `these ${acts} acts`} in ${where}? Nothing is deleted.`, signal);
    },
    credential: credentialAt(signal),
    onAct: (act, outcome) => {
      if (outcome !== null) say(actText({ ...act, outcome }, style));
    },
  };
};
