// The detecting gate: knows every secret of the run and stops a write that would show one. The redactor masks by the same forms.
import { AbortError } from '../core/errors.ts';
import { formsOf, isWord, percentOf, publicParts, SHORTEST_FORM } from './encodings.ts';
import { searchFor, type Search, type Sought } from './search.ts';

const inspect = Symbol.for('nodejs.util.inspect.custom');

/** One secret, sealed: printing, serialising or inspecting it shows its name alone. */
export class Needle {
  /** The reference as written in the profile. */
  readonly name: string;
  readonly #value: string;
  #known: Sought['forms'] | null = null;

  /** `value` is revealed once, by world/gate.ts. */
  constructor(name: string, value: string) {
    this.name = name;
    this.#value = value;
  }

  /** The search for these secrets whole; with `mask` also for their parts of twelve characters that are not public. */
  static search(needles: readonly Needle[], openly: readonly string[], mask: boolean): Search {
    // Made when something is looked for: a night's looks print nothing themselves, and there are many at once.
    let made: Search | null = null;
    const make = (): Search => {
      const sought = needles.map((needle): Sought => ({ value: needle.#value, forms: needle.#forms(openly) }));
      return searchFor(sought, mask, mask ? publicParts(openly) : new Set());
    };
    return (text, take) => {
      made ??= make();
      made(text, take);
    };
  }

  /** How long the secret's longest form of text may be: each byte as an escape of an escape. */
  get reach(): number {
    return 12 * Buffer.byteLength(this.#value);
  }

  /** A value that stands in the profile for all to read is no secret there; that it is one elsewhere is a finding of its own. */
  #forms(openly: readonly string[]): Sought['forms'] {
    // The gate and the redactor of a run look for the same.
    this.#known ??= formsOf(this.#value);
    const forms = this.#known;
    return openly.some((text) => text.includes(this.#value))
      ? forms.filter(({ view, part }) => view === 'bare' || part !== 12)
      : forms;
  }

  /** Masks a value of four characters and more that is too short or too common to be looked for in every form, where it stands alone. */
  redactAlone(text: string, replacement: string): string {
    if (this.#value.length < 4 || (this.#value.length >= SHORTEST_FORM && !isWord(this.#value))) return text;
    return exactForms(this.#value).reduce((masked, form) => replaceAlone(masked, form, replacement), text);
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
  const bytes = Buffer.from(value);
  const percent = percentOf(value);
  const base64 = bytes.toString('base64');
  const hex = bytes.toString('hex');
  const forms = [value, base64, base64.replaceAll('=', ''), bytes.toString('base64url'), percent, hex, hex.toUpperCase()];
  return [...new Set(forms)].filter((form) => form.length >= 4).sort((a, b) => b.length - a.length);
};

export interface Gate {
  /**
   * Throws AbortError (exit 4, `secret-in-output`) when the text holds a secret of the run in any form it knows.
   * `sink` names the destination for people: `stdout`, `stderr`, a file's path. What was last written to
   * stdout and stderr is remembered, so that a secret cut anywhere by any number of writes is found as well.
   */
  check(text: string, sink: string): void;
}

const STREAMS = new Set(['stdout', 'stderr']);
const CARRY = { least: 1024, most: 32_768 };

/** `openly`: the public values of the profile; what stands there is no secret, nor a part of one. */
interface Public {
  readonly openly?: readonly string[];
}

/** A gate over the secrets of one run. Without secrets it lets everything pass. */
export const createGate = (needles: readonly Needle[], { openly = [] }: Public = {}): Gate => {
  const last = new Map<string, string>();
  const search = Needle.search(needles, openly, false);
  const carry = Math.min(CARRY.most, Math.max(CARRY.least, ...needles.map(({ reach }) => reach)));
  return {
    check(text, sink) {
      if (needles.length === 0 || text === '') return;
      const whole = `${last.get(sink) ?? ''}${text}`;
      const hit = firstOf(search, whole, needles);
      if (hit !== null) throw refusal(hit, sink);
      if (STREAMS.has(sink)) last.set(sink, whole.slice(-carry));
    },
  };
};

export interface Hit {
  readonly name: string;
  readonly encoding: string;
}

/** The first secret found in a text, with the encoding it stands in; never its value. */
export const detect = (text: string, needles: readonly Needle[]): Hit | null =>
  firstOf(Needle.search(needles, [], false), text, needles);

const firstOf = (search: Search, text: string, needles: readonly Needle[]): Hit | null => {
  let hit: Hit | null = null;
  search(text, ({ secret, encoding }) => {
    hit = { name: needles[secret]?.name ?? '', encoding };
    return true;
  });
  return hit;
};

const refusal = (hit: Hit, sink: string): AbortError =>
  new AbortError({
    code: 'secret-in-output',
    message: `The secret ${hit.name} was about to be written to ${sink} (${hit.encoding}); the write was stopped.`,
    fix: 'Nothing was written there. Report this with the command that was run: it is a defect of certify, or a party sent the secret back.',
    exitCode: 4,
  });

const MASKED = '[masked]';
const ROUNDS = 4;

/** The text with every span replaced; spans may overlap. */
const withoutSpans = (text: string, spans: readonly (readonly [from: number, to: number])[]): string => {
  let [masked, upTo] = ['', 0];
  for (const [from, to] of spans.toSorted((a, b) => a[0] - b[0])) {
    if (from >= upTo) masked += text.slice(upTo, from) + MASKED;
    upTo = Math.max(upTo, to);
  }
  return masked + text.slice(upTo);
};

/**
 * For `MaskContext.redact`: replaces the run's secrets in what a party sent, in every form that the gate knows, and parts of them
 * of twelve characters and more, before it becomes a fact.
 */
export const createRedactor = (needles: readonly Needle[], { openly = [] }: Public = {}): ((text: string) => string) => {
  const search = Needle.search(needles, openly, true);
  return (text) => {
    let masked = text;
    for (let round = 0; round < ROUNDS; round += 1) {
      const spans: (readonly [number, number])[] = [];
      search(masked, ({ from, to }) => {
        spans.push([from, to]);
        return false;
      });
      if (spans.length === 0) break;
      masked = withoutSpans(masked, spans);
    }
    return needles.reduce((rest, needle) => needle.redactAlone(rest, MASKED), masked);
  };
};
