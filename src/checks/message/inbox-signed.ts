// A DKIM signature of the message was valid when it was received, over the octets as they arrived and with the key that DNS holds.
import type { Judgement } from '../../core/finding.ts';
import type { Reasons } from '../../core/reason.ts';
import type { DraftAct } from '../../core/remedy.ts';
import { countingOf, type MessageSignature } from '../../facts/message-verdict.ts';
import { outcomeText } from '../../mail/dns/outcome.ts';
import { type SignatureState, WORST_FIRST } from '../../mail/message/signature.ts';
import { defineCheck } from '../check.ts';
import { UNANSWERED } from '../dns/unanswered.ts';

const FAILS = { status: ['fail'] } as const;
const WARNS = { status: ['warn'] } as const;

const reasons = {
  ...UNANSWERED,
  'not-signed': { ...FAILS, says: 'The message carries no DKIM signature.' },
  'body-altered': { ...FAILS, says: 'The body is not the one that was signed.' },
  'header-altered': { ...FAILS, says: 'A signed header field was changed, or another key signed than the one in DNS.' },
  'key-missing': { ...FAILS, says: 'No key stands in DNS for the selector of the signature.' },
  'key-revoked': { ...FAILS, says: 'The key of the signature was withdrawn: its p= is empty.' },
  'key-unusable': { ...FAILS, says: 'What stands in DNS for the selector is no key that verifies anything.' },
  'too-weak': {
    ...FAILS,
    says: 'The key has fewer than 1024 bits, or the signature is made with SHA-1: receivers must not accept it.',
  },
  expired: { ...FAILS, says: 'The signature had expired when the message was received.' },
  'from-unsigned': { ...FAILS, says: 'The signature does not cover From, so it says nothing of the sender.' },
  malformed: { ...FAILS, says: 'The signature breaks the syntax of DKIM.' },
  'another-broken': { ...WARNS, says: 'One signature is valid, and another one is not.' },
  'body-partly-signed': { ...WARNS, says: 'The signature covers the first octets of the body only (l=): anybody can add to it.' },
  'short-key': { ...WARNS, says: 'The key has fewer than 2048 bits.' },
  'testing-key': { ...WARNS, says: 'The key is marked as a test (t=y): receivers may treat the message as unsigned.' },
  'header-partly-signed': { ...WARNS, says: 'The signature does not cover Subject, Date or To.' },
  'expired-since': { status: ['pass'], says: 'The signature was valid when the message was received, and has expired since.' },
} as const satisfies Reasons;

type Reason = keyof typeof reasons | 'ok';
type Told = Judgement<Reason>;

/** `d=example.com s=s1`. */
const named = ({ domain, selector }: MessageSignature): string => `d=${domain} s=${selector}`;

const PROVIDER = 'mail provider admin' as const;
const DNS = 'DNS admin' as const;

/** What mends a signature that is not valid. */
const actFor = (state: SignatureState, { selector, domain, detail, key }: MessageSignature): DraftAct => {
  const name = `${selector}._domainkey.${domain}`;
  switch (state) {
    case 'body-altered':
      return {
        say: `Find what changes the body behind the signer of ${domain}: a footer or disclaimer, a rewriter of links, a virus gateway, a mailing list. Have it work before the message is signed. Where nothing does, save the message again as its original source: a mail program that exports it may write it anew.`,
        owner: PROVIDER,
      };
    case 'header-altered':
      return {
        say: `Compare the key at ${name} with the one that the signer uses, and find what changes Subject, From or another signed field behind it. A key that was replaced since leaves older messages unverifiable: then look at a newer one.`,
        owner: PROVIDER,
      };
    case 'key-missing':
      return {
        say: `Publish at ${name} the key that the mail provider gives for this selector: without it no receiver can verify the signature. Where the selector is an old one, look at a newer message.`,
        command: `dig ${name} TXT`,
        owner: DNS,
      };
    case 'key-revoked':
      return {
        say: `Have the provider sign with a selector whose key stands in DNS, or publish its key at ${name} again: an empty p= withdraws it.`,
        owner: PROVIDER,
      };
    case 'key-unusable':
      return {
        say: `Publish the key at ${name} again, exactly as the mail provider gives it: what stands there verifies nothing.`,
        command: `dig ${name} TXT`,
        owner: DNS,
      };
    case 'too-weak':
      return {
        say: `Have the provider sign with rsa-sha256 and a key of 2048 bits instead of the one at ${name} (RFC 8301).`,
        owner: PROVIDER,
      };
    case 'expired':
      return {
        say: 'Have the signer give its signatures more time (x=), or none at all, and find where the message waited so long.',
        owner: PROVIDER,
      };
    case 'from-unsigned':
      return { say: 'Have the signer cover From (h=from:…): RFC 6376 requires it.', owner: PROVIDER };
    case 'malformed':
      return { say: `Have the signer of ${domain} looked at: ${detail ?? 'i= lies outside d='}.`, owner: PROVIDER };
    case 'key-unseen':
      return {
        say: `Ask again later for the key at ${name}: ${outcomeText(key.outcome)}. When it stays, have the name servers looked at; this shows what they answer:`,
        command: `dig ${name} TXT`,
        owner: DNS,
      };
    case 'valid':
      return { say: 'Nothing has to change.' };
  }
};

const seen = (signatures: readonly MessageSignature[]) =>
  signatures.map(({ domain, selector, algorithm, state, detail, parsedKey }) => ({
    domain,
    selector,
    algorithm,
    state,
    detail,
    bits: parsedKey?.bits ?? null,
  }));

const worstOf = (signatures: readonly MessageSignature[]): MessageSignature | undefined =>
  signatures.toSorted((a, b) => WORST_FIRST.indexOf(a.state) - WORST_FIRST.indexOf(b.state))[0];

const OWED = ['subject', 'date', 'to'];

type Base = Pick<Told, 'observed' | 'expected'>;

const keysUnseen = (signatures: readonly MessageSignature[]): readonly string[] =>
  signatures.filter(({ state }) => state === 'key-unseen').map(({ selector, domain }) => `${selector}._domainkey.${domain}`);

const noneValid = (signatures: readonly MessageSignature[], base: Base): Told => {
  const unseen = signatures.find(({ state }) => state === 'key-unseen');
  if (unseen !== undefined) {
    return {
      ...base,
      status: 'inconclusive',
      reason: 'partly-observed',
      remedy: [actFor('key-unseen', unseen)],
      unanswered: keysUnseen(signatures),
    };
  }
  const worst = worstOf(signatures);
  const state = worst?.state;
  if (worst === undefined || state === undefined || state === 'valid' || state === 'key-unseen') {
    const say =
      'Have whoever sends the mail sign it with DKIM for the From domain, and publish the key that it gives: without a signature DMARC rests on SPF alone, which no forwarding survives.';
    return { ...base, status: 'fail', reason: 'not-signed', remedy: [{ say, owner: PROVIDER }] };
  }
  return { ...base, status: 'fail', reason: state, remedy: [actFor(state, worst)] };
};

/** What is worth mending in a message that is signed; the first. A provider's own signature beside it mends nothing of the one that DMARC rests on. */
const flawOf = (
  valid: readonly MessageSignature[],
  others: readonly MessageSignature[],
): Omit<Told, 'observed' | 'expected'> | null => {
  const broken = worstOf(others.filter(({ state }) => state !== 'key-unseen'));
  if (broken !== undefined) {
    const { say, ...act } = actFor(broken.state, broken);
    return {
      status: 'warn',
      reason: 'another-broken',
      remedy: [{ ...act, say: `The signature ${named(broken)} is not valid. ${say}` }],
    };
  }
  const limited = valid.find(({ bodyLimit }) => bodyLimit !== null);
  if (limited !== undefined && valid.every(({ bodyLimit }) => bodyLimit !== null)) {
    const say = `Have the signer of ${limited.domain} leave out l=: what is added behind the signed octets looks signed.`;
    return { status: 'warn', reason: 'body-partly-signed', remedy: [{ say, owner: PROVIDER }] };
  }
  const test = valid.find(({ parsedKey }) => parsedKey?.testing === true);
  if (test !== undefined && valid.every(({ parsedKey }) => parsedKey?.testing === true)) {
    const say = `Take t=y out of the key at ${test.selector}._domainkey.${test.domain}.`;
    return { status: 'warn', reason: 'testing-key', remedy: [{ say, owner: DNS }] };
  }
  const short = valid.find(({ parsedKey }) => parsedKey?.problems.includes('short-key') === true);
  if (short !== undefined && valid.every(({ parsedKey }) => parsedKey?.problems.includes('short-key') === true)) {
    const say = `Have the provider make a key of 2048 bits for ${short.domain}, under a new selector, in place of ${short.selector} with its ${short.parsedKey?.bits ?? 1024}.`;
    return { status: 'warn', reason: 'short-key', remedy: [{ say, owner: PROVIDER }] };
  }
  const bare = valid.find(({ covers }) => OWED.some((name) => !covers.includes(name)));
  if (bare !== undefined && valid.every(({ covers }) => OWED.some((name) => !covers.includes(name)))) {
    const missing = OWED.filter((name) => !bare.covers.includes(name));
    const say = `Have the signer of ${bare.domain} cover ${missing.join(', ')} as well (h=): whoever passes the message on can change ${missing.length === 1 ? 'it' : 'them'}.`;
    return { status: 'warn', reason: 'header-partly-signed', remedy: [{ say, owner: PROVIDER }] };
  }
  return null;
};

export const inboxSigned = defineCheck({
  id: 'inbox-signed',
  title: 'A DKIM signature of the message was valid when it was received',
  severity: 'blocker',
  why: 'Receivers that cannot verify a signature know nothing of who wrote the message: invoices land in junk, and forgeries look the same.',
  owner: PROVIDER,
  references: ['RFC 6376 §6.1', 'RFC 8301', 'RFC 8463'],
  reasons,
  clauses: {
    'RFC 6376 §6.1': ['not-signed', 'another-broken'],
    'RFC 6376 §6.1.3': ['body-altered', 'header-altered'],
    'RFC 6376 §6.1.2': ['key-missing', 'key-revoked', 'key-unusable'],
    'RFC 8301 §3': ['too-weak', 'short-key'],
    'RFC 6376 §3.5': ['expired', 'expired-since'],
    'RFC 6376 §5.4': ['from-unsigned'],
    'RFC 6376 §6.1.1': ['malformed'],
    'RFC 6376 §8.2': ['body-partly-signed'],
    'RFC 6376 §3.6.1': ['testing-key'],
    'RFC 6376 §5.4.1': ['header-partly-signed'],
  },
  needs: ['message.signatures'],
  uses: ['message.dmarc', 'message.spf'],
  evaluate(facts): Told | Judgement<'cannot-judge'> {
    const { signatures, more, refused } = facts['message.signatures'].value;
    const base = { observed: { signatures: seen(signatures), more }, expected: 'At least one DKIM signature that verifies.' };
    if (refused !== null) {
      const say = `Save the message again as its original source: ${refused}, so its signatures were not verified.`;
      return { ...base, status: 'inconclusive', reason: 'cannot-judge', remedy: [{ say, owner: 'support' }] };
    }
    const valid = signatures.filter(({ state }) => state === 'valid');
    if (valid.length === 0) return noneValid(signatures, base);
    const counting = countingOf(facts['message.dmarc'], facts['message.signatures'].value, facts['message.spf']);
    const flaw = flawOf(
      counting.length === 0 ? valid : counting,
      signatures.filter(({ state }) => state !== 'valid'),
    );
    if (flaw !== null) return { ...base, ...flaw };
    return { ...base, status: 'pass', reason: valid.every(({ expiredSince }) => expiredSince) ? 'expired-since' : 'ok' };
  },
});
