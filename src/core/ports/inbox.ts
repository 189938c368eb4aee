// The mailbox that the live message arrives in, read over IMAP: nothing is marked, moved or deleted there.
import type { MessagePort } from './message.ts';

/** Where a mailbox is, and as whom certify signs in; the secret stays a reference. */
export interface InboxPlace {
  readonly host: string;
  readonly port: number;
  /** Implicit TLS; false: STARTTLS, without which nothing is said. */
  readonly secure: boolean;
  readonly username: string;
  readonly login: 'password' | 'token';
  /** Further folders by name, besides inbox, junk and archive. */
  readonly folders: readonly string[];
}

/** `archive`: where a server shows every message (`\All`). */
export type FolderRole = 'inbox' | 'junk' | 'named' | 'archive';

export interface LookedFolder {
  readonly path: string;
  readonly role: FolderRole;
  /** Messages in it. */
  readonly messages: number;
  /** `search`: all of it was looked through · `newest`: the server would not search, and only the newest ones were read · `refused`: it could not be opened. */
  readonly how: 'search' | 'newest' | 'refused';
}

/** `id`: its Message-ID is the provider's id, or ours · `header`: it bears our own header · `subject`: only its subject bears the mark. */
export type KnownBy = 'id' | 'header' | 'subject';

export interface ArrivedMessage {
  readonly by: KnownBy;
  readonly folder: string;
  readonly role: FolderRole;
  /** Octets of the whole message, as the server says. */
  readonly bytes: number;
  /** INTERNALDATE, ISO 8601; null: the server does not tell it. */
  readonly storedAt: string | null;
  /** The message; only its beginning where `complete` is false. Never stored. */
  readonly raw: Uint8Array;
  readonly complete: boolean;
}

/** How far a look came before it broke. `place`: the host leads where nobody may connect · `turned-away`: the server hung up before anybody had signed in, and said so · `lost`: it broke in the middle. */
export type InboxStage = 'name' | 'place' | 'connection' | 'tls' | 'greeting' | 'turned-away' | 'login' | 'lost';

export interface InboxTrouble {
  readonly stage: InboxStage;
  /** Of the system, of TLS, or the server's own response code. */
  readonly code: string;
  /** In the server's own words where it said something, one line. */
  readonly says: string;
}

export interface InboxLook {
  readonly folders: readonly LookedFolder[];
  /** Named in the profile, and not there. */
  readonly missing: readonly string[];
  /** Folders of the mailbox that a message may lie in and that were not asked for. */
  readonly unsearched: readonly string[];
  readonly arrived: ArrivedMessage | null;
  /** Folder of a message that bears the mark in its subject alone, and so proves nothing; null: none. */
  readonly alike: string | null;
  /** Why nothing, or not everything, was looked at; null: nothing broke. */
  readonly trouble: InboxTrouble | null;
  /** Milliseconds from the first look to the last. */
  readonly waitedMs: number;
}

export interface InboxQuestion {
  readonly nonce: string;
  /** Another id that the message may bear in Message-ID, such as SES's; null: none is known. */
  readonly messageId: string | null;
  /** The message can bear no id and no header that are known, so that the mark in its subject has to do. */
  readonly bySubject: boolean;
  /** Older messages are passed over. */
  readonly since: Date;
  /** Milliseconds; 0: one look. */
  readonly waitMs: number;
  readonly signal: AbortSignal;
}

export interface InboxPort {
  readonly place: InboxPlace;
  /** The message as one that can be judged. */
  message(arrived: ArrivedMessage): MessagePort;
  /** Looks until the message is there, waiting is over, or something stands against it; rejects only when `signal` fires. */
  find(question: InboxQuestion): Promise<InboxLook>;
}
