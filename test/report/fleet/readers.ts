// What the readers of a night's forms accept, by their own rules.
import sax from 'sax';

/** RFC 4180: lines end in CR LF, a quoted cell doubles its quotes, a bare one holds none of them. Throws at the first fault. */
export const csvRows = (text: string): readonly (readonly string[])[] => {
  const rows: string[][] = [[]];
  let at = 0;
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y;
  while (at < text.length) {
    cell.lastIndex = at;
    const found = cell.exec(text);
    if (found === null) throw new Error(`no CSV at ${JSON.stringify(text.slice(at, at + 60))}`);
    rows.at(-1)?.push(found[1]?.replaceAll('""', '"') ?? found[2] ?? '');
    at = cell.lastIndex;
    if (found[3] === '\r\n') rows.push([]);
  }
  if (rows.pop()?.length !== 0) throw new Error('the last line does not end');
  return rows;
};

/**
 * The text format 0.0.4 as `promtool check metrics` reads it: of each name a HELP, a TYPE and then all its samples, no series twice.
 * Resolves with the series. Throws at the first fault.
 */
export const promSeries = (text: string): ReadonlyMap<string, number> => {
  const series = new Map<string, number>();
  const names = new Set<string>();
  let now = '';
  const lines = text.split('\n');
  if (lines.pop() !== '') throw new Error('the last line does not end');
  for (const [index, line] of lines.entries()) {
    const help = /^# HELP ([a-zA-Z_:][\w:]*) \S.*$/.exec(line);
    if (help !== null) {
      now = help[1] ?? '';
      if (names.has(now) || lines[index + 1] !== `# TYPE ${now} gauge`) throw new Error(`HELP and TYPE of ${now}`);
      names.add(now);
      continue;
    }
    if (line === `# TYPE ${now} gauge`) continue;
    const sample =
      /^([a-zA-Z_:][\w:]*)\{((?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\[\\"n])*"(?:,(?=\w)|(?=\})))*)\} (-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/.exec(
        line,
      );
    if (sample?.[1] !== now) throw new Error(`no sample of ${now}: ${line}`);
    const labels = [...(sample[2] ?? '').matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, name, value]) => [name, value]);
    if (new Set(labels.map(([name]) => name)).size !== labels.length) throw new Error(`a label twice: ${line}`);
    const one = JSON.stringify([now, labels.map(String).toSorted((a, b) => (a < b ? -1 : 1))]);
    if (series.has(one)) throw new Error(`a series twice: ${line}`);
    series.set(one, Number(sample[3]));
  }
  return series;
};

/** Attributes and children as Jenkins' xunit plugin has them (its junit-10.xsd); `file` and `line` of a case are GitLab's and CircleCI's. */
const JUNIT: { readonly [name: string]: { readonly attributes: readonly string[]; readonly inside: readonly string[] } } = {
  testsuites: { attributes: ['name', 'time', 'tests', 'failures', 'errors'], inside: ['testsuite'] },
  testsuite: {
    attributes: ['name', 'tests', 'failures', 'errors', 'skipped', 'time', 'timestamp', 'hostname', 'id', 'package'],
    inside: ['testsuite', 'properties', 'testcase', 'system-out', 'system-err'],
  },
  properties: { attributes: [], inside: ['property'] },
  property: { attributes: ['name', 'value'], inside: [] },
  testcase: {
    attributes: ['name', 'time', 'classname', 'group', 'file', 'line'],
    inside: ['skipped', 'error', 'failure', 'system-out', 'system-err'],
  },
  failure: { attributes: ['type', 'message'], inside: [] },
  error: { attributes: ['type', 'message'], inside: [] },
  skipped: { attributes: ['type', 'message'], inside: [] },
  'system-out': { attributes: [], inside: [] },
  'system-err': { attributes: [], inside: [] },
};

/** The elements of well-formed XML, in order. Throws at the first fault, and at what the schema does not have. */
export const junitElements = (xml: string): readonly sax.Tag[] => {
  const found: sax.Tag[] = [];
  const open: string[] = [];
  const parser = sax.parser(true);
  Object.assign(parser, {
    onopentag: (tag: sax.Tag) => {
      const { name, attributes } = tag;
      const parent = open.at(-1);
      const fits = parent === undefined ? name === 'testsuites' : JUNIT[parent]?.inside.includes(name) === true;
      const other = Object.keys(attributes).filter((one) => JUNIT[name]?.attributes.includes(one) !== true);
      if (!fits || other.length > 0) throw new Error(`${name} in ${parent}, with ${other.join(', ')}`);
      open.push(name);
      found.push(tag);
    },
    onclosetag: () => open.pop(),
    onerror: (error: Error) => {
      throw error;
    },
  });
  parser.write(xml).close();
  return found;
};
