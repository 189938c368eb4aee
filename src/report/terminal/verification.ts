// What a verification of evidence found, for a terminal: what is broken, what was passed over, what it proves and what not.
import { plural } from '../../text/plural.ts';
import { indent, penOf, wrap, type Pen, type Style } from './style.ts';

interface Told {
  readonly place: string;
  readonly code: string;
  readonly reason: string;
}

export interface VerificationText {
  readonly standing: 'proven' | 'consistent-unsigned' | 'consistent-unproven' | 'broken';
  readonly breaks: readonly Told[];
  readonly notes: readonly Told[];
  readonly passedOver: readonly { readonly place: string; readonly what: string }[];
  readonly chains: readonly {
    readonly tenant: string;
    readonly provider: string | null;
    readonly mode: string;
    readonly records: number;
    readonly head: { readonly digest: string } | null;
  }[];
  readonly proves: readonly string[];
  readonly doesNotProve: readonly string[];
}

const STANDING: { readonly [S in VerificationText['standing']]: string } = {
  proven: 'Proven: whole, and signed with a trusted key.',
  'consistent-unsigned': 'Consistent and unsigned.',
  'consistent-unproven': 'Consistent, signed with a key that was not named.',
  broken:
    'Broken: what is named above was changed, lost or added after certify wrote it. Restore the records from a copy, or certify the tenant again: what is broken proves nothing.',
};

/** Beyond this many, what was passed over is counted: a directory may hold thousands of files of others. */
const MOST_LISTED = 12;

/** Ends with a line feed. */
export const verificationReport = (found: VerificationText, style: Style): string => {
  const pen = penOf(style);
  const lines = [
    ...found.breaks.flatMap(({ place, reason, code }) => told(pen, pen.ink.red(pen.line(place)), `${reason} (${code})`)),
    ...found.notes.flatMap(({ place, reason }) => told(pen, `note: ${pen.line(place)}`, reason)),
    ...passedOver(found, pen),
    ...(isAlone(found) ? [] : found.chains).flatMap(({ tenant, provider, mode, records, head }) =>
      told(
        pen,
        pen.line([tenant, provider ?? 'none', mode].join(pen.dot)),
        `${plural(records, 'record', 'records')}, head ${head?.digest ?? 'none'}`,
      ),
    ),
    ...wrap(
      `${isAlone(found) && found.breaks.length === 0 ? 'One record of a chain. ' : ''}${STANDING[found.standing]}`,
      pen.width,
    ).map((line) => pen.ink.bold(line)),
    ...meant(pen, 'This proves', found.proves),
    ...meant(pen, 'It does not prove', found.doesNotProve),
  ];
  return `${lines.join('\n')}\n`;
};

const isAlone = ({ notes }: VerificationText): boolean => notes.some(({ code }) => code === 'part-of-chain');

/** The place on a line of its own, which can be copied. */
const told = (pen: Pen, place: string, text: string): readonly string[] => [
  place,
  ...indent(wrap(pen.line(text), pen.width - 2), 2),
];

const passedOver = (found: VerificationText, pen: Pen): readonly string[] => {
  if (found.passedOver.length === 0) return [];
  const more = found.passedOver.length - MOST_LISTED;
  return [
    'Passed over, as files of others:',
    ...found.passedOver.slice(0, MOST_LISTED).map(({ place, what }) => `  ${pen.line(`${place}: ${what}`)}`),
    ...(more > 0 ? [`  and ${more} more (--json lists them)`] : []),
  ];
};

const meant = (pen: Pen, title: string, sentences: readonly string[]): readonly string[] =>
  sentences.length === 0
    ? []
    : [
        `${title}:`,
        ...sentences.flatMap((sentence) =>
          wrap(pen.line(sentence), pen.width - 4).map((line, n) => (n === 0 ? `  - ${line}` : `    ${line}`)),
        ),
      ];
