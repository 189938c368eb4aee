// Writes the files of a new check: node scripts/new-check.mjs <room> <id> [--fact party.noun [--port]]. docs/new-check.md says the rest.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { fact: { type: 'string' }, port: { type: 'boolean' } },
});
const [room, id] = positionals;

const USAGE = 'Usage: node scripts/new-check.mjs <room> <id> [--fact party.noun [--port]]';

const stop = (message) => {
  console.error(message);
  process.exit(2);
};

const rooms = readdirSync('src/checks', { withFileTypes: true }).flatMap((one) => (one.isDirectory() ? [one.name] : []));
if (room === undefined || id === undefined) stop(USAGE);
if (!rooms.includes(room)) stop(`There is no room ${room} in src/checks; there are ${rooms.join(', ')}.`);
if (!/^[a-z0-9]+(-[a-z0-9]+)+$/.test(id)) stop(`${id} is no id: a noun in kebab-case, such as dmarc-record.`);
if (existsSync(`src/checks/${room}/${id}.ts`)) stop(`src/checks/${room}/${id}.ts is there already.`);
if (values.fact !== undefined && !/^[a-z]+\.[a-z][A-Za-z]*$/.test(values.fact))
  stop(`${values.fact} is no fact key: party.noun, such as dns.reputation.`);

if (values.port === true && values.fact === undefined)
  stop(`A port is asked by the probe of a fact: give --fact party.noun too.`);

const camel = (text) => text.replaceAll(/[-.]([a-z0-9])/g, (_, letter) => letter.toUpperCase());
const kebab = (text) => text.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
const name = camel(id);
const fact = values.fact ?? 'profile.tenant';
const [party, noun] = fact.split('.');
const Party = `${party[0].toUpperCase()}${party.slice(1)}`;
if (values.port === true && existsSync(`src/core/ports/${party}.ts`))
  stop(`There is a port of that party: add the question to src/core/ports/${party}.ts, and leave --port out.`);

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

const judge = (value: object) =>
  toldBy(${name}, ${name}.evaluate({ '${fact}': { state: 'observed', value: value as never } }));

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

/** Puts a line before the first of these lines that would stand after it. */
const before = (mark, line) => (text) => text.replace(mark, `${line}\n${mark}`);

/** An entry at the end of a list that closes with this. */
const after = (mark, line) => (text) => text.replace(mark, `${mark}\n${line}`);

const writeParty = () => {
  write(
    `src/facts/${party}.ts`,
    `// Say in one line who answers.
export interface ${Party}Facts {
  /** Say what it is, with units. */
  '${fact}': { readonly domain: string };
}
`,
  );
  change('src/facts/index.ts', (text) =>
    after(
      "import type { ProfileFacts } from './profile.ts';",
      `import type { ${Party}Facts } from './${party}.ts';`,
    )(text).replace('    ProfileFacts,\n', `    ProfileFacts,\n    ${Party}Facts,\n`),
  );
};

/** A door to a party that answers over https: its type, what it asks, where it is, and a test with a server on loopback. */
const writePort = () => {
  write(
    `src/core/ports/${party}.ts`,
    `// Say in one line which party stands behind this door.
export interface ${Party}Port {
  /** Say what is asked, and in which unit it is answered. Throws ObservationError when no answer came. */
  ${noun}(domain: string, signal: AbortSignal): Promise<{ readonly domain: string }>;
}
`,
  );
  write(
    `src/world/${party}/${party}.ts`,
    `// The door to ... : say whom it asks, and by which protocol.
import { ObservationError } from '../../core/errors.ts';
import type { ${Party}Port } from '../../core/ports/${party}.ts';
import { guardedFetch } from '../http/http.ts';

export const create${Party} = (base: string, allowPrivate: boolean): ${Party}Port => ({
  ${noun}: async (domain, signal) => {
    const { status } = await guardedFetch(\`\${base}/\${domain}\`, { allowPrivate, signal });
    if (status !== 200)
      throw new ObservationError({
        state: 'failed',
        code: \`http-\${status}\`,
        message: \`It answered \${status}.\`,
        host: new URL(base).host,
      });
    return { domain };
  },
});
`,
  );
  write(
    `test/world/${party}/${party}.it.test.ts`,
    `// The door to ... against a server on loopback: say what it answers with.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { create${Party} } from '../../../src/world/${party}/${party}.ts';

it.each([
  [200, { domain: 'a.example' }],
  [503, { state: 'failed', code: 'http-503' }],
])('takes %i for what it is', async (status, told) => {
  const server = createServer((_, response) => response.writeHead(status).end());
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const port = create${Party}(\`http://127.0.0.1:\${(server.address() as AddressInfo).port}\`, true);
  const answer = await port
    .${noun}('a.example', AbortSignal.timeout(5_000))
    .catch((error: { readonly unseen: object }) => error.unseen);
  server.close();
  expect(answer).toMatchObject(told);
});
`,
  );
  change('src/core/ports/reads.ts', (text) =>
    after(
      "import type { MessagePort } from './message.ts';",
      `import type { ${Party}Port } from './${party}.ts';`,
    )(
      before(
        '  readonly environment: RunEnvironment;',
        `  /** null: a lab that does not play it. */\n  readonly ${party}: ${Party}Port | null;`,
      )(text),
    ),
  );
  change(
    'src/core/places.ts',
    before('  /** The peers say of', `  /** Where it is asked; null: nowhere. */\n  readonly ${party}: string | null;`),
  );
  change(
    'src/profile/places.ts',
    before(
      '    lab: profile.lab !== undefined,',
      `    ${party}: profile.lab === undefined ? 'https://say-where.example' : null,`,
    ),
  );
  change('src/profile/asked.ts', before('      mailPorts: null,', `      ${party}: null,`));
  change('src/world/world.ts', (text) =>
    after(
      "import { lookupThrough } from './lookup.ts';",
      `import { create${Party} } from './${party}/${party}.ts';`,
    )(
      before(
        '    environment: runEnvironment(places),',
        `    ${party}: places.${party} === null ? null : create${Party}(places.${party}, allowPrivate),`,
      )(text),
    ),
  );
  change('test/fakes/reads.ts', before('  squareos: null,', `  ${party}: null,`));
};

if (values.fact !== undefined) {
  const file = kebab(noun);
  const ask =
    values.port === true
      ? `  async ask({ sender, ${party} }, _, signal) {
    return ${party} === null ? new NotAsked('it is not asked in this lab') : ${party}.${noun}(sender.domain, signal);
  },`
      : `  async ask({ sender }) {
    // Ask a port of Reads; throw ObservationError when the party does not answer.
    return sender.domain === '' ? new NotAsked('Say why the question does not arise.') : { domain: sender.domain };
  },`;
  write(
    `src/probes/${party}/${file}.ts`,
    `// Say in one line which party is asked which question.
import { NotAsked } from '../../core/probe.ts';
import { defineProbe } from '../probe.ts';

export const ${camel(noun)}Probe = defineProbe({
  key: '${fact}',
  needs: [],
  permissions: [],
${ask}
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
  } else writeParty();
  change('src/probes/index.ts', (text) =>
    text.replace(/\n\};\s*$/, `\n  '${fact}': () => import('./${party}/${file}.ts').then((m) => m.${camel(noun)}Probe),\n};\n`),
  );
  if (values.port === true) writePort();
}
console.log(`
Left to you (docs/new-check.md says how):
- the judgement, its reasons and its title in src/checks/${room}/${id}.ts${values.fact === undefined ? '' : `\n- the question in src/probes/${party}/${kebab(noun)}.ts and the fact's type in src/facts/${party}.ts`}${values.port === true ? `\n- the door in src/world/${party}/${party}.ts, where it leads to in src/profile/places.ts, and the lab that plays it` : ''}
- a step of runbooks/ses.yaml or runbooks/smtp.yaml that names it
- a scenario under fixtures/scenarios in which it fails
- the key of the profile that it is about, in src/profile/about.ts, where its facts tell of another or of none
- the page: npm run build && node scripts/docs.mjs`);
