// The other addresses of a relay: a client takes any of them, so each has to greet and to encrypt like the one that was looked at.
import type { AddressMet, AddressReach, SmtpTarget } from '../../core/ports/smtp.ts';
import { openSession } from './open.ts';
import { Session } from './session.ts';
import type { SmtpSettings } from './settings.ts';

/** One after the other, so that no relay takes it for an attack; what stands behind one name and answers thrice is one service. */
const MOST_MET = 3;

const meet = async (
  address: string,
  target: SmtpTarget,
  settings: SmtpSettings,
  signal: AbortSignal | undefined,
): Promise<AddressMet> => {
  const anonymous = { ...settings, username: null, password: null, lookup: async () => [address] };
  const session = new Session(target, anonymous);
  try {
    await openSession(session, target, 'tls', signal);
  } finally {
    await session.quit();
  }
  const { stages, tls } = session.result();
  const ended = stages.find((one) => !one.ok && one.stage !== 'quit');
  return {
    ended: ended?.stage ?? null,
    reply: ended?.reply == null ? null : [ended.reply.code, ...ended.reply.lines].join(' '),
    error: ended?.error ?? null,
    verified: tls === null ? null : tls.chainTrusted && tls.hostMatches,
    chainError: tls?.chainError ?? null,
    fingerprint: tls?.fingerprint ?? null,
    validTo: tls?.validTo ?? null,
  };
};

/** Each open address but `known`, which the session itself was with. */
export const meetOthers = async (
  reach: readonly AddressReach[],
  known: string | null,
  target: SmtpTarget,
  settings: SmtpSettings,
  signal?: AbortSignal,
): Promise<readonly AddressReach[]> => {
  const met = new Map<string, AddressMet>();
  for (const { address, open } of reach) {
    if (open !== true || address === known || met.size >= MOST_MET || signal?.aborted === true) continue;
    met.set(address, await meet(address, target, settings, signal));
  }
  return reach.map((one) => {
    const seen = met.get(one.address);
    return seen === undefined ? one : { ...one, met: seen };
  });
};
