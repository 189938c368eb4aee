// Whether a secret can be guessed by whoever knows the tenant: words that everybody takes, names of the gym, counting.

/** What people write where a secret belongs. */
const COMMON = new Set(
  (
    'password passwd pass secret token webhook callback changeme change me default admin administrator root user test testing demo example ' +
    'sample welcome letmein qwerty qwertz asdf iloveyou monkey dragon master hello world login access key apikey api credential live ' +
    'production prod staging stage development dev temp temporary new old my the your our this is not so very super top mail email ' +
    'smtp ses aws sns amazon sendgrid mailgun postmark squareos certify gym gyms fitness club studio verify verification ledger write read'
  ).split(' '),
);

/** Letters as people replace them by signs. */
const LEET: { readonly [sign: string]: string } = {
  '0': 'o',
  '1': 'l',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};

const plainLetters = (text: string): string => text.replaceAll(/[013457@$!]/g, (sign) => LEET[sign] ?? sign);

const wordsOf = (text: string): readonly string[] => text.toLowerCase().match(/[a-z0-9]+/g) ?? [];

/** Whether a text is nothing but words of the set, one after the other. */
const isMadeOf = (text: string, words: ReadonlySet<string>): boolean => {
  const reached = new Set([0]);
  for (let end = 1; end <= text.length; end += 1) {
    if ([...reached].some((start) => words.has(text.slice(start, end)))) reached.add(end);
  }
  return reached.has(text.length);
};

/** The same few characters again and again, or one after the other as on the keyboard or in the alphabet. */
const isCounting = (text: string): boolean => {
  if (new Set(text).size <= 3) return true;
  const steps = Array.from(text.slice(1), (sign, at) => sign.charCodeAt(0) - text.charCodeAt(at));
  return steps.filter((step) => step === 1 || step === -1 || step === 0).length >= steps.length * 0.8;
};

/** Years, and what follows a word to satisfy a rule about digits. */
const withoutNumbers = (text: string): string => text.replaceAll(/(?<!\d)\d{1,6}(?!\d)/g, '');

/** The same, but for digits that stand for letters inside a word. */
const withoutLooseNumbers = (text: string): string => text.replaceAll(/(?<![a-z0-9@$!])\d{1,6}(?![a-z0-9@$!])/g, '');

/** Longer ones were made by a machine, whatever words stand in them. */
const LONGEST = 64;

/** `names`: of the tenant, its domains and accounts. */
export const isGuessable = (value: string, names: readonly string[]): boolean => {
  const text = value.trim().toLowerCase();
  if (text === '' || text.length > LONGEST) return false;
  if (isCounting(text.replaceAll(/[^a-z0-9]/g, ''))) return true;
  const known = new Set([...COMMON, ...names.flatMap(wordsOf)].filter((word) => word.length > 1));
  return [text, plainLetters(text), withoutNumbers(text), plainLetters(withoutLooseNumbers(text))].some((form) => {
    const letters = form.replaceAll(/[^a-z0-9]/g, '');
    return letters !== '' && isMadeOf(letters, known);
  });
};
