// The session as spoken, for `--transcript`: what a secret is in never gets here, not even when the server echoes it.

export interface TranscriptLine {
  readonly who: 'client' | 'server' | 'note';
  /** One line, neutralised, credentials masked. */
  readonly text: string;
}

export interface Transcript {
  readonly note: (who: TranscriptLine['who'], text: string) => void;
  /** Replaces every known form of a credential in a peer's text. */
  readonly redact: (text: string) => string;
}

const MASK = '[secret]';
/** Below this, replacing would only garble ordinary words. */
const SHORTEST = 4;

/** Base64 of the text wherever it stands inside a longer text: the three alignments without their unstable ends. */
const embeddedBase64 = (text: string): readonly string[] => {
  const octets = Buffer.from(text, 'utf8');
  return [0, 1, 2].map((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), octets])
      .toString('base64')
      .replace(/=+$/, '');
    const whole = Math.floor(((octets.length + offset) * 8) / 6);
    return encoded.slice(Math.ceil((offset * 8) / 6), whole);
  });
};

const formsOf = (secret: string): readonly string[] => {
  const hex = Buffer.from(secret, 'utf8').toString('hex');
  return [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    hex,
    hex.toUpperCase(),
    ...embeddedBase64(secret),
  ];
};

/** A function that masks these secrets, in plain, base64 (any alignment), percent, JSON and hex form. */
export const redactorOf = (secrets: readonly string[]): ((text: string) => string) => {
  const forms = [...new Set(secrets.flatMap(formsOf))]
    .filter((form) => form.length >= SHORTEST)
    .sort((a, b) => b.length - a.length);
  return (text) => forms.reduce((masked, form) => masked.replaceAll(form, MASK), text);
};
