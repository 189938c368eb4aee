// What deleting an identity would take away, and what came of it, for a terminal.
import { plural } from '../../text/plural.ts';
import type { ActOutcome } from '../../core/provision.ts';
import type { IdentityDetail } from '../../facts/ses.ts';
import { indent, penOf, type Style, wrap } from './style.ts';

interface About {
  readonly identity: string;
  readonly region: string;
  readonly account: string;
}

const rowsOf = ({ type, verifiedForSending, dkim, mailFrom, configurationSet, policies }: IdentityDetail) => {
  const names = Object.keys(policies);
  return [
    ['type', type ?? 'not told'],
    ['sends', verifiedForSending === null ? 'not told' : verifiedForSending ? 'yes, it is verified' : 'no, it is not verified'],
    ['DKIM', dkim === null ? 'none' : `${dkim.status ?? 'not told'}, ${plural(dkim.tokens.length, 'token')}`],
    ['MAIL FROM', mailFrom?.domain ?? 'none'],
    ['default set', configurationSet ?? 'none'],
    ['policies', names.length === 0 ? 'none' : names.join(', ')],
  ] as const;
};

/** Ends with an empty line. */
export const removingText = (
  { identity, region, account, detail }: About & { readonly detail: IdentityDetail },
  style: Style,
): string => {
  const pen = penOf(style);
  const goes =
    'Mail from it is refused from then on. Its DKIM keys, MAIL FROM domain and policies go with it and cannot be brought back; configuration sets, topics and DNS records stay.';
  return [
    `  ${pen.ink.red('-')} ${pen.ink.bold('identity')} ${pen.line([identity, region, `account ${account}`].join(pen.dot))}`,
    ...rowsOf(detail).map(([name, value]) => `      ${name.padEnd(12)} ${pen.line(value)}`),
    '',
    ...indent(wrap(goes, pen.width - 2), 2),
    '',
    '',
  ].join('\n');
};

const said = ({ kind, ...rest }: ActOutcome, identity: string): string => {
  const why = 'message' in rest ? rest.message : '';
  if (kind === 'done')
    return `${identity} was deleted. Take its DKIM and MAIL FROM records out of DNS; a new identity has new ones.`;
  if (kind === 'there-already') return `${identity} was gone already: somebody deleted it meanwhile.`;
  if (kind === 'ambiguous') return `${why} Whether it was deleted is not known: run the same command again.`;
  return why;
};

/** Ends with a line feed. */
export const removalText = (
  removed: About & {
    readonly usedBy: readonly { readonly what: string; readonly how: string; readonly read: boolean }[];
    readonly found: IdentityDetail | null;
    readonly outcome: ActOutcome | null;
  },
  style: Style,
): string => {
  const pen = penOf(style);
  const { identity, region, account, usedBy, found, outcome } = removed;
  const lines = (text: string, columns: number): readonly string[] => indent(wrap(text, pen.width - columns), columns);
  const paragraph = (text: string, columns: number): readonly string[] => lines(pen.line(text), columns);
  if (usedBy.length > 0) {
    const isUsed = usedBy.some(({ read }) => read);
    return [
      ...lines(
        `${pen.ink.bold(pen.line(identity))} ${isUsed ? 'is in use' : 'may be in use, by what could not be read'}, so it is not deleted:`,
        2,
      ),
      ...usedBy.flatMap(({ what, how }) => paragraph(`${what}: ${how}`, 4)),
      '',
      ...paragraph(
        isUsed
          ? 'Take it out of the profiles first. A record counts for 90 days, because it stands for what was proven with this identity.'
          : 'Correct what was named, or mend it or move it away, and run the same command again.',
        2,
      ),
      '',
    ].join('\n');
  }
  const text =
    outcome === null || found === null
      ? `SES in ${region} of account ${account} has no identity ${identity}: nothing is to be deleted.`
      : said(outcome, identity);
  return `${paragraph(text, 2).join('\n')}\n`;
};
