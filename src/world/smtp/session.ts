// ONE SMTP session, for probe and send: resolve, connect, TLS, greet, sign in, offer an envelope. Every step returns whether
// to go on and leaves its stage in the log; credentials are spoken only when chain and host name of the peer are verified.
import { setMaxListeners } from 'node:events';
import { isIP, type Socket } from 'node:net';
import { hostname } from 'node:os';
import type { Duplex } from 'node:stream';
import type { SmtpReply, SmtpSession, SmtpTarget } from '../../core/ports/smtp.ts';
import { parseEhlo, type Ehlo } from '../../mail/smtp/ehlo.ts';
import { neutralSmtpText } from '../../mail/smtp/reply.ts';
import { toDnsName } from '../../text/domain-name.ts';
import { isLoopbackHost } from '../../text/host-address.ts';
import type { TlsChoice } from '../authorities.ts';
import { authenticate, commonMechanisms, mechanismRefused } from './auth.ts';
import { connectFirst, reachEach, resolveHost, systemAddresses } from './connect.ts';
import { expects, fine, greets, SessionLog, type StageEnd } from './log.ts';
import { defaultTimeouts, type SmtpSettings, type SmtpTimeouts } from './settings.ts';
import { detailOf, handshake } from './tls.ts';
import { redactorOf, type Transcript } from './transcript.ts';
import { SmtpWire, WireError } from './wire.ts';

/** Printable, without blanks or angle brackets: what may stand between `<` and `>` of a command. */
const speakable = /^[^\s<>\p{Cc}]{1,320}$/u;

const beyondAscii = (text: string): boolean => /[^\u0020-\u007e]/u.test(text);

/** The domain as A-labels, which every server reads; a local part beyond ASCII needs SMTPUTF8 (RFC 6531). */
const spoken = (address: string): string => {
  const at = address.lastIndexOf('@');
  const domain = at === -1 ? null : toDnsName(address.slice(at + 1));
  return domain === null ? address : `${address.slice(0, at)}@${domain}`;
};

/** RFC 5321 §4.1.1.1: the full name, else the address. A loopback literal says nothing, and large relays answer 421 to it. */
const ownName = (localAddress: string | undefined): string => {
  const name = hostname();
  if (name.includes('.') && !isLoopbackHost(name)) return name;
  if (localAddress === undefined || isLoopbackHost(localAddress)) return name;
  return isIP(localAddress) === 6 ? `[IPv6:${localAddress}]` : `[${localAddress}]`;
};

const itself = (socket: Socket): Duplex => socket;

export class Session {
  readonly log: SessionLog;
  readonly times: SmtpTimeouts;
  readonly #target: SmtpTarget;
  readonly #settings: SmtpSettings;
  readonly #transcript: Transcript;
  readonly #choice: TlsChoice;
  readonly #through: (socket: Socket) => Duplex;
  #wire: SmtpWire | null = null;
  #ehlo: Ehlo | null = null;
  #signal: AbortSignal | undefined;

  /** `through`: what the handshake reads goes through it. */
  constructor(target: SmtpTarget, settings: SmtpSettings, choice: TlsChoice = {}, through: (socket: Socket) => Duplex = itself) {
    this.#through = through;
    this.#target = target;
    this.#settings = settings;
    this.#choice = choice;
    this.log = new SessionLog(target);
    this.times = { ...defaultTimeouts, ...settings.timeouts };
    this.#transcript = {
      redact: redactorOf(settings.password === null ? [] : [settings.password.reveal()]),
      note: (who, text) => settings.transcript?.({ who, text: neutralSmtpText(text, 2_000) }),
    };
  }

  /** Wire of a connected session. Calling a step before `connect` went well is a bug. */
  get wire(): SmtpWire {
    if (this.#wire === null) throw new Error('The SMTP session is not connected.');
    return this.#wire;
  }

  get ehloName(): string {
    return this.log.seen.ehloName ?? hostname();
  }

  /** Whether the host's other addresses take connections too: a client may choose any of them. */
  async reachOthers(): Promise<void> {
    const { addresses, address } = this.log.seen;
    if (address === null || addresses.length < 2) return;
    this.log.seen.reach = await reachEach(addresses, address, this.#target.port, this.times.connect, this.#signal);
  }

  get ehlo(): Ehlo | null {
    return this.#ehlo;
  }

  result(): SmtpSession {
    return this.log.result();
  }

  async connect(signal?: AbortSignal): Promise<boolean> {
    const { host, port } = this.#target;
    this.#signal = signal;
    // A run looks at several relays and ports at once; all of them end with it.
    if (signal !== undefined) setMaxListeners(0, signal);
    const lookup = this.#settings.lookup ?? systemAddresses;
    const addresses = await this.log.stage('resolve', () =>
      resolveHost(host, lookup, this.times.resolve, this.#settings.allowPrivate),
    );
    if (addresses === null) return false;
    this.log.seen.addresses = addresses;
    const open = await this.log.stage('connect', () => connectFirst(addresses, port, this.times.connect, signal));
    if (open === null) return false;
    this.log.seen.address = open.address;
    this.log.seen.ehloName = this.#settings.ehloName ?? ownName(open.socket.localAddress);
    const wire = new SmtpWire(open.socket, this.#transcript);
    this.#wire = wire;
    this.#transcript.note('note', `connected to ${host} (${open.address}) port ${port}`);
    signal?.addEventListener('abort', () => wire.close(), { once: true });
    return true;
  }

  /** The handshake on the connected socket, for implicit TLS and after STARTTLS. */
  async secure(): Promise<boolean> {
    const { host } = this.#target;
    const secured = await this.log.stage('tls', () =>
      handshake(this.#through(this.wire.detach()), host, this.#settings.ca, this.times.tls, this.#choice, this.#signal),
    );
    if (secured === null) return false;
    this.wire.attach(secured);
    this.log.seen.tls = detailOf(secured, host, this.#settings.ca);
    this.#transcript.note('note', `${secured.getProtocol() ?? 'TLS'} ${secured.getCipher().name}`);
    return true;
  }

  async greeting(): Promise<boolean> {
    const reply = await this.log.stage('greeting', () => this.#greeted(), greets);
    if (reply !== null) this.log.seen.banner = reply.lines.join(' ');
    return reply !== null;
  }

  /** Where nobody greets, a server that waits for its client to begin shows at a first line what it is. */
  async #greeted(): Promise<SmtpReply> {
    try {
      return await this.wire.reply(this.times.greeting);
    } catch (error) {
      if (!(error instanceof WireError) || error.code !== 'TIMEOUT' || this.wire.unread > 0) throw error;
      throw await this.#answered(error);
    }
  }

  async #answered(silence: WireError): Promise<WireError> {
    try {
      await this.say(`EHLO ${this.ehloName}`, this.times.quit);
      return silence;
    } catch (error) {
      return error instanceof WireError && error.code === 'NOT_SMTP' ? error : silence;
    }
  }

  async hello(afterTls: boolean): Promise<boolean> {
    const stage = afterTls && !this.#target.secure ? 'ehlo-after-tls' : 'ehlo';
    const reply = await this.log.stage(stage, () => this.say(`EHLO ${this.ehloName}`), expects(2));
    if (reply === null) return false;
    const ehlo = parseEhlo(reply);
    this.#ehlo = ehlo;
    const seen = this.log.seen;
    seen.serverName = ehlo.serverName;
    seen.sizeLimit = ehlo.size;
    seen.pipelining = ehlo.pipelining;
    seen.smtpUtf8 = ehlo.smtpUtf8;
    if (afterTls) {
      seen.ehloAfterTls = ehlo.keywords;
      seen.authMechanisms = ehlo.mechanisms;
    } else {
      seen.ehloBeforeTls = ehlo.keywords;
      seen.authOfferedBeforeTls = ehlo.mechanisms.length > 0;
    }
    return true;
  }

  /** RFC 3207: asks, and treats whatever follows the 220 line in clear as an attack (§6). */
  async startTls(): Promise<boolean> {
    if (this.#ehlo?.starttls !== true) {
      this.log.refuse('starttls', 'STARTTLS_NOT_OFFERED', 'The EHLO reply does not offer STARTTLS.');
      return false;
    }
    const reply = await this.log.stage(
      'starttls',
      () => this.say('STARTTLS'),
      (answer) => this.#cleanUpgrade(answer),
    );
    return reply !== null;
  }

  #cleanUpgrade(reply: SmtpReply): StageEnd {
    if (reply.code !== 220) return { ok: false, reply, error: null, detail: null };
    if (this.wire.unread === 0) return { ...fine, reply };
    const text = this.wire.takeUnread();
    return { ok: false, reply, error: 'INJECTED_BEFORE_TLS', detail: `Sent in clear after the 220 of STARTTLS: “${text}”.` };
  }

  /** Whether chain and host name hold: the condition for speaking a credential. */
  get verified(): boolean {
    const detail = this.log.seen.tls;
    return detail !== null && detail.chainTrusted && detail.hostMatches;
  }

  async signIn(): Promise<boolean> {
    const { username, password } = this.#settings;
    if (username === null) return true;
    if (!this.verified)
      return this.#notTried('TLS_NOT_VERIFIED', 'The credential was not sent: the TLS session is not verified.');
    const offered = this.#ehlo?.mechanisms ?? [];
    if (offered.length === 0)
      return this.#notTried('AUTH_NOT_OFFERED', 'The server offers no AUTH, so the credential was not tried.');
    if (password === null) return this.#notTried('NO_PASSWORD', 'The profile’s password could not be read, so it was not tried.');
    const common = commonMechanisms(offered);
    if (common.length === 0) {
      return this.#notTried('NO_COMMON_MECHANISM', `The server offers ${offered.join(', ')}, none of which takes a password.`);
    }
    const reply = await this.log.stage('auth', () => this.#authenticate(common, { username, password }), expects(2));
    const answered = this.log.last?.reply !== null;
    this.log.seen.authenticated = answered ? reply !== null : null;
    return reply !== null;
  }

  #notTried(code: string, detail: string): false {
    this.log.refuse('auth', code, detail);
    return false;
  }

  async #authenticate(common: readonly string[], credentials: Parameters<typeof authenticate>[2]): Promise<SmtpReply> {
    const say = (line: string, shown: string): Promise<SmtpReply> => this.say(line, this.times.command, shown);
    const [mechanism = '', ...others] = common;
    this.log.seen.mechanism = mechanism;
    const reply = await authenticate(mechanism, say, credentials);
    return others.length > 0 && mechanismRefused(reply) ? this.#authenticate(others, credentials) : reply;
  }

  /** One command and its reply; `shown` goes to the transcript instead of the line. */
  say(line: string, ms: number = this.times.command, shown: string = line): Promise<SmtpReply> {
    this.wire.line(line, shown);
    return this.wire.reply(ms);
  }

  /** `size`: octets of the message that is planned (RFC 1870). */
  async mail(sender: string, size?: number): Promise<boolean> {
    const address = spoken(sender);
    if (!speakable.test(address)) return this.#badAddress('mail', sender);
    if (beyondAscii(address) && this.#ehlo?.smtpUtf8 !== true) return this.#noUtf8('mail', sender);
    const sized = size !== undefined && this.#ehlo?.size !== null ? ` SIZE=${size}` : '';
    const wide = beyondAscii(address) ? ' SMTPUTF8' : '';
    return (await this.log.stage('mail', () => this.say(`MAIL FROM:<${address}>${sized}${wide}`), expects(2))) !== null;
  }

  async rcpt(recipient: string): Promise<boolean> {
    const address = spoken(recipient);
    if (!speakable.test(address)) return this.#badAddress('rcpt', recipient);
    if (beyondAscii(address) && this.#ehlo?.smtpUtf8 !== true) return this.#noUtf8('rcpt', recipient);
    return (await this.log.stage('rcpt', () => this.say(`RCPT TO:<${address}>`), expects(2))) !== null;
  }

  #noUtf8(stage: 'mail' | 'rcpt', address: string): false {
    const detail = `“${neutralSmtpText(address, 80)}” has characters beyond ASCII, and the server offers no SMTPUTF8.`;
    this.log.refuse(stage, 'SMTPUTF8_NOT_OFFERED', detail);
    return false;
  }

  #badAddress(stage: 'mail' | 'rcpt', address: string): false {
    this.log.refuse(stage, 'BAD_ADDRESS', `“${neutralSmtpText(address, 80)}” cannot stand in an SMTP command.`);
    return false;
  }

  /** Says goodbye where that can still be heard, and closes; what comes of it is never a finding. */
  async quit(): Promise<void> {
    if (this.#wire === null) return;
    const listening = this.#wire.ended === null && this.log.last?.error === null;
    if (listening) await this.courtesy('QUIT');
    this.#wire.close();
  }

  /** A command whose answer does not matter. */
  async courtesy(command: 'RSET' | 'QUIT'): Promise<void> {
    try {
      await this.say(command, this.times.quit);
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
    }
  }
}
