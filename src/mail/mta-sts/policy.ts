// An MTA-STS policy as RFC 8461 §3.2 writes it: what it says, and each way in which senders would discard it.

type PolicyMode = 'enforce' | 'testing' | 'none';

export interface MtaStsPolicy {
  readonly mode: PolicyMode;
  /** Seconds. */
  readonly maxAge: number;
  /** Patterns, lower case, without final dot. */
  readonly mx: readonly string[];
}

export type PolicyProblem =
  | { readonly kind: 'no-version' | 'no-mode' | 'no-max-age' | 'no-mx' }
  /** `value` stands where the standard knows other ones. */
  | { readonly kind: 'version' | 'mode' | 'max-age' | 'mx'; readonly value: string }
  /** A line that is no `name: value`, or a name in another case than the standard's. */
  | { readonly kind: 'line'; readonly value: string };

export interface ReadPolicy {
  /** null when it is discarded. */
  readonly policy: MtaStsPolicy | null;
  readonly problems: readonly PolicyProblem[];
}

/** A year, in seconds: the most that max_age may say. */
const LONGEST = 31_557_600;
const FIELD = /^([A-Za-z0-9][A-Za-z0-9_.-]{0,31}):[ \t]*(.*?)[ \t]*$/;
const KNOWN: ReadonlySet<string> = new Set(['version', 'mode', 'max_age', 'mx']);
/** A host name, or `*.` before one: the wildcard is the whole leftmost label. A-labels (RFC 8461 §4.1). */
const PATTERN = /^(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.?$/i;

const isMode = (text: string): text is PolicyMode => text === 'enforce' || text === 'testing' || text === 'none';

interface Fields {
  /** Of every name but mx the first alone counts. */
  readonly first: ReadonlyMap<string, string>;
  readonly mx: readonly string[];
  readonly problems: readonly PolicyProblem[];
}

const fieldsOf = (text: string): Fields => {
  const first = new Map<string, string>();
  const mx: string[] = [];
  const problems: PolicyProblem[] = [];
  for (const line of text.split(/\r?\n/)) {
    if (/^[ \t]*$/.test(line)) continue;
    const [, name = '', value = ''] = FIELD.exec(line) ?? [];
    // Names are case-sensitive; an unknown one is an extension, and one that is known in another case an error of its author.
    if (name === '' || (!KNOWN.has(name) && KNOWN.has(name.toLowerCase()))) problems.push({ kind: 'line', value: line.trim() });
    else if (name === 'mx') mx.push(value);
    else if (!first.has(name)) first.set(name, value);
  }
  return { first, mx, problems };
};

const valueProblems = ({ first, mx }: Fields): readonly PolicyProblem[] => {
  const [version, mode, age] = ['version', 'mode', 'max_age'].map((name) => first.get(name));
  return [
    ...(version === undefined ? [{ kind: 'no-version' } as const] : []),
    ...(version === undefined || version === 'STSv1' ? [] : [{ kind: 'version', value: version } as const]),
    ...(mode === undefined ? [{ kind: 'no-mode' } as const] : []),
    ...(mode === undefined || isMode(mode) ? [] : [{ kind: 'mode', value: mode } as const]),
    ...(age === undefined ? [{ kind: 'no-max-age' } as const] : []),
    ...(age === undefined || (/^\d{1,10}$/.test(age) && Number(age) <= LONGEST)
      ? []
      : [{ kind: 'max-age', value: age } as const]),
    ...(mx.length === 0 && mode !== 'none' ? [{ kind: 'no-mx' } as const] : []),
    ...mx.filter((pattern) => !PATTERN.test(pattern)).map((value) => ({ kind: 'mx', value }) as const),
  ];
};

/** Reads a policy; CRLF and LF end lines alike. With any problem senders may discard it, so there is no policy. */
export const readPolicy = (text: string): ReadPolicy => {
  const fields = fieldsOf(text);
  const problems = [...fields.problems, ...valueProblems(fields)];
  const mode = fields.first.get('mode') ?? '';
  if (problems.length > 0 || !isMode(mode)) return { policy: null, problems };
  const mx = fields.mx.map((pattern) => pattern.toLowerCase().replace(/\.$/, ''));
  return { policy: { mode, maxAge: Number(fields.first.get('max_age')), mx }, problems };
};

/** Whether one pattern names the host: `*.` stands for exactly one label (RFC 8461 §4.1, as RFC 6125 §6.4.3). */
const names = (pattern: string, host: string): boolean =>
  pattern.startsWith('*.') ? host.includes('.') && host.slice(host.indexOf('.') + 1) === pattern.slice(2) : pattern === host;

/** The mail hosts that no pattern names: senders that enforce the policy do not deliver to them. */
export const unlisted = (policy: MtaStsPolicy, hosts: readonly string[]): readonly string[] =>
  hosts.filter((host) => !policy.mx.some((pattern) => names(pattern, host.toLowerCase().replace(/\.$/, ''))));
