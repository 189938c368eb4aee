// Many domains: which are asked about, and each looked at in turn with what the others learnt; one that is refused stops nobody.
import { didYouMeanFile } from '../../text/nearest.ts';
import { type Place, UsageError } from '../../core/errors.ts';
import { sharingDns } from '../../world/shared.ts';
import { createFiles } from '../../world/files/files.ts';
import type { Caller } from '../caller.ts';
import { type Came, inOrder } from '../in-order.ts';
import type { Setting } from '../setting.ts';
import { dns, type DnsLook, type DnsLookOptions } from './dns.ts';

/** As many at once as keep a resolver busy and no longer. */
const AT_ONCE = 8;
const LONGEST_LIST = 1_048_576;

/** A domain as it was typed. */
export interface DomainAsked {
  readonly typed: string;
  /** Where a list names it; null: an argument. */
  readonly place: Place | null;
}

const LABELLED = /[^.。．｡][.。．｡][^.。．｡]/;

/** One a line, or several with blanks or commas between; a line of which a part can be no domain is one that is wrong, not several. */
const domainsIn = (line: string): readonly string[] => {
  const words = line.split(/[\s,]+/).filter((word) => word !== '');
  return words.length < 2 || words.every((word) => LABELLED.test(word)) ? words : [line.trim()];
};

/** `#` begins a comment. */
const listedIn = (text: string, file: string): readonly DomainAsked[] =>
  text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .flatMap((line, n) => domainsIn(line.replace(/(^|\s)#.*$/, '')).map((typed) => ({ typed, place: { file, line: n + 1 } })));

/** UTF-16, as PowerShell's `>` writes it, and whatever else is no text at all hold octets of zero. */
const refuseOctets = (text: string, file: string): string => {
  if (!text.includes('\0')) return text;
  throw new UsageError({
    code: 'domains-file-unreadable',
    message: `${file} is no text in UTF-8.`,
    fix: 'Save it as UTF-8, one domain a line (in PowerShell: Set-Content -Encoding utf8).',
    place: { file },
  });
};

const readList = async (file: string, stdin: () => Promise<string>): Promise<string> => {
  if (file === '-') return refuseOctets(await stdin(), 'stdin');
  const text = await createFiles().readText(file, LONGEST_LIST);
  if (text !== null) return refuseOctets(text, file);
  throw new UsageError({
    code: 'domains-file-not-found',
    message: `There is no file ${file}.`,
    fix: `${await didYouMeanFile(createFiles(), file)}Name a file with one domain a line, or - for stdin.`,
    place: { file },
  });
};

const spelled = ({ typed }: DomainAsked): string => typed.trim().toLowerCase().replace(/\.$/, '');

/** The domains named as arguments and in `file`, each once, in their order. UsageError when there is none. */
export const domainsAsked = async (
  named: readonly string[],
  file: string | null,
  stdin: () => Promise<string>,
): Promise<readonly DomainAsked[]> => {
  const name = file === '-' ? 'stdin' : file;
  const listed = file === null || name === null ? [] : listedIn(await readList(file, stdin), name);
  const known = new Set<string>();
  const domains = [...named.map((typed) => ({ typed, place: null })), ...listed].filter(
    (one) => !known.has(spelled(one)) && known.add(spelled(one)),
  );
  if (domains.length > 0) return domains;
  throw new UsageError({
    code: 'domain-missing',
    message: name === null ? 'No domain was named.' : `${name} names no domain.`,
    fix: 'Name one or several (`certify dns example.com example.net`), or give a list with --file, one domain a line (--file - is stdin).',
    ...(name === null ? {} : { place: { file: name } }),
  });
};

const ONE_A_LINE = 'Write one domain a line, such as example.com; # begins a comment.';

/** What is refused of a list is told with its line. */
export const dnsOf = async (
  setting: Setting,
  caller: Caller,
  options: Omit<DnsLookOptions, 'domain'>,
  { typed, place }: DomainAsked,
): Promise<DnsLook> => {
  try {
    return await dns(setting, caller, { ...options, domain: typed });
  } catch (error) {
    if (!(error instanceof UsageError) || place === null || error.place.file !== undefined) throw error;
    const { code, message, faults } = error;
    const fix = /[\s,]/.test(typed) ? ONE_A_LINE : error.fix;
    throw new UsageError({ code, message, fix, faults, place, cause: error });
  }
};

/**
 * Looks at all of them, some at once; `told` is called once each, in their order. What one of them asked is not asked again for another.
 * Rejects only when the caller stops it.
 */
export const dnsEach = async (
  setting: Setting,
  caller: Caller,
  options: Omit<DnsLookOptions, 'domain'>,
  domains: readonly DomainAsked[],
  told: (one: Came<DnsLook>) => Promise<void>,
): Promise<void> => {
  const sharing = sharingDns(setting.shared);
  const together = { ...setting, shared: sharing.shared };
  const asked = new Map(domains.map((one) => [one.typed, one]));
  const lookAt = (typed: string): Promise<DnsLook> =>
    dnsOf(together, caller, options, asked.get(typed) ?? { typed, place: null });
  try {
    await inOrder([...asked.keys()], { atOnce: AT_ONCE, signal: caller.signal }, lookAt, told);
  } finally {
    sharing.close();
  }
};
