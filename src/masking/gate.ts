// The detecting gate: knows every secret of the run and stops a write that would show one.
import { AbortError } from '../core/errors.ts';
import { base64Parts, dense, formsOf, isWord, readings, type Form } from './encodings.ts';

const inspect = Symbol.for('nodejs.util.inspect.custom');

/** One secret's forms, sealed: printing, serialising or inspecting it shows its name alone. */
export class Needle {
  /** The reference as written in the profile. */
  readonly name: string;
  readonly #value: string;
  readonly #forms: readonly Form[];

  /** `value` is revealed once, by world/gate.ts. */
  constructor(name: string, value: string) {
    this.name = name;
    this.#value = value;
    this.#forms = formsOf(value);
  }

  /** The encoding in which the secret stands in a text that was read one way, or null. */
  foundIn(text: string, lower: string, packed: string): string | null {
    const where = { plain: text, lower, dense: packed };
    return this.#forms.find((form) => where[form.reading].includes(form.text))?.encoding ?? null;
  }

  /** Replaces the value wherever it stands, plainly or in an exact encoding; values under four characters stay. */
  redact(text: string, replacement: string): string {
    if (this.#value.length < 4) return text;
    const alone = this.#value.length < 8 || isWord(this.#value);
    return exactForms(this.#value).reduce(
      (masked, form) => (alone ? replaceAlone(masked, form, replacement) : masked.replaceAll(form, () => replacement)),
      text,
    );
  }

  toString(): string {
    return `[needle ${this.name}]`;
  }

  toJSON(): string {
    return this.toString();
  }

  [inspect](): string {
    return this.toString();
  }
}

/** A short or common value inside a longer word or name is not the secret: `test` in `latest`, `squareos` in `squareos-email`. */
const replaceAlone = (text: string, form: string, replacement: string): string => {
  let masked = '';
  let from = 0;
  for (let at = text.indexOf(form); at !== -1; at = text.indexOf(form, at + form.length)) {
    const beside = `${text[at - 1] ?? ' '}${text[at + form.length] ?? ' '}`;
    if (/[\w@-]/.test(beside)) continue;
    masked += text.slice(from, at) + replacement;
    from = at + form.length;
  }
  return masked + text.slice(from);
};

/** Longest first, so that no form is cut by a shorter one. */
const exactForms = (value: string): readonly string[] => {
  const bytes = Buffer.from(value, 'utf8');
  const hex = bytes.toString('hex');
  const percent = encodeURIComponent(value.replaceAll(/\p{Surrogate}/gu, '\uFFFD'));
  const forms = [
    value,
    bytes.toString('base64'),
    bytes.toString('base64').replaceAll('=', ''),
    bytes.toString('base64url'),
    percent,
    percent.replaceAll(/%../g, (byte) => byte.toLowerCase()),
    ...base64Parts(value).flatMap((part) => (part.length < 8 ? [] : [part, part.replaceAll('+', '-').replaceAll('/', '_')])),
    JSON.stringify(value).slice(1, -1),
    hex,
    hex.toUpperCase(),
  ];
  return [...new Set(forms)].filter((form) => form.length >= 4).sort((a, b) => b.length - a.length);
};

export interface Gate {
  /**
   * Throws AbortError (exit 4, `secret-in-output`) when the text holds a secret of the run in any form it knows.
   * `sink` names the destination for people: `stdout`, `stderr`, a file's path. What was last written to
   * stdout and stderr is remembered, so that a secret cut in two by two writes is found as well.
   */
  check(text: string, sink: string): void;
}

const STREAMS = new Set(['stdout', 'stderr']);
const CARRY = 1024;

/** A gate over the secrets of one run. Without secrets it lets everything pass. */
export const createGate = (needles: readonly Needle[]): Gate => {
  const last = new Map<string, string>();
  return {
    check(text, sink) {
      if (needles.length === 0 || text === '') return;
      const whole = `${last.get(sink) ?? ''}${text}`;
      const hit = detect(whole, needles);
      if (hit !== null) throw refusal(hit, sink);
      if (STREAMS.has(sink)) last.set(sink, whole.slice(-CARRY));
    },
  };
};

export interface Hit {
  readonly name: string;
  readonly encoding: string;
}

/** The first secret found in a text, with the encoding it stands in; never its value. */
export const detect = (text: string, needles: readonly Needle[]): Hit | null => {
  for (const reading of readings(text)) {
    const lower = reading.text.toLowerCase();
    const packed = dense(reading.text);
    for (const needle of needles) {
      const encoding = needle.foundIn(reading.text, lower, packed);
      if (encoding !== null)
        return { name: needle.name, encoding: reading.encoding === 'plain' ? encoding : `${encoding}, ${reading.encoding}` };
    }
  }
  return null;
};

const refusal = (hit: Hit, sink: string): AbortError =>
  new AbortError({
    code: 'secret-in-output',
    message: `The secret ${hit.name} was about to be written to ${sink} (${hit.encoding}); the write was stopped.`,
    fix: 'Nothing was written there. Report this with the command that was run: it is a defect of certify, or a party sent the secret back.',
    exitCode: 4,
  });

/** For `MaskContext.redact`: replaces the run's secrets by value in what a party sent, before it becomes a fact. */
export const createRedactor =
  (needles: readonly Needle[]): ((text: string) => string) =>
  (text) =>
    needles.reduce((masked, needle) => needle.redact(masked, '[masked]'), text);
