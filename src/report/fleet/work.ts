// What a worker did of one account, as one line of its log.
import { plural } from '../../text/plural.ts';
import { EXIT_WORDS } from './words.ts';

interface Worked {
  readonly night: string;
  readonly place: string;
  readonly tenants: number;
  readonly looked: number;
  readonly exits: { readonly [exit: string]: number };
  readonly tookMs: number;
}

export const workedLine = ({ night, place, tenants, looked, exits, tookMs }: Worked): string => {
  const found = EXIT_WORDS.flatMap(([exit, word]) => (exits[exit] === undefined ? [] : [`${exits[exit]} ${word}`])).join(', ');
  const before = tenants - looked;
  return `${night}  ${place}  ${plural(looked, 'tenant')} in ${(tookMs / 1000).toFixed(1)} s${found === '' ? '' : `: ${found}`}${before > 0 ? `; ${before} looked at before` : ''}\n`;
};
