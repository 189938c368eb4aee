// One row a job: what it is beside, the ratio of medians of this run, the best ratio that was reached, and the goal. A ratio that is more
// than 15 % worse than what was reached, and does not meet the goal either, fails the bench: ratios, never milliseconds alone.
const ROOM = 0.15;

/** `atLeast`: more is better. Null: nothing is asked of it. */
const limitOf = ({ reached, goal, atLeast = false }) => {
  if (reached === undefined) return goal ?? null;
  const near = atLeast ? reached * (1 - ROOM) : reached * (1 + ROOM);
  if (goal === undefined) return near;
  return atLeast ? Math.min(goal, near) : Math.max(goal, near);
};

const verdictOf = (row) => {
  if (row.absent !== undefined) return 'absent';
  const limit = limitOf(row);
  if (limit === null) return '';
  return (row.atLeast === true ? row.ratio >= limit : row.ratio <= limit) ? 'ok' : 'SLOW';
};

const number = (value) => (value === undefined ? '' : value.toFixed(2));

const cells = (row) => [
  verdictOf(row),
  row.job,
  row.beside,
  row.absent ?? row.ratio.toFixed(2),
  number(row.reached),
  row.goal === undefined ? '' : `${row.atLeast === true ? '≥' : '≤'} ${row.goal}`,
  row.says ?? (row.ms === undefined ? '' : `${row.ms.toFixed(0)} ms`),
];

/** Prints the rows; the exit code: 1 where one is beyond its limit. A peer that is absent fails nothing. */
export const show = (rows) => {
  const table = [['', 'job', 'beside', 'ratio', 'reached', 'goal', `Node ${process.version}`], ...rows.map(cells)];
  const widths = table[0].map((_, at) => Math.max(...table.map((row) => row[at].length)));
  for (const row of table)
    console.log(
      row
        .map((cell, at) => cell.padEnd(widths[at]))
        .join('  ')
        .trimEnd(),
    );
  return rows.some((row) => verdictOf(row) === 'SLOW') ? 1 : 0;
};
