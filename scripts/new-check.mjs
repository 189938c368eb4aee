// Writes the files of a new check, and its entries wherever one is looked for; docs/new-check.md says what is left.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { camel, capital, checkTestText, checkText, factsText, kebab, probeText, scenarioText } from './new-check/files.mjs';
import { doorTestText, doorText, hostText, portEdits, portText, specText } from './new-check/port.mjs';

const rooms = readdirSync('src/checks', { withFileTypes: true }).flatMap((one) => (one.isDirectory() ? [one.name] : []));
const USAGE = `Usage: node scripts/new-check.mjs <room> <id> [--fact party.noun [--port]] [--after <id>]
  <room>         a folder of src/checks: ${rooms.join(', ')}
  <id>           a noun in kebab-case, such as dmarc-record
  --fact         a new fact, with its probe; of a new party too
  --port         the door to a new party that answers over https, and the lab's host that plays it
  --after <id>   the check that it follows, in the list and in the steps of the runbooks`;

const stop = (message) => {
  console.error(message);
  process.exit(2);
};

const given = () => {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        fact: { type: 'string' },
        port: { type: 'boolean', default: false },
        after: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    return stop(`${error.message}\n${USAGE}`);
  }
};
const { positionals, values } = given();
if (values.help === true) {
  console.log(USAGE);
  process.exit(0);
}
const [room, id, more] = positionals;
const { port, after } = values;
const fact = values.fact ?? 'profile.tenant';
const [party, noun] = fact.split('.');
const isNewParty = values.fact !== undefined && !existsSync(`src/facts/${party}.ts`);
const listed = readFileSync('src/checks/index.ts', 'utf8');

if (id === undefined || more !== undefined) stop(USAGE);
if (!rooms.includes(room)) stop(`There is no room ${room} in src/checks; there are ${rooms.join(', ')}.`);
if (!/^[a-z0-9]+(-[a-z0-9]+)+$/.test(id)) stop(`${id} is no id: a noun in kebab-case, such as dmarc-record.`);
if (existsSync(`src/checks/${room}/${id}.ts`)) stop(`src/checks/${room}/${id}.ts is there already.`);
if (values.fact !== undefined && !/^[a-z]+\.[a-z][A-Za-z]*$/.test(values.fact))
  stop(`${values.fact} is no fact key: party.noun, such as dns.reputation.`);
if (values.fact !== undefined && readFileSync('src/facts/words.ts', 'utf8').includes(`  '${fact}':`))
  stop(`${fact} is a fact already: leave --fact out, and name it under needs.`);
if (port && values.fact === undefined) stop(`A port is asked by the probe of a fact: give --fact party.noun too.`);
if (port && (existsSync(`src/core/ports/${party}.ts`) || !isNewParty))
  stop(`There is a port of that party, or its facts: see how src/core/ports/ asks it, and leave --port out.`);
if (after !== undefined && !listed.includes(`  ${camel(after)},\n`)) stop(`There is no check ${after} that it could follow.`);

const touched = [];
const write = (path, text) => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  touched.push(path);
  console.log(`wrote   ${path}`);
};
const change = (path, edit) => {
  const before = readFileSync(path, 'utf8');
  const now = edit(before);
  if (now === before) stop(`${path} has not the form that this script knows; add the entry by hand.`);
  writeFileSync(path, now);
  touched.push(path);
  console.log(`changed ${path}`);
};

const all = { room, id, fact, party, noun, port };
write(`src/checks/${room}/${id}.ts`, checkText(all));
write(`test/checks/${room}/${id}.test.ts`, checkTestText(all));
change('src/checks/index.ts', (text) => {
  const last = [...text.matchAll(/^import .*;$/gm)].at(-1)[0];
  const entry = `  ${camel(id)},\n`;
  const imported = text.replace(last, `${last}\nimport { ${camel(id)} } from './${room}/${id}.ts';`);
  if (after === undefined) return imported.replace(/\];\s*$/, `${entry}];\n`);
  return imported.replace(`  ${camel(after)},\n`, (line) => `${line}${entry}`);
});
const steps =
  after === undefined
    ? []
    : ['runbooks/ses.yaml', 'runbooks/smtp.yaml'].filter((path) =>
        new RegExp(`checks: \\[.*\\b${after}[,\\]]`).test(readFileSync(path, 'utf8')),
      );
for (const path of steps) {
  change(path, (text) => text.replaceAll(new RegExp(`(checks: \\[(?:.*, )?${after})(?=[,\\]])`, 'g'), `$1, ${id}`));
}

const addFact = () => {
  const facts = `src/facts/${party}.ts`;
  if (isNewParty) {
    write(facts, factsText(all));
    const Facts = `${capital(party)}Facts`;
    const profile = "import type { ProfileFacts } from './profile.ts';";
    change('src/facts/index.ts', (text) =>
      text
        .replace(profile, `${profile}\nimport type { ${Facts} } from './${party}.ts';`)
        .replace('    ProfileFacts,\n', `    ProfileFacts,\n    ${Facts},\n`),
    );
    change('src/run/dns-probes.ts', (text) =>
      text.replace('  webhook: false,\n', `  webhook: false,\n  ${party}: ${room === 'dns'},\n`),
    );
    change('src/profile/about.ts', (text) => text.replace('  dns: SENDER,\n', `  dns: SENDER,\n  ${party}: SENDER,\n`));
  } else {
    change(facts, (text) =>
      text.replace(
        /(export interface \w*Facts \{\n)/,
        `$1  /** Say what it is, with units. */\n  '${fact}': { readonly domain: string };\n`,
      ),
    );
  }
  change('src/facts/words.ts', (text) => {
    const rows = [...text.matchAll(/^ {2}'([a-zA-Z.]+)': '(.*)',$/gm)];
    const asked = rows.find(([, key]) => key.startsWith(`${party}.`))?.[2].split(' about ')[0] ?? `the host of ${party}`;
    const row = `  '${fact}': '${asked} about ${kebab(noun).replaceAll('-', ' ')}',`;
    const [next] = rows.find(([, key]) => key > fact) ?? ['};'];
    return text.replace(next, `${row}\n${next}`);
  });
  write(`src/probes/${party}/${kebab(noun)}.ts`, probeText(all));
  change('src/probes/index.ts', (text) =>
    text.replace(
      /\n\};\s*$/,
      `\n  '${fact}': () => import('./${party}/${kebab(noun)}.ts').then((m) => m.${camel(noun)}Probe),\n};\n`,
    ),
  );
};

const addPort = () => {
  write(`src/core/ports/${party}.ts`, portText(all));
  write(`src/world/${party}/${party}.ts`, doorText(all));
  write(`test/world/${party}/${party}.it.test.ts`, doorTestText(all));
  write(`src/lab/${party}-host/spec.ts`, specText(all));
  write(`src/lab/${party}-host/${party}-host.ts`, hostText(all));
  for (const [path, edits] of Object.entries(portEdits(all))) {
    for (const [mark, text] of edits)
      change(path, (before) => (before.includes(mark) ? before.replace(mark, () => text) : before));
  }
};

if (values.fact !== undefined) addFact();
if (port) addPort();
const ofMessage = party === 'message';
const world = /^(ses|smtp)-/.test(id) ? id : `ses-${id}`;
if (!ofMessage) write(`fixtures/scenarios/${world}.yaml`, scenarioText(all));

const code = [...new Set(touched)].filter((path) => path.endsWith('.ts'));
const biome = join('node_modules', '.bin', 'biome');
if (existsSync(biome)) execFileSync(biome, ['format', '--write', ...code], { stdio: 'ignore' });

const left = [
  `the judgement, its reasons and its title: src/checks/${room}/${id}.ts`,
  values.fact !== undefined &&
    `the question: src/probes/${party}/${kebab(noun)}.ts; the fact's type: src/facts/${party}.ts; its words: src/facts/words.ts`,
  port &&
    `the door: src/world/${party}/${party}.ts; how the lab plays it: src/lab/${party}-host; the row in fixtures/scenarios/README.md`,
  port && 'npm run build && node scripts/schemas.mjs',
  isNewParty &&
    'the key of the profile that it is about: src/profile/about.ts; whether certify dns asks it: src/run/dns-probes.ts',
  steps.length === 0 && !ofMessage && 'its place in a step of runbooks/ses.yaml or runbooks/smtp.yaml',
  ofMessage
    ? 'a case in test/cli/message.it.test.ts'
    : `the world in which it fails: fixtures/scenarios/${world}.yaml, and what a healthy one says`,
  !ofMessage &&
    `UPDATE_GOLDEN=1 npx vitest run --project integration test/cli/scenarios -t '(${world}|healthy-ses|healthy-smtp) ends'`,
  'UPDATE_GOLDEN=1 npx vitest run --project unit test/checks/reasons.test.ts',
  'the page: npm run build && node scripts/docs.mjs',
  'a line for operators: CHANGELOG.md, under Next',
].filter((line) => typeof line === 'string');
console.log(`\nLeft to you (docs/new-check.md says how):\n${left.map((line) => `- ${line}`).join('\n')}`);
