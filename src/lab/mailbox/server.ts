// An IMAP server over TLS for the one mailbox of a world (RFC 9051, as IMAP4rev1): enough for a client that finds and reads a message.
import { createServer, type Server, type TLSSocket } from 'node:tls';
import type { AddressInfo } from 'node:net';
import type { Issued } from '../pki.ts';
import { fetched, searching } from './fetch.ts';
import type { MailboxSpec } from './spec.ts';
import type { MailStore, StoredFolder } from './store.ts';
import { quoted, type Word, wordsOf } from './words.ts';

export interface ImapOptions {
  readonly spec: MailboxSpec;
  readonly store: MailStore;
  readonly tls: Issued;
  readonly secrets: readonly string[];
  /** Every command by its name, `UID FETCH` as two words. */
  readonly onCommand: (name: string) => void;
}

const CAPABILITIES = 'IMAP4rev1 SASL-IR AUTH=PLAIN AUTH=XOAUTH2 ID IDLE NAMESPACE SPECIAL-USE UNSELECT LITERAL+';

const textOf = (word: Word | undefined): string => (typeof word === 'string' ? word : '');

/** Sequence set → indexes, of uids or of numbers. */
const chosen = (set: string, folder: StoredFolder, byUid: boolean): readonly number[] => {
  const { messages } = folder;
  const last = byUid ? (messages.at(-1)?.uid ?? 0) : messages.length;
  const number = (text: string): number => (text === '*' ? last : Number(text));
  const ranges = set.split(',').map((part) => part.split(':').map(number));
  return messages.flatMap(({ uid }, index) => {
    const own = byUid ? uid : index + 1;
    const inside = ranges.some(([from = 0, to = from]) => own >= Math.min(from, to) && own <= Math.max(from, to));
    return inside ? [index] : [];
  });
};

class Conversation {
  #open: StoredFolder | null = null;
  #told = 0;
  #idle: string | null = null;
  #awaits: ((text: string) => void) | null = null;
  #pending = '';
  #signedIn = false;
  readonly #deaf: () => void;

  constructor(
    private readonly socket: TLSSocket,
    private readonly options: ImapOptions,
    private readonly cut: () => boolean,
  ) {
    this.#deaf = options.store.listen((folder) => {
      if (this.#idle !== null && folder === this.#open?.path) this.#tellExists();
    });
    socket.on('close', this.#deaf);
    this.#say(`* OK [CAPABILITY ${CAPABILITIES}] ${options.spec.host} ready`);
  }

  hear(chunk: string): void {
    this.#pending += chunk;
    for (;;) {
      const line = this.#whole();
      if (line === null) return;
      this.#line(line);
    }
  }

  /** One command with its literals, or null while some of it is missing. */
  #whole(): string | null {
    let from = 0;
    for (;;) {
      const end = this.#pending.indexOf('\r\n', from);
      if (end < 0) return null;
      const [, size, plus] = /\{(\d+)(\+?)\}$/.exec(this.#pending.slice(from, end)) ?? [];
      if (size === undefined) {
        const line = this.#pending.slice(0, end);
        this.#pending = this.#pending.slice(end + 2);
        return line;
      }
      const next = end + 2 + Number(size);
      if (this.#pending.length < next) {
        if (plus === '' && this.#pending.length === end + 2) this.#say('+ go ahead');
        return null;
      }
      from = next;
    }
  }

  #say(text: string): void {
    if (!this.socket.destroyed) this.socket.write(`${text}\r\n`, 'latin1');
  }

  #tellExists(): void {
    const count = this.#open?.messages.length ?? 0;
    if (count === this.#told) return;
    this.#told = count;
    this.#say(`* ${count} EXISTS`);
  }

  #line(line: string): void {
    if (this.#awaits !== null) {
      const hear = this.#awaits;
      this.#awaits = null;
      return hear(line);
    }
    if (this.#idle !== null) {
      const tag = this.#idle;
      this.#idle = null;
      return this.#say(`${tag} OK IDLE terminated`);
    }
    const [tag, first, ...rest] = wordsOf(line);
    const uid = textOf(first).toUpperCase() === 'UID';
    const name = uid ? `UID ${textOf(rest[0]).toUpperCase()}` : textOf(first).toUpperCase();
    this.options.onCommand(name);
    this.#answer(textOf(tag), name, uid ? rest.slice(1) : rest);
  }

  #login(tag: string, username: string, secret: string): void {
    const { spec, secrets } = this.options;
    if (spec.login !== 'accepts') return this.#say(`${tag} NO ${spec.login}`);
    this.#signedIn = username === spec.username && secrets.includes(secret);
    if (this.#signedIn) return this.#say(`${tag} OK [CAPABILITY ${CAPABILITIES}] Logged in`);
    this.#say(`${tag} NO [AUTHENTICATIONFAILED] Authentication failed.`);
  }

  #authenticate(tag: string, mechanism: string, initial: string | undefined): void {
    const given = (text: string): void => {
      const plain = Buffer.from(text, 'base64').toString('utf8');
      if (mechanism === 'XOAUTH2') {
        // user=…^Aauth=Bearer …^A^A
        const [user = '', bearer = ''] = plain.split('\u0001');
        return this.#login(tag, user.replace(/^user=/, ''), bearer.replace(/^auth=Bearer /, ''));
      }
      const [, user = '', secret = ''] = plain.split('\u0000');
      this.#login(tag, user, secret);
    };
    if (initial !== undefined) return given(initial);
    this.#awaits = given;
    this.#say('+ ');
  }

  #examine(tag: string, path: string): void {
    if (this.cut()) return void this.socket.destroy();
    const folder = this.options.store.folder(path);
    if (folder === undefined) return this.#say(`${tag} NO [NONEXISTENT] Mailbox doesn't exist: ${path}`);
    this.#open = folder;
    this.#told = folder.messages.length;
    this.#say('* FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft)');
    this.#say('* OK [PERMANENTFLAGS ()] Read-only mailbox.');
    this.#say(`* ${folder.messages.length} EXISTS`);
    this.#say('* 0 RECENT');
    this.#say('* OK [UIDVALIDITY 1] UIDs valid');
    this.#say(`* OK [UIDNEXT ${(folder.messages.at(-1)?.uid ?? 0) + 1}] Predicted next UID`);
    this.#say(`${tag} OK [READ-ONLY] Examine completed`);
  }

  #list(tag: string, name: string): void {
    for (const { path, use } of this.options.store.folders) {
      this.#say(`* ${name} (\\HasNoChildren${use === null ? '' : ` ${use}`}) "/" ${quoted(path)}`);
    }
    this.#say(`${tag} OK ${name} completed`);
  }

  #search(tag: string, words: readonly Word[], byUid: boolean): void {
    if (!this.options.spec.search) return this.#say(`${tag} BAD Unknown command SEARCH`);
    const matches = searching(words);
    const found = (this.#open?.messages ?? []).flatMap((message, index) =>
      matches(message) ? [byUid ? message.uid : index + 1] : [],
    );
    this.#say(`* SEARCH${found.map((one) => ` ${one}`).join('')}`);
    this.#say(`${tag} OK Search completed`);
  }

  #fetch(tag: string, [set, items]: readonly Word[], byUid: boolean): void {
    const asked = (Array.isArray(items) ? (items as readonly Word[]) : [items ?? '']).map((one) => textOf(one));
    const folder = this.#open;
    if (folder === null) return this.#say(`${tag} BAD No mailbox selected`);
    for (const index of chosen(textOf(set), folder, byUid)) {
      const message = folder.messages[index];
      if (message !== undefined) this.#say(fetched(message, index + 1, asked));
    }
    this.#say(`${tag} OK Fetch completed`);
  }

  #answer(tag: string, name: string, words: readonly Word[]): void {
    const first = textOf(words[0]);
    switch (name) {
      case 'CAPABILITY':
        this.#say(`* CAPABILITY ${CAPABILITIES}`);
        return this.#say(`${tag} OK Capability completed`);
      case 'ID':
        this.#say('* ID ("name" "lab")');
        return this.#say(`${tag} OK ID completed`);
      case 'LOGIN':
        return this.#login(tag, first, textOf(words[1]));
      case 'AUTHENTICATE':
        return this.#authenticate(tag, first.toUpperCase(), words[1] === undefined ? undefined : textOf(words[1]));
      case 'LOGOUT':
        this.#say('* BYE Logging out');
        this.#say(`${tag} OK Logout completed`);
        return void this.socket.end();
      case 'NOOP':
        this.#tellExists();
        return this.#say(`${tag} OK NOOP completed`);
      default:
        return this.#signedIn ? this.#inside(tag, name, words) : this.#say(`${tag} BAD Please login first`);
    }
  }

  #inside(tag: string, name: string, words: readonly Word[]): void {
    switch (name) {
      case 'NAMESPACE':
        this.#say('* NAMESPACE (("" "/")) NIL NIL');
        return this.#say(`${tag} OK Namespace completed`);
      case 'LIST':
      case 'LSUB':
        return this.#list(tag, name);
      case 'EXAMINE':
        return this.#examine(tag, textOf(words[0]));
      case 'UNSELECT':
      case 'CLOSE':
        this.#open = null;
        return this.#say(`${tag} OK ${name} completed`);
      case 'SEARCH':
      case 'UID SEARCH':
        return this.#search(tag, words, name === 'UID SEARCH');
      case 'FETCH':
      case 'UID FETCH':
        return this.#fetch(tag, words, name === 'UID FETCH');
      case 'IDLE':
        this.#idle = tag;
        this.#say('+ idling');
        return this.#tellExists();
      default:
        return this.#say(`${tag} BAD Unknown command ${name}`);
    }
  }
}

export interface ImapServer {
  readonly port: number;
  stop(): Promise<void>;
}

const bound = (server: Server, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });

/** Implicit TLS, on loopback. */
export const startImap = async (options: ImapOptions, preferred: number): Promise<ImapServer> => {
  const sockets = new Set<TLSSocket>();
  let cuts = options.spec.cuts;
  const server = createServer({ cert: options.tls.certPem, key: options.tls.keyPem }, (socket) => {
    sockets.add(socket);
    socket.setEncoding('latin1');
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    let once = false;
    const talk = new Conversation(socket, options, () => {
      if (once || cuts === 0) return false;
      once = true;
      cuts -= 1;
      return true;
    });
    socket.on('data', (chunk: string) => talk.hear(chunk));
  });
  server.on('tlsClientError', () => undefined);
  const port = await bound(server, preferred);
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  return { port, stop };
};
