// A message looked for in a mailbox, long after its run or for one: by its nonce, read where it lies, nothing sent and nothing stored.
import { checks } from '../../checks/index.ts';
import { UsageError } from '../../core/errors.ts';
import type { EvidenceRecord } from '../../core/record.ts';
import { NONCE_PATTERN } from '../../core/nonce.ts';
import type { JsonValue } from '../../core/json.ts';
import type { Observation } from '../../core/observation.ts';
import type { InboxPlace } from '../../core/ports/inbox.ts';
import type { Reads } from '../../core/ports/reads.ts';
import type { SecretHolder } from '../../core/profile.ts';
import { idOf } from '../../core/proof.ts';
import { fact } from '../../facts/fact.ts';
import type { Facts } from '../../facts/index.ts';
import { probes } from '../../probes/index.ts';
import { targetAsked } from '../../profile/asked.ts';
import { givenOfDns } from '../../profile/given.ts';
import { expectedMessage } from '../../profile/expected-message.ts';
import { placesOf } from '../../profile/places.ts';
import type { LoadedProfile } from '../../profile/profile.ts';
import { parseSecretRef } from '../../profile/secret-ref.ts';
import type { Target } from '../../profile/target.ts';
import { inboxFact, isKnownBySubject, messageKeys, readMessage, unread } from '../../run/await-inbox.ts';
import { aboutMessage } from '../../run/message-decision.ts';
import { messageRunbook } from '../../run/message-runbook.ts';
import { readImapUrl } from '../../mail/imap/url.ts';
import { mailDomain } from '../../text/mail-address.ts';
import { createMessagePort } from '../../world/message/message.ts';
import type { Caller } from '../caller.ts';
import { resolversOf } from '../dns/question.ts';
import { readEvidence } from '../evidence.ts';
import { lookAt } from '../look.ts';
import { NO_TENANT_OPTIONS } from '../options.ts';
import type { Setting } from '../setting.ts';
import { readProfile } from '../tenant.ts';
import { authservIdOf, type MessageLook, type MessageOptions, withProfile } from './message.ts';

export interface MailboxOptions extends Omit<MessageOptions, 'file'> {
  /** `imaps://user@host` (implicit TLS) or `imap://user@host` (STARTTLS); null: the profile's mailbox. */
  readonly imap: string | null;
  /** References of the password and of the OAuth token; one of them stands with `imap`. */
  readonly password: string | null;
  readonly token: string | null;
  /** Further folders by name. */
  readonly folders: readonly string[];
  /** null: the record's. */
  readonly nonce: string | null;
  /** The record of the run that sent it; null: none was named. */
  readonly evidence: { readonly dir: string; readonly id: string } | null;
}

const refuse = (code: string, message: string, fix: string): UsageError => new UsageError({ code, message, fix });

const FORM = 'Write imaps://USER@HOST, or imap://USER@HOST:143 for STARTTLS; an @ in the user name is written %40.';

const placeOf = ({ imap, token, folders }: MailboxOptions): InboxPlace | null => {
  if (imap === null) return null;
  const read = readImapUrl(imap);
  if ('host' in read) return { ...read, login: token === null ? 'password' : 'token', folders };
  if (read.fault === 'malformed') throw refuse('imap-url', `--imap names no mailbox. ${read.says}`, FORM);
  throw refuse(
    'imap-password',
    '--imap holds a password.',
    'Leave it out of the URL, and give --imap-password env:CERTIFY_INBOX_PASSWORD; change that password: it stands in the shell’s history.',
  );
};

const secretOf = ({ password, token }: MailboxOptions): SecretHolder['secrets'] => {
  const given = [
    ['live.inbox.imap.password', '--imap-password', password],
    ['live.inbox.imap.accessToken', '--imap-token', token],
  ] as const;
  const named = given.filter(([, , text]) => text !== null);
  if (named.length !== 1) {
    throw refuse(
      'imap-secret',
      '--imap needs one secret to sign in with.',
      'Give --imap-password env:CERTIFY_INBOX_PASSWORD, or --imap-token env:CERTIFY_INBOX_TOKEN for OAuth.',
    );
  }
  return named.map(([name, flag, text]) => {
    const ref = parseSecretRef(text ?? '');
    if (ref === null)
      throw refuse(
        'imap-secret',
        `${flag} must be a reference, never the secret itself.`,
        'Write env:NAME, file:PATH or prompt:, such as env:CERTIFY_INBOX_PASSWORD.',
      );
    return { name, ref, line: 1, column: 1 };
  });
};

interface Sent {
  readonly nonce: string;
  readonly messageId: string | null;
  /** Only the mark in its subject can tell it. */
  readonly bySubject: boolean;
  /** ISO 8601; null: nobody knows when. */
  readonly at: string | null;
}

/** What a run of one tenant sent is not what another's mailbox shows. */
const refuseOther = (record: EvidenceRecord, evidenceId: string, loaded: LoadedProfile | null): void => {
  if (loaded === null) return;
  const { tenant, provider } = loaded.profile;
  if (record.tenant === tenant && record.provider === provider) return;
  throw refuse(
    'other-record',
    `${evidenceId} is a record of ${record.tenant} (${record.provider ?? 'no provider'}), and ${loaded.path} is the profile of ${tenant} (${provider}).`,
    `Name a record of ${tenant} (\`certify evidence list --tenant ${tenant}\`), or the profile of ${record.tenant}.`,
  );
};

const sentIn = async ({ nonce, evidence }: MailboxOptions, loaded: LoadedProfile | null): Promise<Sent> => {
  if (evidence === null) {
    if (nonce !== null && NONCE_PATTERN.exec(nonce)?.[0] === nonce) return { nonce, messageId: null, bySubject: true, at: null };
    throw refuse(
      'nonce',
      'Which message is looked for was not said.',
      'Give --nonce certify-… as it stands in the subject of the live message, or --evidence ID of the run that sent it.',
    );
  }
  if (nonce !== null) throw refuse('nonce', 'Both --nonce and --evidence say which message is looked for.', 'Leave one out.');
  const record = await readEvidence(evidence.dir, evidence.id);
  refuseOther(record, evidence.id, loaded);
  const receipt = fact(new Map(Object.entries(record.observations)), 'live.receipt');
  if (receipt === null || receipt.withheld !== null) {
    throw refuse(
      'no-message-sent',
      `${evidence.id} is the record of a run that sent no message.`,
      'Name the record of a run that did, or give --nonce.',
    );
  }
  const { receipt: given } = receipt;
  return {
    nonce: receipt.nonce,
    messageId: given === null ? null : idOf(given),
    bySubject: isKnownBySubject(given, given?.via ?? 'squareos', record.provider ?? ''),
    at: record.run.startedAt,
  };
};

const targetFor = (given: {
  readonly loaded: LoadedProfile | null;
  readonly resolvers: readonly string[];
  readonly env: Setting['env'];
  readonly place: InboxPlace;
  readonly secrets: SecretHolder['secrets'];
  readonly own: boolean;
}): Target => {
  const { loaded, resolvers, env, place, secrets, own } = given;
  const base =
    loaded === null
      ? targetAsked({
          domain: mailDomain(place.username) ?? place.host,
          provider: null,
          dkim: [],
          resolvers,
          given: givenOfDns(env),
        })
      : withProfile(loaded, resolvers);
  const directory = own && loaded !== null ? loaded.directory : '.';
  return {
    ...base,
    places: { ...base.places, inbox: place },
    secrets: { path: own && loaded !== null ? loaded.path : '(command line)', directory, secrets },
  };
};

type Carried = { [key: string]: Observation<JsonValue> };

const DAYS_MS = 90 * 86_400_000;

/** Looks once, and asks of the message what `certify message` asks of a file. */
const lookInMailbox = async (
  reads: Reads,
  caller: Caller,
  given: {
    sent: Sent;
    expected: ReturnType<typeof expectedMessage> | null;
    authservId: string | null;
    mask: (value: JsonValue) => JsonValue;
  },
): Promise<Carried> => {
  const { inbox, clock } = reads;
  if (inbox === null) throw new Error('a mailbox was asked for and none was opened');
  const { sent, mask } = given;
  const since = sent.at === null ? new Date(clock.now().getTime() - DAYS_MS) : new Date(Date.parse(sent.at) - 600_000);
  const { nonce, messageId, bySubject } = sent;
  const look = await inbox.find({ nonce, messageId, bySubject, since, waitMs: 0, signal: caller.signal });
  const told = mask(inboxFact(inbox.place, look, { waitMs: 0, delivered: null }));
  const at = clock.now().toISOString();
  const carried: Carried = {
    'live.inbox': { state: 'observed', value: told, at, durationMs: look.waitedMs },
  };
  if (look.arrived === null) {
    for (const key of messageKeys(probes))
      carried[key] = { ...unread(told as unknown as Facts['live.inbox']), at, durationMs: 0 };
    return carried;
  }
  const { raw, complete } = look.arrived;
  const port = createMessagePort({
    raw,
    expected: given.expected,
    authservId: given.authservId,
    ...(complete ? {} : { complete: false as const }),
  });
  await readMessage({ probes, reads, mask, signal: caller.signal }, port, async (key, observation) => {
    carried[key] = observation;
  });
  return carried;
};

/** UsageError before anybody is asked; nothing is stored. */
export const mailbox = async (setting: Setting, caller: Caller, options: MailboxOptions): Promise<MessageLook> => {
  const { profile: path, set, allowPrivate, failOnWarning } = options;
  const resolvers = resolversOf(options);
  const asked = authservIdOf(options.authservId);
  const tenant = { ...NO_TENANT_OPTIONS, set, allowPrivate, failOnWarning };
  const loaded = path === null ? null : await readProfile(path, { setting, tenant, command: 'message' });
  const named = placeOf(options);
  const own = loaded === null ? null : placesOf(loaded.profile).inbox;
  const place = named ?? own;
  if (place === null) {
    throw refuse(
      'no-mailbox',
      path === null ? 'No mailbox was named.' : `${path} names no mailbox.`,
      'Give --imap imaps://USER@HOST and --imap-password env:CERTIFY_INBOX_PASSWORD, or write live.inbox.imap into the profile.',
    );
  }
  const sent = await sentIn(options, loaded);
  const secrets =
    named === null ? (loaded?.secrets ?? []).filter(({ name }) => name.startsWith('live.inbox.')) : secretOf(options);
  const target = targetFor({ loaded, resolvers, env: setting.env, place, secrets, own: named === null });
  const document = await lookAt(setting, caller, {
    command: 'message',
    source: { load: async () => target, typed: path ?? '' },
    tenant,
    runbook: messageRunbook(checks, true),
    carried: (reads, mask) =>
      lookInMailbox(reads, caller, {
        sent,
        mask,
        expected: loaded === null ? null : expectedMessage(loaded.profile),
        authservId: asked ?? loaded?.profile.live.inbox?.authservId ?? null,
      }),
    evidenceDir: './evidence',
    operator: null,
    signKey: null,
    stores: false,
  });
  return { document: aboutMessage(document) };
};
