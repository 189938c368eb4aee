// The ordinary half of the lab's relay, on smtp-server: what it offers, whom it lets in, what it takes.
import { randomUUID } from 'node:crypto';
import type { Server } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import type { Issued } from '../pki.ts';
import type { RelayBehaviour } from './behaviour.ts';
import { finalReply } from './final-reply.ts';
import { scriptedEnd, speakAsScripted } from './scripted.ts';

export interface AcceptedMessage {
  /** The relay's own, for its books. */
  readonly id: string;
  readonly from: string;
  readonly to: readonly string[];
  /** Null when the relay gives none. */
  readonly queuedId: string | null;
  /** Without brackets; null when the message has none. */
  readonly messageId: string | null;
  /** The user who signed in. */
  readonly username: string | null;
  readonly raw: string;
}

/** Decides about a message in the relay's place; what it accepts must be durable when it returns. */
export type RelayJudge = (
  message: Omit<AcceptedMessage, 'queuedId'>,
) => { readonly id: string; readonly text: string } | { readonly code: number; readonly text: string };

export interface MailServerOptions {
  readonly hostName: string;
  readonly behaviour: RelayBehaviour;
  readonly users: readonly { readonly username: string; readonly password: string }[];
  readonly tls: Issued;
  readonly onAccepted: (message: AcceptedMessage) => void;
  readonly judge?: RelayJudge;
}

const refusal = (responseCode: number, message: string): Error => Object.assign(new Error(message), { responseCode });

const knows =
  (users: MailServerOptions['users']): NonNullable<SMTPServerOptions['onAuth']> =>
  (auth, _session, done) => {
    const user = users.find((one) => one.username === auth.username);
    const right =
      user !== undefined && (auth.method === 'CRAM-MD5' ? auth.validatePassword(user.password) : auth.password === user.password);
    if (right) done(null, { user: user.username });
    else done(refusal(535, '5.7.8 Error: authentication failed: authentication failure'));
  };

const onAuth = ({ behaviour, users }: MailServerOptions): NonNullable<SMTPServerOptions['onAuth']> => {
  if (behaviour.auth === 'refuses') {
    return (_auth, _session, done) => done(refusal(535, '5.7.8 Error: authentication failed: authentication failure'));
  }
  if (behaviour.auth === 'unavailable') {
    return (_auth, _session, done) => done(refusal(454, '4.7.0 Temporary authentication failure'));
  }
  return knows(users);
};

const onRcptTo = (behaviour: RelayBehaviour): NonNullable<SMTPServerOptions['onRcptTo']> => {
  const seen = new Set<string>();
  return ({ address }, session, done) => {
    if (behaviour.recipient === 'refuses')
      return done(refusal(550, `5.1.1 <${address}>: Recipient address rejected: User unknown`));
    // A server that requires a login has answered 530 to MAIL already.
    const stranger = typeof session.user !== 'string' && !behaviour.openRelay && behaviour.auth !== 'missing';
    if (stranger) return done(refusal(554, `5.7.1 <${address}>: Relay access denied`));
    if (behaviour.recipient === 'greylists-once' && !seen.has(address)) {
      seen.add(address);
      return done(refusal(451, `4.7.1 <${address}>: Recipient address rejected: Greylisted, try again later`));
    }
    return done();
  };
};

const messageIdOf = (raw: string): string | null =>
  /^Message-ID:\s*<([^<>\s]+)>/im.exec(raw.split('\r\n\r\n', 1)[0] ?? '')?.[1] ?? null;

const finalReplyOf = ({ replies, queueId }: RelayBehaviour, messageId: string | null) =>
  replies.final === null ? finalReply(queueId, messageId) : scriptedEnd(replies.final);

type Cut = (sessionId: string) => void;

const onData =
  ({ behaviour, onAccepted, judge }: MailServerOptions, cut: Cut): NonNullable<SMTPServerOptions['onData']> =>
  (stream, session, done) => {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.once('end', () => {
      if (behaviour.finalDot === 'silent') {
        if (behaviour.silenceSeconds > 0) setTimeout(() => cut(session.id), behaviour.silenceSeconds * 1000).unref();
        return;
      }
      if (behaviour.finalDot === 'refuses') return done(refusal(554, '5.7.1 Message rejected: unconfigured sending domain'));
      if (behaviour.finalDot === 'defers') return done(refusal(451, '4.3.0 Error: queue file write error'));
      const raw = Buffer.concat(chunks).toString('latin1');
      const messageId = messageIdOf(raw);
      const { mailFrom, rcptTo } = session.envelope;
      const username = typeof session.user === 'string' ? session.user : null;
      const from = mailFrom === false ? '' : mailFrom.address;
      const message = { id: randomUUID(), from, to: rcptTo.map((one) => one.address), messageId, username, raw };
      const reply = judge?.(message) ?? finalReplyOf(behaviour, messageId);
      if ('code' in reply && reply.code >= 300) return done(refusal(reply.code, reply.text));
      onAccepted({ ...message, queuedId: 'id' in reply ? reply.id : null });
      // A relay that took the message and dies before it can say so.
      if (behaviour.finalDot === 'closes') return cut(session.id);
      return done(null, reply.text);
    });
  };

/** OpenSSL 3.5 refuses old versions and short keys on the server's side too unless its security level is lowered. */
const weak = ({ minVersion, certificate }: RelayBehaviour): boolean =>
  minVersion === 'TLSv1' || minVersion === 'TLSv1.1' || /weak|sha1/.test(certificate);

const serverOptions = (options: MailServerOptions, secure: boolean, cut: Cut): SMTPServerOptions => {
  const { behaviour, tls } = options;
  const early = behaviour.auth === 'before-tls';
  return {
    secure,
    key: tls.keyPem,
    cert: tls.certPem,
    minVersion: behaviour.minVersion,
    maxVersion: behaviour.maxVersion,
    ...(weak(behaviour) ? { ciphers: 'DEFAULT@SECLEVEL=0' } : {}),
    name: options.hostName,
    banner: behaviour.banner.replace(/^ESMTP\s*/, ''),
    heloResponse: '%s',
    size: behaviour.size,
    logger: false,
    disableReverseLookup: true,
    authOptional: true,
    allowInsecureAuth: early,
    authMethods: [...behaviour.mechanisms] as NonNullable<SMTPServerOptions['authMethods']>,
    disabledCommands: [
      ...(behaviour.starttls === 'missing' ? ['STARTTLS'] : []),
      ...(behaviour.auth === 'missing' ? ['AUTH'] : []),
    ],
    closeTimeout: 50,
    onAuth: onAuth(options),
    onMailFrom: ({ address }, session, done) => {
      if (typeof session.user !== 'string' && !behaviour.openRelay && behaviour.auth !== 'missing') {
        return done(refusal(530, '5.7.0 Authentication required'));
      }
      return behaviour.sender === 'refuses'
        ? done(refusal(553, `5.7.1 <${address}>: Sender address rejected: not owned by user`))
        : done();
    },
    onRcptTo: onRcptTo(behaviour),
    onData: onData(options, cut),
  };
};

/** AUTH is shown only once the session is encrypted (RFC 4954 §4), unless the behaviour says otherwise. */
const hideEarlyAuth = (options: SMTPServerOptions, behaviour: RelayBehaviour): SMTPServerOptions => {
  const hidden = [...(options.disabledCommands ?? []), 'AUTH'];
  if (behaviour.auth === 'before-tls' || options.secure === true) return options;
  return {
    ...options,
    onConnect: (session, done) => {
      Object.assign(session, { disabledCommands: hidden });
      done();
    },
    onSecure: (_socket, session, done) => {
      Object.assign(session, { disabledCommands: options.disabledCommands });
      done();
    },
  };
};

export interface Listener {
  readonly server: Server;
  /** Ends what is open and resolves when the port is free. */
  readonly close: () => Promise<void>;
}

/** The server for one port, not yet listening. `secure`: implicit TLS. */
export const createMailServer = (options: MailServerOptions, secure: boolean): Listener => {
  const cut: Cut = (id) => [...mail.connections].find((one) => one.id === id)?.close();
  const hidden = hideEarlyAuth(serverOptions(options, secure, cut), options.behaviour);
  const mail: SMTPServer = new SMTPServer({
    ...hidden,
    onConnect: (session, done) => {
      speakAsScripted(mail, session.id, options.behaviour.replies);
      return hidden.onConnect === undefined ? done() : hidden.onConnect(session, done);
    },
  });
  mail.on('error', () => {});
  return { server: mail.server, close: () => new Promise((resolve) => mail.close(() => resolve())) };
};
