// What a transcript shows of the credentials' policies, for a terminal.
import { plural } from '../../text/plural.ts';
import { indent, penOf, type Style, wrap } from './style.ts';

interface Use {
  readonly credential: string;
  readonly asked: readonly { readonly action: string; readonly times: number; readonly refused: number }[];
  readonly used: number;
  readonly idle: readonly string[];
  readonly within: readonly string[];
  readonly beyond: readonly string[];
}

/** Ends with a line feed. `place`: the transcript as it was named. */
export const policyUsedText = (place: string, uses: readonly Use[], style: Style): string => {
  const pen = penOf(style);
  const list = (title: string, actions: readonly string[]): readonly string[] =>
    actions.length === 0
      ? []
      : ['', ...indent(wrap(title, pen.width - 4), 4), ...actions.map((action) => `      ${pen.line(action)}`)];
  const one = ({ credential, asked, used, idle, within, beyond }: Use): readonly string[] => {
    const longest = Math.max(...asked.map(({ action }) => action.length));
    return [
      '',
      `  ${pen.ink.bold(`aws.${credential}`)}  ${plural(used, 'action', 'actions')} of its policy asked, ${idle.length} not`,
      ...asked.map(({ action, times, refused }) => {
        const often = `${times === 1 ? 'once' : `${times} times`}${refused === 0 ? '' : `, ${refused} refused`}`;
        return `    ${pen.sign(refused === 0 ? 'pass' : 'fail')} ${pen.line(action.padEnd(longest))}  ${pen.ink.gray(often)}`;
      }),
      ...list('Not in the policy that `certify policy` writes:', beyond),
      ...list('Granted, and nobody asked it here; another look may need it (an encrypted topic, a tenant, a template):', idle),
      ...list('Granted for what AWS wants within other requests:', within),
    ];
  };
  return `  ${pen.line(`What ${place} shows of each credential`)}\n${uses.flatMap(one).join('\n')}\n`;
};
