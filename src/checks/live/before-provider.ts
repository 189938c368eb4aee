// A message that came to no provider: nobody was reached, or the platform refused the order to send it.
import type { Owner } from '../../core/finding.ts';
import { type SendOutcome, UNSENT } from '../../core/live.ts';
import type { DraftAct } from '../../core/remedy.ts';
import { profileField } from '../remedy.ts';

type Refused = SendOutcome & { readonly kind: 'refused' };

export interface BeforeProvider {
  readonly reason: 'unsent' | 'order-refused' | 'order-put-off';
  readonly status: 'inconclusive' | 'fail' | 'pending';
  readonly expected: string;
  readonly act: DraftAct;
  readonly owner: Owner;
}

/** By the platform's answer to the order (RFC 9110, section 15.5). */
const orderAct = ({ code, message }: Refused): DraftAct => {
  if (/^HTTP 40[13]$/.test(code)) {
    return profileField(
      `Give certify the token of the platform that may order a message: ${message}`,
      'callback.ledger.writeToken',
      null,
    );
  }
  if (/^HTTP 40[45]$/.test(code)) {
    return profileField(`Correct the path that takes the order at the platform: ${message}`, 'live.trigger.path', null);
  }
  return profileField(`Correct what the order tells the platform, by what its log says of it: ${message}`, 'live.trigger', null);
};

/** null: a provider was asked. */
export const beforeProvider = (outcome: Refused): BeforeProvider | null => {
  if (outcome.stage === UNSENT) {
    return {
      reason: 'unsent',
      status: 'inconclusive',
      expected: 'Whoever is to take the live message can be reached.',
      act: {
        say: `Make it reachable from here (name, port, firewall, proxy), then run again: ${outcome.message} Nothing was sent.`,
      },
      owner: 'network admin',
    };
  }
  if (outcome.stage !== 'trigger') return null;
  const expected = 'The platform takes the order to send the live message.';
  if (outcome.temporary) {
    const say = `Run again in a few minutes; when it stays so, see what else keeps the platform busy: ${outcome.message}`;
    return { reason: 'order-put-off', status: 'pending', expected, act: { say }, owner: 'SquareOS admin' };
  }
  return { reason: 'order-refused', status: 'fail', expected, act: orderAct(outcome), owner: 'implementation engineer' };
};
