// Many domains: which are asked about, and each looked at in turn with what the others learnt; one that is refused stops nobody.
import { UsageError } from '../../core/errors.ts';
import { sharingDns } from '../../world/shared.ts';
import { createFiles } from '../../world/files/files.ts';
import type { Caller } from '../caller.ts';
import { type Came, inOrder } from '../in-order.ts';
import type { Setting } from '../setting.ts';
import { dns, type DnsLook, type DnsLookOptions } from './dns.ts';

/** As many at once as keep a resolver busy and no longer. */
const AT_ONCE = 8;
const LONGEST_LIST = 1_048_576;

/** One a line, or several with blanks or commas between; `#` begins a comment. */
const wordsIn = (text: string): readonly string[] =>
  text.split(/\r\n|\n|\r/).flatMap((line) =>
    line
      .replace(/^\uFEFF/, '')
      .replace(/(^|\s)#.*$/, '')
      .split(/[\s,]+/)
      .filter((word) => word !== ''),
  );

const readList = async (file: string, stdin: () => Promise<string>): Promise<string> => {
  if (file === '-') return stdin();
  const text = await createFiles().readText(file, LONGEST_LIST);
  if (text !== null) return text;
  throw new UsageError({
    code: 'domains-file-not-found',
    message: `There is no file ${file}.`,
    fix: 'Name a file with one domain a line, or - for stdin.',
    place: { file },
  });
};

const spelled = (typed: string): string => typed.trim().toLowerCase().replace(/\.$/, '');

/** The domains named as arguments and in `file`, each once, in their order. UsageError when there is none. */
export const domainsAsked = async (
  named: readonly string[],
  file: string | null,
  stdin: () => Promise<string>,
): Promise<readonly string[]> => {
  const listed = file === null ? [] : wordsIn(await readList(file, stdin));
  const known = new Set<string>();
  const domains = [...named, ...listed].filter((typed) => !known.has(spelled(typed)) && known.add(spelled(typed)));
  if (domains.length > 0) return domains;
  throw new UsageError({
    code: 'domain-missing',
    message: file === null ? 'No domain was named.' : `${file === '-' ? 'stdin' : file} names no domain.`,
    fix: 'Name one or several (certify dns example.com example.net), or give a list with --file, one domain a line (--file - is stdin).',
  });
};

/**
 * Looks at all of them, some at once; `told` is called once each, in their order. What one of them asked is not asked again for another.
 * Rejects only when the caller stops it.
 */
export const dnsEach = async (
  setting: Setting,
  caller: Caller,
  options: Omit<DnsLookOptions, 'domain'>,
  domains: readonly string[],
  told: (one: Came<DnsLook>) => Promise<void>,
): Promise<void> => {
  const sharing = sharingDns(setting.shared);
  const together = { ...setting, shared: sharing.shared };
  const lookAt = (domain: string): Promise<DnsLook> => dns(together, caller, { ...options, domain });
  try {
    await inOrder(domains, { atOnce: AT_ONCE, signal: caller.signal }, lookAt, told);
  } finally {
    sharing.close();
  }
};
