// The SASL exchanges (RFC 4954): PLAIN, LOGIN, CRAM-MD5. Spoken only by a session whose TLS is verified.
import { createHmac } from 'node:crypto';
import type { SmtpReply } from '../../core/ports/smtp.ts';
import type { Secret } from '../../core/secret.ts';
import { WireError } from './wire.ts';

export interface Credentials {
  readonly username: string;
  readonly password: Secret;
}

/** Sends one line and waits for its reply; `shown` stands in the transcript. */
export type Say = (line: string, shown: string) => Promise<SmtpReply>;

type Exchange = (say: Say, credentials: Credentials) => Promise<SmtpReply>;

const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64');
const challengeOf = (reply: SmtpReply): string => (reply.lines.at(-1) ?? '').trim();

const plain: Exchange = async (say, { username, password }) => {
  const payload = base64(`\0${username}\0${password.reveal()}`);
  const reply = await say(`AUTH PLAIN ${payload}`, 'AUTH PLAIN [secret]');
  // A server that ignores the initial response asks for it with an empty challenge.
  return reply.code === 334 ? say(payload, '[secret]') : reply;
};

const login: Exchange = async (say, { username, password }) => {
  const first = await say('AUTH LOGIN', 'AUTH LOGIN');
  if (first.code !== 334) return first;
  const second = await say(base64(username), '[user name]');
  return second.code === 334 ? say(base64(password.reveal()), '[secret]') : second;
};

const cramMd5: Exchange = async (say, { username, password }) => {
  const challenge = await say('AUTH CRAM-MD5', 'AUTH CRAM-MD5');
  if (challenge.code !== 334) return challenge;
  const digest = createHmac('md5', password.reveal())
    .update(Buffer.from(challengeOf(challenge), 'base64'))
    .digest('hex');
  return say(base64(`${username} ${digest}`), '[secret]');
};

/** In the order in which mail libraries choose, and no more than they speak, so that what is proven is what SquareOS will do. */
const mechanisms: ReadonlyMap<string, Exchange> = new Map([
  ['PLAIN', plain],
  ['LOGIN', login],
  ['CRAM-MD5', cramMd5],
]);

/** The mechanisms to try, in order: those of ours that the server offers. */
export const commonMechanisms = (offered: readonly string[]): readonly string[] =>
  [...mechanisms.keys()].filter((name) => offered.includes(name));

/** Runs one exchange to its final reply. @throws WireError when the connection breaks. */
export const authenticate = (mechanism: string, say: Say, credentials: Credentials): Promise<SmtpReply> => {
  const exchange = mechanisms.get(mechanism);
  if (exchange === undefined) throw new WireError('NO_COMMON_MECHANISM', `${mechanism} is not spoken here.`);
  return exchange(say, credentials);
};

/** Refused for the mechanism, not for the credential (RFC 4954 §6): the next one may be tried without risking a lock-out. */
export const mechanismRefused = (reply: SmtpReply): boolean =>
  reply.code === 504 || (reply.code === 534 && reply.enhanced === '5.7.9');
