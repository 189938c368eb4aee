// Writes the files of a new check: node scripts/new-check.mjs <room> <id> [--fact party.noun]. docs/new-check.md says the rest.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';

const { positionals, values } = parseArgs({ allowPositionals: true, options: { fact: { type: 'string' } } });
const [room, id] = positionals;

const stop = (message) => {
  console.error(message);
  process.exit(2);
};

const rooms = readdirSync('src/checks', { withFileTypes: true }).flatMap((one) => (one.isDirectory() ? [one.name] : []));
if (room === undefined || id === undefined) stop('Usage: node scripts/new-check.mjs <room> <id> [--fact party.noun]');
if (!rooms.includes(room)) stop(`There is no room ${room} in src/checks; there are ${rooms.join(', ')}.`);
if (!/^[a-z0-9]+(-[a-z0-9]+)+$/.test(id)) stop(`${id} is no id: a noun in kebab-case, such as dmarc-record.`);
if (existsSync(`src/checks/${room}/${id}.ts`)) stop(`src/checks/${room}/${id}.ts is there already.`);
if (values.fact !== undefined && !/^[a-z]+\.[a-z][A-Za-z]*$/.test(values.fact))
  stop(`${values.fact} is no fact key: party.noun, such as dns.reputation.`);

const camel = (text) => text.replaceAll(/[-.]([a-z0-9])/g, (_, letter) => letter.toUpperCase());
const kebab = (text) => text.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
const name = camel(id);
const fact = values.fact ?? 'profile.tenant';
const [party, noun] = fact.split('.');

const write = (path, text) => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  console.log(`wrote   ${path}`);
};

const change = (path, edit) => {
  const before = readFileSync(path, 'utf8');
  const after = edit(before);
  if (after === before) stop(`${path} has not the form that this script knows; add the entry by hand.`);
  writeFileSync(path, after);
  console.log(`changed ${path}`);
};

write(
  `src/checks/${room}/${id}.ts`,
  `// Say in one line what holds when this check passes.
import { defineCheck } from '../check.ts';

export const ${name} = defineCheck({
  id: '${id}',
  title: 'Say in the words of the passing state what holds',
  severity: 'warning',
  why: 'Say what goes wrong for the gym when it does not hold.',
  owner: 'implementation engineer',
  references: ['RFC 5321'],
  reasons: { 'not-yet-judged': { status: ['inconclusive'], says: 'Say what is the case when a finding has this reason.' } },
  needs: ['${fact}'],
  evaluate(facts) {
    const value = facts['${fact}'].value;
    return {
      status: 'inconclusive',
      reason: 'not-yet-judged',
      observed: { seen: JSON.stringify(value) },
      expected: 'One sentence: what would have been right.',
      remedy: [{ say: 'Say what to do, where, and why in few words.' }],
    };
  },
});
`,
);
write(
  `test/checks/${room}/${id}.test.ts`,
  `import { describe, expect, it } from 'vitest';
import { ${name} } from '../../../src/checks/${room}/${id}.ts';
import { toldBy } from '../told-by.ts';

const judge = (value: object) => toldBy(${name}, ${name}.evaluate({ '${fact}': { state: 'observed', value: value as never } }));

describe('${id}', () => {
  it('says what it sees', () => {
    expect(judge({})).toMatchObject({ reason: 'not-yet-judged' });
  });
});
`,
);
change('src/checks/index.ts', (text) => {
  const imports = [...text.matchAll(/^import .*;$/gm)];
  const last = imports.at(-1);
  const line = `import { ${name} } from './${room}/${id}.ts';`;
  return text.replace(last[0], `${last[0]}\n${line}`).replace(/\n\];\s*$/, `\n  ${name},\n];\n`);
});
if (values.fact !== undefined) {
  const file = kebab(noun);
  write(
    `src/probes/${party}/${file}.ts`,
    `// Say in one line which party is asked which question.
import { NotAsked } from '../../core/probe.ts';
import { defineProbe } from '../probe.ts';

export const ${camel(noun)}Probe = defineProbe({
  key: '${fact}',
  needs: [],
  permissions: [],
  async ask({ sender }) {
    // Ask a port of Reads; throw ObservationError when the party does not answer.
    return sender.domain === '' ? new NotAsked('Say why the question does not arise.') : { domain: sender.domain };
  },
});
`,
  );
  const facts = `src/facts/${party}.ts`;
  if (existsSync(facts)) {
    change(facts, (text) =>
      text.replace(
        /(export interface \w*Facts \{\n)/,
        `$1  /** Say what it is, with units. */\n  '${fact}': { readonly domain: string };\n`,
      ),
    );
  } else
    console.log(`left    ${facts}: a new party. Write its facts as in src/facts/webhook.ts, and add it to src/facts/index.ts`);
  change('src/probes/index.ts', (text) =>
    text.replace(/\n\};\s*$/, `\n  '${fact}': () => import('./${party}/${file}.ts').then((m) => m.${camel(noun)}Probe),\n};\n`),
  );
}
console.log(`
Left to you (docs/new-check.md says how):
- the judgement, its reasons and its title in src/checks/${room}/${id}.ts${values.fact === undefined ? '' : `\n- the question in src/probes/${party}/${kebab(noun)}.ts and the fact's type in src/facts/${party}.ts`}
- a step of runbooks/ses.yaml or runbooks/smtp.yaml that names it
- a scenario under fixtures/scenarios in which it fails
- the page: npm run build && node scripts/docs.mjs`);
