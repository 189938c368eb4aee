// Any reply at any stage: what a scenario has the relay say instead of the ordinary answer to one command.
import { randomBytes } from 'node:crypto';
import type { SMTPServer } from 'smtp-server';

/** Stage → the reply as sent, `550 5.7.1 no`; several lines as `550-…`, one below the other. */
export interface ScriptedReplies {
  readonly greeting: string | null;
  readonly ehlo: string | null;
  readonly starttls: string | null;
  readonly ehloAfterTls: string | null;
  readonly auth: string | null;
  readonly mail: string | null;
  readonly rcpt: string | null;
  readonly data: string | null;
  /** `{id}` stands for an id that the relay makes up. */
  readonly final: string | null;
}

export const NOT_SCRIPTED: ScriptedReplies = {
  greeting: null,
  ehlo: null,
  starttls: null,
  ehloAfterTls: null,
  auth: null,
  mail: null,
  rcpt: null,
  data: null,
  final: null,
};

export interface SpokenReply {
  readonly code: number;
  /** Lines below one another. */
  readonly text: string;
}

const spoken = (reply: string): SpokenReply => ({
  code: Number(reply.slice(0, 3)),
  text: reply
    .trimEnd()
    .split('\n')
    .map((line) => line.replace(/^\d{3}[ -]?/, ''))
    .join('\n'),
});

/** The end of a message: with the id in it, when the script asks for one. */
export const scriptedEnd = (reply: string): SpokenReply & { readonly id: string | null } => {
  const id = reply.includes('{id}') ? randomBytes(6).toString('hex').toUpperCase() : null;
  return { ...spoken(reply.replaceAll('{id}', id ?? '')), id };
};

type Handler = (command: unknown, done: () => void) => void;

/** What of a connection of smtp-server is spoken through. */
interface Connection {
  readonly id: string;
  readonly secure: boolean;
  send: (code: number, data: unknown, context?: unknown) => void;
  [handler: `handler_${string}`]: Handler | undefined;
}

const isConnection = (value: object): value is Connection => 'send' in value && 'id' in value;

/** Puts the scripted replies into one connection, before it greets. */
export const speakAsScripted = (server: SMTPServer, sessionId: string, replies: ScriptedReplies): void => {
  const connection = [...(server.connections as Iterable<object>)].filter(isConnection).find((one) => one.id === sessionId);
  if (connection === undefined) return;
  const plain = connection.send.bind(connection);
  let greeted = replies.greeting === null;
  connection.send = (code, data, context) => {
    if (!greeted && replies.greeting !== null) {
      greeted = true;
      const { code: instead, text } = spoken(replies.greeting);
      return plain(instead, text.split('\n'), false);
    }
    return plain(code, typeof data === 'string' && data.includes('\n') ? data.split('\n') : data, context);
  };
  const mutely = (act: () => void): void => {
    const aloud = connection.send;
    connection.send = () => {};
    act();
    connection.send = aloud;
  };
  const answer = (command: string, choose: () => string | null): void => {
    const ordinary = connection[`handler_${command}`]?.bind(connection);
    connection[`handler_${command}`] = (given, done) => {
      const reply = choose();
      if (reply === null) return ordinary?.(given, done);
      const { code, text } = spoken(reply);
      // An accepted EHLO is remembered as an ordinary one is.
      if (command === 'EHLO' && code < 300) mutely(() => ordinary?.(given, () => {}));
      plain(code, text.split('\n'), false);
      return done();
    };
  };
  answer('EHLO', () => (connection.secure && replies.ehloAfterTls !== null ? replies.ehloAfterTls : replies.ehlo));
  answer('STARTTLS', () => replies.starttls);
  answer('AUTH', () => replies.auth);
  answer('MAIL', () => replies.mail);
  answer('RCPT', () => replies.rcpt);
  answer('DATA', () => replies.data);
};
