// The lab's worlds for a terminal, by what one sees.
import { indent, labelled, penOf, wrap, type Style } from './style.ts';

interface Listed {
  readonly says: string;
  readonly worlds: readonly { readonly name: string; readonly title: string }[];
}

/** Ends with a line feed. */
export const worldsText = (symptoms: readonly Listed[], style: Style): string => {
  const pen = penOf(style);
  const longest = Math.max(0, ...symptoms.flatMap(({ worlds }) => worlds.map(({ name }) => name.length)));
  const lines = symptoms.flatMap(({ says, worlds }) => [
    '',
    ...indent(
      wrap(pen.line(says), pen.width - 2).map((line) => pen.ink.bold(line)),
      2,
    ),
    ...worlds.flatMap(({ name, title }) =>
      pen.width < longest + 40
        ? labelled({ ...pen, width: Math.min(pen.width, 59) }, pen.line(name), pen.line(title), 4)
        : wrap(pen.line(title), pen.width - longest - 6).map(
            (line, n) => `    ${(n === 0 ? name : '').padEnd(longest)}  ${line}`,
          ),
    ),
  ]);
  return `${lines.slice(1).join('\n')}\n`;
};
