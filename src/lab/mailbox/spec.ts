// What becomes of the live message at its receiver, as a scenario's `mailbox` says it.
import type { JsonObject } from '../../core/json.ts';
import { fill, holdWords } from '../scenario/fill.ts';
import { CERTIFICATES, type CertificateKind } from '../smtp/behaviour.ts';

export interface MailboxSpec {
  /** The receiving host; its name stands in Received and Authentication-Results, and in the certificate of its IMAP server. */
  readonly host: string;
  readonly username: string;
  /** Where the message comes to lie. */
  readonly folder: string;
  /** Folders besides INBOX; `Junk`, `Archive` are special-use where `specialUse` says so. */
  readonly folders: readonly string[];
  readonly specialUse: boolean;
  /** False: the receiver takes the message, and nobody ever sees it. */
  readonly arrives: boolean;
  /** Milliseconds between the provider's acceptance and its arrival. */
  readonly delayMs: number;
  /** Who signs it: d=, and the selector; a null domain: nobody does. */
  readonly domain: string | null;
  readonly selector: string;
  /** Its body is changed on the way, behind the signature. */
  readonly altered: boolean;
  /** Links lead through this host; null: as they were sent. */
  readonly tracker: string | null;
  /** What the receiver writes into Authentication-Results: `own` as it is, `none`, or `forged`: only a stranger's claim that all is well. */
  readonly results: 'own' | 'none' | 'forged';
  /** Address of the client that the receiver saw, its name, and the MAIL FROM. */
  readonly clientIp: string;
  readonly client: string;
  readonly mailFrom: string;
  /** False: the last hop was in the clear. */
  readonly tls: boolean;
  /** Messages that lie there already. */
  readonly others: number;
  /** `accepts`, or the words with which LOGIN and AUTHENTICATE are refused. */
  readonly login: string;
  /** False: SEARCH is answered with BAD. */
  readonly search: boolean;
  readonly certificate: CertificateKind;
  /** Cuts the connection at the first EXAMINE of each connection, this many times. */
  readonly cuts: number;
  /** In the profile: `live.inbox.folders`, and an OAuth token in place of the password. */
  readonly named: readonly string[];
  readonly token: boolean;
}

const MAILBOX: MailboxSpec = {
  host: 'mx1.example.com',
  username: 'ops@example.com',
  folder: 'INBOX',
  folders: ['Junk', 'Archive', 'Invoices'],
  specialUse: true,
  arrives: true,
  delayMs: 80,
  domain: 'example.com',
  selector: '',
  altered: false,
  tracker: null,
  results: 'own',
  clientIp: '192.0.2.25',
  client: 'smtp.relay.example',
  mailFrom: 'billing@example.com',
  tls: true,
  others: 3,
  login: 'accepts',
  search: true,
  certificate: 'valid',
  cuts: 0,
  named: [],
  token: false,
};

/** Throws ScenarioError naming the place. */
export const readMailbox = (value: JsonObject, place: string): MailboxSpec =>
  holdWords(fill(MAILBOX, value, place), { results: ['own', 'none', 'forged'], certificate: CERTIFICATES }, place);
