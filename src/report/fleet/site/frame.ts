// What the pages of the fleet's site share: the frame, and the words of an exit code.
import type { TenantLook } from '../../../core/fleet.ts';
import type { Status } from '../../../core/finding.ts';
import { STYLE } from '../../html/style.ts';
import { type Html, html } from '../../html/template.ts';

const OWN = `
main, header.top, footer { max-width: 76rem; }
.bar { display: flex; flex-wrap: wrap; gap: .5rem; margin: .5rem 0 1rem; align-items: center; }
.bar input, .bar select, .bar button, .more { font: inherit; color: var(--ink); background: var(--card); border: 1px solid var(--line); border-radius: .4rem; padding: .45rem .7rem; }
.bar input { flex: 1 1 14rem; min-width: 0; } .bar select { max-width: 100%; }
.bar button, .more { cursor: pointer; } .bar button[aria-pressed="true"] { border-color: var(--tone, var(--link)); box-shadow: inset 0 0 0 1px var(--tone, var(--link)); }
input:focus-visible, select:focus-visible, button:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.tone { color: var(--tone); font-weight: 600; white-space: nowrap; }
.tally { display: flex; flex-wrap: wrap; gap: .3rem 1.6rem; margin: .9rem 0 0; padding: .8rem 0 0; border-top: 1px solid var(--line); list-style: none; }
.tally b { font-size: 1.5rem; line-height: 1.2; display: block; color: var(--tone); font-variant-numeric: tabular-nums; }
.columns { columns: 20rem auto; column-gap: 2rem; } .columns li { break-inside: avoid; }
.hidden { display: none; }
.outcome::first-letter { text-transform: uppercase; }
nav { display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; margin: 1rem 0 0; }
`;

const GENERATOR = 'certify fleet';

interface Page {
  readonly title: string;
  /** Digest of what the page shows, without what changes every night; null where every night writes it. */
  readonly digest: string | null;
  /** Where the site begins, from this page: `` or `../`. */
  readonly base: '' | '../';
  /** Source expression for the page's one script, as in `'sha256-…'`; null: it has none. */
  readonly script: string | null;
  readonly body: Html;
}

/** `style.css` beside the first page: ten thousand pages share it. */
export const SITE_STYLE = STYLE + OWN;

/** One page; needs no network, and its policy forbids one. `file:`: where the site is opened from disk, its own style is not of 'self'. */
export const pageOf = ({ title, digest, base, script, body }: Page): string =>
  html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="generator" content="${GENERATOR}">${
    digest === null
      ? null
      : html`
<meta name="digest" content="${digest}">`
  }
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'self' file:; ${script === null ? '' : `script-src ${script}; `}base-uri 'none'; form-action 'none'">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<link rel="stylesheet" href="${base}style.css">
</head>
<body>
${body}
</body>
</html>
`.markup;

export const EXITS: readonly (readonly [exit: number, word: string, tone: Status])[] = [
  [0, 'ready', 'pass'],
  [1, 'not certified', 'fail'],
  [3, 'inconclusive', 'inconclusive'],
  [2, 'refused', 'warn'],
  [4, 'failed', 'fail'],
];

export const exitWord = ({ exitCode }: Pick<TenantLook, 'exitCode'>): string =>
  EXITS.find(([exit]) => exit === exitCode)?.[1] ?? 'unknown';
export const exitTone = ({ exitCode }: Pick<TenantLook, 'exitCode'>): Status =>
  EXITS.find(([exit]) => exit === exitCode)?.[2] ?? 'warn';

/** `2026-11-26 02:17 UTC` */
export const minute = (at: string): string => `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`;
