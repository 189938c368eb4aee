// A remedy as people read it: what to do, and what to paste. The one printed form, of which every output is a rendering.
import type { Act, RecordSetChange } from '../core/remedy.ts';
import { zoneLine } from './zone-line.ts';

export interface RemedyPart {
  /** `say`: sentences, a paragraph a line · `paste`: copied as it stands, never wrapped. */
  readonly kind: 'say' | 'paste';
  readonly text: string;
}

/** One line of a zone file for each value that is added. */
const addedLines = (change: RecordSetChange): readonly string[] =>
  change.add.map((value) => zoneLine(change.name, change.type, value, change.ttl));

const removals = (change: RecordSetChange): readonly string[] =>
  change.remove.map((value) => zoneLine(change.name, change.type, value, change.ttl));

const recordParts = (records: readonly RecordSetChange[]): readonly RemedyPart[] => {
  const gone = records.flatMap(removals);
  const added = records.flatMap(addedLines);
  return [
    ...(gone.length === 0
      ? []
      : [{ kind: 'say', text: 'To take out:' } as const, { kind: 'paste', text: gone.join('\n') } as const]),
    ...(added.length === 0
      ? []
      : [
          ...(gone.length === 0 ? [] : [{ kind: 'say', text: 'To publish:' } as const]),
          { kind: 'paste', text: added.join('\n') } as const,
        ]),
  ];
};

const statementText = (statement: NonNullable<Act['statement']>): string =>
  JSON.stringify(statement.length === 1 ? statement[0] : statement, null, 2);

/** Sentence first, then what it speaks of. */
export const actParts = (act: Act): readonly RemedyPart[] => [
  { kind: 'say', text: act.say },
  ...recordParts(act.records ?? []),
  ...(act.statement === undefined ? [] : [{ kind: 'paste', text: statementText(act.statement) } as const]),
  ...(act.field === undefined || act.field.value === null
    ? []
    : [{ kind: 'paste', text: `${act.field.name}: ${act.field.value}` } as const]),
  ...(act.command === undefined ? [] : [{ kind: 'paste', text: act.command } as const]),
];

/** An act in plain text, whole. */
export const actText = (act: Act): string =>
  actParts(act)
    .map(({ text }) => text)
    .join('\n');

/** All acts, in order. */
export const remedyText = (remedy: readonly Act[]): string => remedy.map(actText).join('\n');

/** Which lines of the printed form are pasted, counted from 0: what a reader needs who has the text alone. */
export const pasteLines = (remedy: readonly Act[]): readonly number[] =>
  remedy
    .flatMap(actParts)
    .flatMap(({ kind, text }) => text.split('\n').map(() => kind))
    .flatMap((kind, line) => (kind === 'paste' ? [line] : []));

/** The parts of a printed form, from its text and `pasteLines`. Neighbouring lines of one kind are one part. */
export const partsOf = (text: string, paste: readonly number[] = []): readonly RemedyPart[] => {
  const parts: { kind: RemedyPart['kind']; text: string }[] = [];
  for (const [at, line] of text.split('\n').entries()) {
    const kind = paste.includes(at) ? 'paste' : 'say';
    const last = parts.at(-1);
    if (last?.kind === kind) last.text += `\n${line}`;
    else parts.push({ kind, text: line });
  }
  return parts;
};
