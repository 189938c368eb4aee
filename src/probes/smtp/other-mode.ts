// When the declared port and TLS mode lead nowhere: which ones would. No credential is spoken.
import type { SmtpSession, SmtpTarget } from '../../core/ports/smtp.ts';
import { NotAsked } from '../../core/probe.ts';
import type { Facts } from '../../facts/index.ts';
import { defineProbe } from '../probe.ts';

/** RFC 8314 §3.3, RFC 6409 §3.1, and the alternate most relays offer where 587 is blocked. */
const SUBMISSION: readonly { readonly port: number; readonly secure: boolean }[] = [
  { port: 587, secure: false },
  { port: 465, secure: true },
  { port: 2525, secure: false },
];

const reached = (session: SmtpSession, stage: string): boolean => session.stages.some((one) => one.stage === stage && one.ok);

/** TLS was established and the server spoke SMTP inside it. */
export const encrypted = (session: SmtpSession): boolean => reached(session, session.secure ? 'ehlo' : 'ehlo-after-tls');

/** The same port in the other mode where the port is open; the usual submission ports where it is not. */
export const alternatives = (session: SmtpSession): readonly SmtpTarget[] => {
  const { host, port, secure } = session;
  if (reached(session, 'connect')) return [{ host, port, secure: !secure }];
  return SUBMISSION.filter((one) => one.port !== port).map((one) => ({ host, ...one }));
};

export const smtpOtherModeProbe = defineProbe({
  key: 'smtp.otherMode',
  needs: ['smtp.session'],
  permissions: [],
  async ask(reads, facts, signal) {
    const session = facts['smtp.session'];
    if (encrypted(session.value)) return new NotAsked('The declared port and mode work.');
    if (!reached(session.value, 'resolve')) return new NotAsked('The host has no address.');
    const tried: Facts['smtp.otherMode']['tried'][number][] = [];
    for (const target of alternatives(session.value)) {
      const looked = await reads.smtp.probe(target, 'tls', { anonymous: true, signal });
      tried.push({ port: target.port, secure: target.secure, works: encrypted(looked), session: looked });
    }
    return { tried };
  },
});
