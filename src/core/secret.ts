// A value that was read once and must never be seen again.
const inspect = Symbol.for('nodejs.util.inspect.custom');

/**
 * Holds a secret in a private field. Printing, serialising or inspecting it gives `[secret NAME]`.
 * `reveal()` may be called only in `world` and, where the lab plays a party, in `lab`
 * (a rule of test/architecture.test.ts); every other room asks the `SecretsPort`.
 */
export class Secret {
  readonly #value: string;
  /** Where it came from, for people: the reference as written in the profile, such as `env:CERTIFY_SES_SECRET`. */
  readonly name: string;

  /** It ended in a line break, which was taken away. */
  readonly lineBreak: boolean;

  constructor(name: string, value: string, lineBreak = false) {
    this.name = name;
    this.#value = value;
    this.lineBreak = lineBreak;
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return `[secret ${this.name}]`;
  }

  toJSON(): string {
    return this.toString();
  }

  [inspect](): string {
    return this.toString();
  }
}
