// The SASL exchanges (RFC 4954): PLAIN, LOGIN, CRAM-MD5, SCRAM-SHA-256. Spoken only by a session whose TLS is verified.
import { createHash, createHmac, pbkdf2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
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

const derive = promisify(pbkdf2);
/** RFC 7677 §4 asks for at least 4096; a hostile server could ask for a thousand times what is reasonable. */
const MOST_ITERATIONS = 1_000_000;

const attributes = (message: string): Map<string, string> =>
  new Map(message.split(',').map((part) => [part.slice(0, 1), part.slice(2)]));

const scramSha256: Exchange = async (say, { username, password }) => {
  const nonce = randomBytes(18).toString('base64');
  const bare = `n=${username.replaceAll('=', '=3D').replaceAll(',', '=2C')},r=${nonce}`;
  const first = await say(`AUTH SCRAM-SHA-256 ${base64(`n,,${bare}`)}`, 'AUTH SCRAM-SHA-256 [user name]');
  if (first.code !== 334) return first;
  const serverFirst = Buffer.from(challengeOf(first), 'base64').toString('utf8');
  const given = attributes(serverFirst);
  const iterations = Number(given.get('i'));
  if (!(given.get('r') ?? '').startsWith(nonce) || !(iterations >= 1 && iterations <= MOST_ITERATIONS)) return say('*', '*');
  const salted = await derive(password.reveal(), Buffer.from(given.get('s') ?? '', 'base64'), iterations, 32, 'sha256');
  const withoutProof = `c=biws,r=${given.get('r')}`;
  const signed = `${bare},${serverFirst},${withoutProof}`;
  const second = await say(base64(`${withoutProof},p=${proof(salted, signed)}`), '[secret]');
  if (second.code !== 334) return second;
  const answer = attributes(Buffer.from(challengeOf(second), 'base64').toString('utf8')).get('v') ?? '';
  if (!sameOctets(answer, serverSignature(salted, signed))) {
    throw new WireError('SERVER_SIGNATURE_WRONG', 'The server could not prove that it knows the password (RFC 5802 §5).');
  }
  return say('', '');
};

const hmac = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

const proof = (salted: Buffer, signed: string): string => {
  const key = hmac(salted, 'Client Key');
  const signature = hmac(createHash('sha256').update(key).digest(), signed);
  return Buffer.from(key.map((octet, at) => octet ^ (signature[at] ?? 0))).toString('base64');
};

const serverSignature = (salted: Buffer, signed: string): string => hmac(hmac(salted, 'Server Key'), signed).toString('base64');

const sameOctets = (a: string, b: string): boolean => a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));

/** In the order in which mail libraries choose, so that what is proven is what SquareOS will do. */
const mechanisms: ReadonlyMap<string, Exchange> = new Map([
  ['PLAIN', plain],
  ['LOGIN', login],
  ['CRAM-MD5', cramMd5],
  ['SCRAM-SHA-256', scramSha256],
]);

/** The mechanisms to try, in order: those of ours that the server offers. */
export const commonMechanisms = (offered: readonly string[]): readonly string[] =>
  [...mechanisms.keys()].filter((name) => offered.includes(name));

/** Runs one exchange to its final reply. @throws WireError when the connection breaks or the server cannot prove itself. */
export const authenticate = (mechanism: string, say: Say, credentials: Credentials): Promise<SmtpReply> => {
  const exchange = mechanisms.get(mechanism);
  if (exchange === undefined) throw new WireError('NO_COMMON_MECHANISM', `${mechanism} is not spoken here.`);
  return exchange(say, credentials);
};

/** Refused for the mechanism, not for the credential (RFC 4954 §6): the next one may be tried without risking a lock-out. */
export const mechanismRefused = (reply: SmtpReply): boolean =>
  reply.code === 504 || (reply.code === 534 && reply.enhanced === '5.7.9');
