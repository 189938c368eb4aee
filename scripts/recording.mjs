// Writes docs/recording.svg: what a terminal of 100 columns shows of a command against the lab. Run it after a build.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const COLUMNS = 100;
const [CELL, ROW, MARGIN] = [8.4, 18, 18];
const INK = { 31: '#e5534b', 32: '#57ab5a', 33: '#daaa3f', 35: '#b083f0', 36: '#56c2d6', 90: '#8b949e' };
const TYPED = 'certify check --lab --scenario ses-dkim-one-missing';

const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** What a run of text looks like, by the codes before it (ECMA-48, SGR). */
const styleAfter = (style, codes) =>
  codes.split(';').reduce((now, code) => {
    if (code === '' || code === '0') return {};
    if (code === '1') return { ...now, bold: true };
    if (code === '2') return { ...now, dim: true };
    if (code === '22') return { ...now, bold: false, dim: false };
    if (code === '39') return { ...now, ink: undefined };
    return { ...now, ink: INK[code] ?? now.ink };
  }, style);

const spans = (line) => {
  let style = {};
  let column = 0;
  return line
    .split(/(\u001b\[[\d;]*m)/)
    .map((part) => {
      const codes = /^\u001b\[([\d;]*)m$/.exec(part)?.[1];
      if (codes !== undefined) {
        style = styleAfter(style, codes);
        return '';
      }
      if (part === '') return '';
      // A renderer drops blanks at the beginning of a run.
      const shown = part.trimStart();
      const at = (MARGIN + (column + part.length - shown.length) * CELL).toFixed(1);
      column += [...part].length;
      if (shown === '') return '';
      const fill = style.ink ?? (style.dim ? '#8b949e' : '#d0d7de');
      return `<tspan x="${at}" fill="${fill}"${style.bold ? ' font-weight="700"' : ''}>${escaped(shown)}</tspan>`;
    })
    .join('');
};

const picture = (lines) => {
  // A record is one line, however long.
  const longest = Math.max(COLUMNS, ...lines.map((line) => [...line.replaceAll(/\u001b\[[\d;]*m/g, '')].length));
  const [width, height] = [Math.ceil(longest * CELL + 2 * MARGIN), lines.length * ROW + 2 * MARGIN];
  const rows = lines.map((line, n) => `<text y="${MARGIN + 13 + n * ROW}">${spans(line)}</text>`).join('\n');
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="A terminal: ${TYPED}">`,
    `<rect width="${width}" height="${height}" rx="10" fill="#161b22"/>`,
    `<g font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,monospace" font-size="14" style="white-space:pre">`,
    rows,
    '</g>',
    '</svg>',
    '',
  ].join('\n');
};

const evidence = mkdtempSync(join(tmpdir(), 'certify-recording-'));
try {
  const { stdout } = spawnSync(
    process.execPath,
    ['bin/certify.mjs', ...TYPED.split(' ').slice(1), '--quiet', '--evidence-dir', evidence],
    {
      encoding: 'utf8',
      env: { PATH: process.env.PATH, HOME: evidence, LANG: 'C.UTF-8', TERM: 'xterm', FORCE_COLOR: '1', COLUMNS: String(COLUMNS) },
    },
  );
  // The list of steps is long; its end says the same as its beginning.
  const [shown = ''] = stdout.replaceAll('\r', '').split(/\n[^\n]*Steps · /);
  const lines = shown.trimEnd().split('\n');
  writeFileSync(join('docs', 'recording.svg'), picture([`\u001b[90m$\u001b[39m \u001b[1m${TYPED}\u001b[22m`, ...lines]));
} finally {
  rmSync(evidence, { recursive: true, force: true });
}
