// The live message lies in the mailbox that it was sent to; where nobody could look, who opens it says so.
import type { Judgement } from '../../core/finding.ts';
import type { InboxStage } from '../../core/ports/inbox.ts';
import type { EngineReason, Reasons } from '../../core/reason.ts';
import type { DraftAct } from '../../core/remedy.ts';
import type { Facts } from '../../facts/index.ts';
import { isBusy, type LoginRefusal, loginRefusal } from '../../mail/imap/refusal.ts';
import { isCertificateFault, tlsFaultOf, tlsMend } from '../../text/tls-fault.ts';
import { defineCheck } from '../check.ts';

const reasons = {
  'never-arrived': {
    status: ['fail'],
    says: 'The receiving server took the message, and it is in no folder of the mailbox.',
    follows: [{ check: 'live-callback' }],
  },
  'not-yet': {
    status: ['inconclusive'],
    says: 'The message was not in the mailbox, and no Delivery says that it should be.',
    follows: [{ check: 'live-receipt' }, { check: 'live-callback' }],
  },
  'folder-missing': {
    status: ['inconclusive'],
    says: 'The message was not found, and a folder that the profile names is not there.',
  },
  'folders-unsearched': {
    status: ['inconclusive'],
    says: 'The message was not found, and a rule may have put it into a folder that was not searched.',
  },
  'mark-alone': {
    status: ['inconclusive'],
    says: 'A message bears the mark in its subject and neither the id nor the header of the live one: nobody can say that it is the one.',
  },
  'folder-refused': { status: ['inconclusive'], says: 'The message was not found, and a folder could not be opened.' },
  'no-such-host': { status: ['inconclusive'], says: 'DNS knows no address of the mailbox’s host.' },
  'host-refused': {
    status: ['inconclusive'],
    says: 'The mailbox’s host leads to an address that certify connects to only when told so.',
  },
  unreachable: { status: ['inconclusive'], says: 'No connection to the mailbox’s host came about.' },
  'tls-refused': { status: ['inconclusive'], says: 'TLS to the mailbox’s host cannot be verified, so certify did not sign in.' },
  'no-tls': {
    status: ['inconclusive'],
    says: 'What answers at the mailbox’s host speaks no TLS at this port, so certify did not sign in.',
  },
  'no-imap': { status: ['inconclusive'], says: 'What answers at the mailbox’s host does not greet as an IMAP server.' },
  'login-refused': { status: ['inconclusive'], says: 'The mailbox’s host refuses user name or password.' },
  'app-password': { status: ['inconclusive'], says: 'The mailbox has two factors and takes only a password made for this use.' },
  'imap-off': { status: ['inconclusive'], says: 'IMAP is switched off for the mailbox.' },
  'web-login': { status: ['inconclusive'], says: 'The mailbox’s host wants a person to sign in at its web page first.' },
  'no-passwords': { status: ['inconclusive'], says: 'The mailbox’s host takes OAuth tokens, and no passwords.' },
  'no-login': {
    status: ['inconclusive'],
    says: 'The mailbox’s host offers no way to sign in: it takes the connection for one without TLS.',
  },
  'account-locked': { status: ['inconclusive'], says: 'The mailbox’s account is locked, suspended or switched off.' },
  'turned-away': { status: ['inconclusive'], says: 'The mailbox’s host hangs up before anybody can sign in.' },
  'no-tokens': { status: ['inconclusive'], says: 'The mailbox’s host takes no OAuth tokens.' },
  'token-refused': { status: ['inconclusive'], says: 'The mailbox’s host refuses the OAuth token.' },
  'no-mailbox': { status: ['inconclusive'], says: 'The login is right, and there is no mailbox behind it.' },
  busy: { status: ['inconclusive'], says: 'The mailbox’s host has too many connections or questions to answer.' },
  lost: { status: ['inconclusive'], says: 'The connection to the mailbox broke in the middle.' },
} as const satisfies Reasons;

type Reason = keyof typeof reasons;
type Told = Judgement<Reason | EngineReason>;
type Inbox = Facts['live.inbox'];
type Trouble = NonNullable<Inbox['trouble']>;

interface Case {
  readonly reason: Reason;
  readonly act: DraftAct;
}

const REFUSED: { readonly [K in LoginRefusal]: (host: string, login: Inbox['login']) => Case } = {
  'app-password': () => ({
    reason: 'app-password',
    act: {
      say: 'Create an app password in the mailbox’s account (two-step verification must be on), and put it where live.inbox.imap.password points.',
    },
  }),
  'imap-off': () => ({
    reason: 'imap-off',
    act: {
      say: 'Switch IMAP on for this mailbox: Gmail: Settings, “Forwarding and POP/IMAP”; Microsoft 365: the mailbox’s email apps; Yahoo and others: account security.',
    },
  }),
  'web-login': () => ({
    reason: 'web-login',
    act: { say: 'Sign in once at the mailbox’s web page from this network and confirm that it was you; then run again.' },
  }),
  'no-passwords': (host) => ({
    reason: 'no-passwords',
    act: {
      say: `Use an OAuth access token for ${host} (live.inbox.imap.accessToken instead of password): it takes no passwords over IMAP.`,
    },
  }),
  'no-login': (host) => ({
    reason: 'no-login',
    act: {
      say: `Ask who runs ${host} why it offers no way to sign in over TLS: mostly a proxy ends TLS before it, and it does not trust that proxy.`,
    },
  }),
  locked: (host) => ({
    reason: 'account-locked',
    act: {
      say: `Have who runs ${host} open the mailbox’s account again: user name and password say nothing while it is closed.`,
    },
  }),
  'no-tokens': (host) => ({
    reason: 'no-tokens',
    act: { say: `Use a password for ${host} (live.inbox.imap.password instead of accessToken): it offers no OAuth.` },
  }),
  token: () => ({
    reason: 'token-refused',
    act: {
      say: 'Get a fresh access token with the scope for IMAP (Google: https://mail.google.com/; Microsoft: IMAP.AccessAsUser.All) for this very user, and put it where live.inbox.imap.accessToken points.',
    },
  }),
  'no-mailbox': () => ({
    reason: 'no-mailbox',
    act: {
      say: 'Give this user a mailbox (a licence, at Microsoft 365), or name the user that the live recipient’s mail goes to.',
    },
  }),
  busy: () => ({ reason: 'busy', act: { say: 'Wait a few minutes and look again; close other mail programs on this mailbox.' } }),
  wrong: (host) => ({
    reason: 'login-refused',
    act: {
      say: `Correct live.inbox.imap.username and the password behind it, as ${host} knows them: mostly the whole address, and an app password.`,
    },
  }),
};

const speaksNoTls = ({ host, port, secure }: Inbox): Case => {
  const say = secure
    ? `Correct live.inbox.imap.port: ${host}:${port} answers in the clear (port 993 with secure: true, or 143 with secure: false, which is STARTTLS).`
    : `Use port 993 with secure: true, or have ${host} offer STARTTLS on port ${port}: without TLS certify does not sign in.`;
  return { reason: 'no-tls', act: { say: `${say} The password was not sent.` } };
};

const BROKEN: { readonly [K in Exclude<InboxStage, 'login'>]: (inbox: Inbox) => Case } = {
  name: ({ host }) => ({ reason: 'no-such-host', act: { say: `Correct live.inbox.imap.host: ${host} could not be resolved.` } }),
  place: ({ host }) => ({
    reason: 'host-refused',
    act: {
      say: `Correct live.inbox.imap.host; if the mailbox really is inside your network at ${host}, allow it with --allow-private.`,
    },
  }),
  connection: ({ host, port }) => ({
    reason: 'unreachable',
    act: {
      say: `Have port ${port} to ${host} opened outward, or correct live.inbox.imap.host and port.`,
      owner: 'network admin',
    },
  }),
  tls: (inbox) => {
    const { host, secure, trouble } = inbox;
    const code = trouble?.code ?? null;
    // Where STARTTLS is not offered there was no session to fail, and no code.
    const fault = tlsFaultOf(code) ?? (!secure && code === 'FAILED' ? 'no-tls' : 'handshake');
    if (fault === 'no-tls') return speaksNoTls(inbox);
    const say = isCertificateFault(code)
      ? `Name the host that the certificate is for, or have the certificate of ${host} renewed; a private authority goes into trust.caFile.`
      : `${tlsMend(fault, host)}.`;
    return { reason: 'tls-refused', act: { say: `${say} The password was not sent.` } };
  },
  greeting: ({ host, port, secure }) => ({
    reason: 'no-imap',
    act: {
      say: secure
        ? `Correct host and port: ${host}:${port} does not speak IMAP over TLS (usual: port 993 with secure: true).`
        : `Use port 993 with secure: true, or have ${host} offer STARTTLS on port ${port}: without TLS certify does not sign in.`,
    },
  }),
  'turned-away': ({ host, trouble }) => ({
    reason: 'turned-away',
    act: {
      say: `Ask who runs ${host} why it hangs up on this client (it says “${trouble?.says ?? ''}”): an address that it does not serve, a list of blocked ones, or work on the server.`,
    },
  }),
  lost: ({ host }) => ({ reason: 'lost', act: { say: `Look again; if ${host} breaks off once more, ask who runs it.` } }),
};

/** Who hangs up, or refuses a folder, because too much is going on says so in the words of a login. */
const caseOf = (inbox: Inbox, { stage, code, says }: Trouble): Case => {
  const { host, login } = inbox;
  if (stage === 'login') return REFUSED[loginRefusal(says, { code, login, host })](host, login);
  if ((stage === 'turned-away' || stage === 'lost') && isBusy(says, code)) return REFUSED.busy(host, login);
  return BROKEN[stage](inbox);
};

const again = 'look again with `certify message PROFILE --evidence ID`';

const MOST_NAMED = 12;

const listed = (names: readonly string[]): string =>
  `${names.slice(0, MOST_NAMED).join(', ')}${names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : ''}`;

/** Folders of which only the newest messages were read. */
const halfRead = ({ folders }: Inbox): readonly string[] => folders.flatMap(({ path, how }) => (how === 'newest' ? [path] : []));

const searchThem = (inbox: Inbox, unsearched: readonly string[]): string => {
  const half = halfRead(inbox);
  const name = `Name in live.inbox.folders where a rule may have put the message (not searched: ${listed(unsearched)}), then ${again}.`;
  const byHand = `Look by hand for the message in ${listed(half)}: its server would not search, and only the newest were read.`;
  return [...(unsearched.length === 0 ? [] : [name]), ...(half.length === 0 ? [] : [byHand])].join(' ');
};

const notThere = (inbox: Inbox): Case & { readonly status: 'fail' | 'inconclusive' } => {
  const refused = inbox.folders.filter(({ how }) => how === 'refused').map(({ path }) => path);
  if (inbox.missing.length > 0) {
    const say = `Correct live.inbox.folders: there is no ${inbox.missing.join(', ')} in this mailbox (names count as the server writes them, such as INBOX/Invoices).`;
    return { status: 'inconclusive', reason: 'folder-missing', act: { say } };
  }
  if (refused.length > 0) {
    const say = `Let the user of live.inbox read ${refused.join(', ')}, then ${again}.`;
    return { status: 'inconclusive', reason: 'folder-refused', act: { say } };
  }
  if (typeof inbox.alike === 'string') {
    const say = `Look at the message with the mark in ${inbox.alike}: if it is the live one, a gateway before this mailbox replaced its Message-ID, and live.inbox is to be a mailbox before that gateway.`;
    return { status: 'inconclusive', reason: 'mark-alone', act: { say } };
  }
  const isOver = inbox.delivered === true && inbox.timedOut;
  const { unsearched = [] } = inbox;
  if (isOver && (unsearched.length > 0 || halfRead(inbox).length > 0)) {
    return { status: 'inconclusive', reason: 'folders-unsearched', act: { say: searchThem(inbox, unsearched) } };
  }
  if (isOver) {
    const say =
      'Ask who runs the receiving server where the message went (quarantine, a rule, another mailbox): it said that it took it. See too that live.inbox opens the mailbox of live.recipient.';
    return { status: 'fail', reason: 'never-arrived', act: { say, owner: 'support' } };
  }
  return { status: 'inconclusive', reason: 'not-yet', act: { say: `Wait for the message, and ${again}.`, owner: 'support' } };
};

export const inboxArrived = defineCheck({
  id: 'inbox-arrived',
  title: 'The live message lies in the mailbox that it was sent to',
  severity: 'blocker',
  why: 'Delivery says that a server took the message; only the mailbox shows whether anybody can read it.',
  owner: 'implementation engineer',
  references: ['RFC 9051 §6.4.4', 'RFC 5530'],
  reasons,
  // Who answered 250 has taken the responsibility of delivering it, or of saying that it cannot.
  clauses: { 'RFC 5321 §6.1': ['never-arrived'] },
  needs: ['live.inbox'],
  evaluate(facts): Told {
    const inbox = facts['live.inbox'].value;
    const { arrived, trouble, folders, named, missing, unsearched = [], waitedMs } = inbox;
    const base = {
      observed: {
        folder: arrived?.folder ?? null,
        looked: folders.map(({ path, messages, how }) => `${path}: ${messages}${how === 'search' ? '' : ` (${how})`}`),
        ...(named.length === 0 ? {} : { named }),
        ...(missing.length === 0 ? {} : { missing }),
        ...(arrived?.by === undefined ? {} : { knownBy: arrived.by }),
        ...(arrived !== null || unsearched.length === 0 ? {} : { unsearched: listed(unsearched) }),
        ...(trouble === null ? {} : { stage: trouble.stage, code: trouble.code, said: trouble.says }),
        waitedMs,
      },
      expected: `The message is in a folder of the mailbox at ${inbox.host}.`,
    };
    if (arrived !== null) return { ...base, status: 'pass', reason: 'ok' };
    if (trouble !== null) {
      const { reason, act } = caseOf(inbox, trouble);
      return {
        ...base,
        status: 'inconclusive',
        reason,
        remedy: [act],
        unseen: 'live.inbox',
        ...(act.owner === undefined ? {} : { owner: act.owner }),
      };
    }
    const { status, reason, act } = notThere(inbox);
    return {
      ...base,
      status,
      reason,
      remedy: [act],
      unseen: 'live.inbox',
      ...(act.owner === undefined ? {} : { owner: act.owner }),
    };
  },
});
