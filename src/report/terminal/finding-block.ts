// One finding in a terminal: what is wrong, who can mend it, and exactly what to paste.
import type { Finding } from '../../core/finding.ts';
import { indent, labelled, penOf, STATUS_INK, wrap, type Pen, type Style } from './style.ts';
import type { RemedyPart } from '../../text/remedy-text.ts';
import { codeOf, needsWork, observedRows, remedyOf, stateWords, when, type Told, whose } from '../words.ts';

const AT = 4;

/** One line for what passes or does not apply; a block for what needs work. Ends without a line feed. */
export const findingBlock = (finding: Finding, style: Style): string => blockLines(finding, penOf(style)).join('\n');

export const blockLines = (finding: Finding, pen: Pen): readonly string[] =>
  needsWork(finding) ? [...headLines(finding, pen), ...bodyLines(finding, pen)] : headLines(finding, pen);

const headLines = (finding: Finding, pen: Pen): readonly string[] => {
  const quiet = !needsWork(finding);
  const title = wrap(pen.line(finding.title), pen.width - AT);
  const ink = quiet ? pen.ink : pen.ink.bold;
  const first = `  ${pen.sign(finding.status)} ${ink(title[0] ?? '')}`;
  const lines = [
    first,
    ...indent(
      title.slice(1).map((line) => ink(line)),
      AT,
    ),
  ];
  if (quiet) return lines;
  const facts = [...stateWords(finding), codeOf(finding)];
  const about = wrap(pen.line(facts.join(pen.dot)), pen.width - AT);
  return [
    ...lines,
    ...indent(
      about.map((line) => pen.ink[STATUS_INK[finding.status]](line)),
      AT,
    ),
  ];
};

const bodyLines = (finding: Finding, pen: Pen): readonly string[] => [
  ...(finding.says === undefined ? [] : labelled(pen, 'Why', pen.clean(finding.says), AT)),
  ...(finding.expected === undefined ? [] : labelled(pen, 'Expected', pen.clean(finding.expected), AT)),
  ...seenLines(finding, pen),
  ...(remedyOf(finding).length === 0 ? ownerLines(finding, pen) : remedyLines(remedyOf(finding), pen)),
  ...(finding.retryAt === undefined ? [] : labelled(pen, 'Again', `not before ${pen.line(when(finding.retryAt))}`, AT)),
  ...finding.references
    .slice(0, 2)
    .flatMap((reference, n) => labelled(pen, n === 0 ? 'See' : '', pen.ink.dim(pen.line(reference)), AT)),
];

const ownerLines = (finding: Finding, pen: Pen): readonly string[] => labelled(pen, 'Who', pen.line(whose(finding)), AT);

const LONGEST = 300;

const shortened = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);

const seenLines = (finding: Finding, pen: Pen): readonly string[] =>
  observedRows(finding.observed).flatMap(([key, value], n) =>
    labelled(pen, n === 0 ? 'Seen' : '', pen.line(`${key}: ${shortened(value.replaceAll('\n', '\\n'))}`), AT),
  );

/** What is to be pasted stands on lines of its own, unwrapped and without any sign beside it. */
export const partLines = (
  label: string,
  parts: readonly RemedyPart[],
  pen: Pen,
  say: (text: string) => string = (text) => text,
): readonly string[] => {
  let said = false;
  return parts.flatMap(({ kind, text }) => {
    const clean = pen.clean(text);
    if (kind === 'paste') return ['', ...indent(clean.split('\n'), AT).map((line) => pen.ink.cyan(line)), ''];
    const lines = labelled(pen, said ? '' : label, said ? clean : say(clean), AT);
    said = true;
    return lines;
  });
};

/** The acts that mend it, each with who does it. */
export const remedyLines = (acts: readonly Told[], pen: Pen): readonly string[] =>
  acts.flatMap(({ owner, parts }, n) =>
    partLines(n === 0 ? 'Fix' : 'And', parts, pen, (text) => `${pen.ink.bold(pen.line(owner))}: ${text}`),
  );
