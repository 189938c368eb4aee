// The tenant's secrets are long enough to be recognised everywhere, and each opens one thing.
import type { Judgement } from '../../core/finding.ts';
import type { SecretFlaw } from '../../core/ports/secrets.ts';
import type { Reasons } from '../../core/reason.ts';
import type { DraftAct } from '../../core/remedy.ts';
import type { Facts } from '../../facts/index.ts';
import { defineCheck } from '../check.ts';
import { requirement } from '../requirement.ts';
import { flawWords } from '../secret-flaws.ts';

/** Shorter ones can be guessed, and cannot be told from ordinary text when outputs are searched for them. */
const SHORTEST = 12;

const reasons = {
  'too-short': { status: ['fail'], says: 'A secret is short enough to be guessed.' },
  guessable: { status: ['fail'], says: 'A secret is a common word, or made of the tenant’s own names.' },
  'wrong-form': { status: ['warn'], says: 'A secret looks encoded, quoted or padded: its form may be why it is refused.' },
  'line-break': { status: ['warn'], says: 'A secret ended in a line break, which certify took away.' },
  shared: { status: ['fail'], says: 'Two secrets have the same value.' },
} as const satisfies Reasons;

type Verdict = Judgement<keyof typeof reasons>;

type Named = readonly [name: string, secret: Facts['profile.secrets'][string]];

const names = (secrets: readonly Named[]): string => secrets.map(([name]) => name).join(', ');

const isRelays = ([name]: Named): boolean => name === 'smtp.password';

/** A relay's password is the relay's to set; SquareOS only holds it. */
const ofRelay = (secrets: readonly Named[]): readonly DraftAct[] =>
  secrets.some(isRelays)
    ? [
        {
          say: 'Have the relay set a password of at least 32 random characters for this login (smtp.password); then enter it in SquareOS and where the profile’s reference points.',
          owner: 'mail provider admin',
        },
      ]
    : [];

const isAws = ([name]: Named): boolean => name.startsWith('aws.');

/** AWS makes the secret of a key, and nobody can choose it: what is short or a word is none. */
const ofAws = (secrets: readonly Named[]): readonly DraftAct[] =>
  secrets.some(isAws)
    ? [
        {
          say: `Put the secret that AWS showed when the key was created where the reference of ${names(secrets.filter(isAws))} points: what stands there is none of AWS’s. Where nobody has it any more, create a new key.`,
          owner: 'AWS admin',
        },
      ]
    : [];

const ofSquareos = (secrets: readonly Named[]): readonly DraftAct[] => {
  const own = secrets.filter((secret) => !isRelays(secret) && !isAws(secret));
  if (own.length === 0) return [];
  const say = `Replace ${names(own)} by a random value of at least 32 characters, in SquareOS and where the profile’s reference points.`;
  return [{ say, command: 'openssl rand -hex 32' }];
};

/** Whoever has the first act, where nothing is SquareOS's to change. */
const ownerOf = (secrets: readonly Named[]) => {
  if (ofSquareos(secrets).length > 0) return {};
  return { owner: secrets.some(isRelays) ? ('mail provider admin' as const) : ('AWS admin' as const) };
};

const short = (secrets: readonly Named[]): Verdict => ({
  status: 'fail',
  reason: 'too-short',
  observed: Object.fromEntries(secrets.map(([name, secret]) => [name, { length: secret.shape?.length ?? null }])),
  expected: `Every secret has at least ${SHORTEST} characters.`,
  remedy: [...ofRelay(secrets), ...ofAws(secrets), ...ofSquareos(secrets)],
  ...ownerOf(secrets),
});

const guessable = (secrets: readonly Named[]): Verdict => ({
  status: 'fail',
  reason: 'guessable',
  observed: Object.fromEntries(secrets.map(([name]) => [name, { guessable: true }])),
  expected: 'No secret is made of common words or of the tenant’s names, which outputs show and strangers try first.',
  remedy: [...ofRelay(secrets), ...ofAws(secrets), ...ofSquareos(secrets)],
  ...ownerOf(secrets),
});

const shared = (secrets: readonly Named[]): Verdict => ({
  status: 'fail',
  reason: 'shared',
  observed: Object.fromEntries(secrets.map(([name, secret]) => [name, { sameAs: secret.sharedWith }])),
  expected: 'Each secret opens one thing.',
  remedy: [{ say: `Give each of ${names(secrets)} a value of its own; whoever learns one of them now holds the others.` }],
});

/** What certify took away in silence would be refused where nobody does. */
const flawed = (secrets: readonly Named[]): Verdict => {
  const flawsOf = ([, secret]: Named): readonly SecretFlaw[] => secret.shape?.flaws ?? [];
  const only = secrets.every((one) => flawsOf(one).every((flaw) => flaw === 'line-break'));
  const each = secrets.map((one) => `${one[0]} ${flawWords(flawsOf(one))}`).join('; ');
  return {
    status: 'warn',
    reason: only ? 'line-break' : 'wrong-form',
    observed: Object.fromEntries(secrets.map((one) => [one[0], { flaws: flawsOf(one) }])),
    expected: 'Every secret stands alone, as its maker showed it.',
    remedy: [
      {
        say: only
          ? `See that SquareOS holds it without: ${each}, which certify takes away and SquareOS may not.`
          : `See that SquareOS and the profile’s reference hold the secret itself: ${each}.`,
      },
    ],
  };
};

export const secretHandling = defineCheck({
  id: 'secret-handling',
  title: 'Every secret is a reference, long enough, and used for one thing',
  severity: 'blocker',
  why: 'A token that can be guessed or that opens two doors lets a stranger change delivery rows or send in the gym’s name.',
  owner: 'SquareOS admin',
  references: [requirement('R16')],
  reasons,
  needs: ['profile.secrets'],
  waivable: false,
  core: true,
  evaluate(facts) {
    const seen = facts['profile.secrets'];
    const all = Object.entries(seen.value);
    const tooShort = all.filter(([, secret]) => secret.shape !== null && secret.shape.length < SHORTEST);
    if (tooShort.length > 0) return short(tooShort);
    const easy = all.filter(([, secret]) => secret.guessable === true);
    if (easy.length > 0) return guessable(easy);
    const same = all.filter(([, secret]) => secret.sharedWith.length > 0);
    if (same.length > 0) return shared(same);
    const unseen = all.filter(([, secret]) => secret.shape === null);
    if (unseen.length > 0) {
      return {
        status: 'inconclusive',
        reason: 'partly-observed',
        observed: Object.fromEntries(unseen.map(([name, secret]) => [name, secret.reference])),
        expected: 'Every secret that the profile names can be read here.',
        remedy: [
          { say: `Make ${unseen.map(([, secret]) => secret.reference).join(', ')} available to certify, then run again.` },
        ],
        owner: 'implementation engineer',
      };
    }
    const wrong = all.filter(([, secret]) => (secret.shape?.flaws ?? []).length > 0);
    if (wrong.length > 0) return flawed(wrong);
    return { status: 'pass', reason: 'ok', observed: Object.fromEntries(all.map(([name, secret]) => [name, secret.reference])) };
  },
});
