// Another server than one for mail at the relay's port, by what it said in the session or in the other TLS mode.
import type { Facts } from '../../facts/index.ts';
import { otherProtocol } from '../../mail/smtp/reply.ts';
import { said, stageOf, type Session } from './session-end.ts';

export interface Foreign {
  readonly protocol: string;
  /** What it said, neutralised. */
  readonly shown: string;
  readonly inTls: boolean;
}

/** FTP and LMTP greet with 220 as SMTP does, and don't know EHLO; NNTP greets with 200. */
const greetedOtherwise = (session: Session): string | null => {
  const greeting = stageOf(session, 'greeting');
  const ehlo = stageOf(session, 'ehlo');
  if (greeting?.reply == null || (greeting.ok && ehlo?.reply?.code === 250)) return null;
  const shown = said(greeting.reply);
  return (greeting.ok && ehlo?.reply == null) || /\bE?SMTP\b/i.test(shown) ? null : shown;
};

const shownBy = (session: Session): string | null => {
  const odd = session.stages.find((one) => one.error === 'NOT_SMTP');
  if (odd !== undefined) return /“([^”]*)”/.exec(odd.detail ?? '')?.[1] ?? odd.detail;
  return greetedOtherwise(session);
};

const foreignIn = (session: Session): Foreign | null => {
  const shown = shownBy(session);
  const protocol = shown === null ? null : otherProtocol(shown);
  return shown === null || protocol === null ? null : { protocol, shown, inTls: session.tls !== null };
};

/** null where nobody can tell, and where a mail server answers. */
export const foreignProtocol = (session: Session, tried: Facts['smtp.otherMode']['tried']): Foreign | null =>
  foreignIn(session) ??
  tried
    .filter((one) => one.port === session.port)
    .map((one) => foreignIn(one.session))
    .find((one) => one !== null) ??
  null;
