// The table of rooms (the house's plan) as a test: who may import whom, and who may touch which package.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const SRC = join(import.meta.dirname, '..', 'src');

interface Room {
  readonly rooms: readonly string[];
  readonly packages: readonly RegExp[];
}

const AWS = /^@aws-sdk\//;
const CRYPTO = /^node:crypto$/;
const YAML = [/^yaml$/, /^valibot$/];

/** The second plan. A row that building shows to be wrong is changed here, with the reason in the commit. */
const ROOMS: { readonly [room: string]: Room } = {
  core: { rooms: [], packages: [] },
  text: { rooms: ['core'], packages: [...YAML, CRYPTO, /^node:net$/] },
  mail: { rooms: ['core', 'text'], packages: [CRYPTO, /^tldts$/, /^sax$/, /^@handlebars\/parser$/] },
  aws: { rooms: ['core', 'text'], packages: [CRYPTO] },
  masking: { rooms: ['core', 'text'], packages: [CRYPTO] },
  facts: { rooms: ['core', 'text', 'mail', 'aws'], packages: [] },
  checks: { rooms: ['core', 'text', 'mail', 'aws', 'facts'], packages: [] },
  profile: { rooms: ['core', 'text', 'mail', 'aws'], packages: [...YAML, CRYPTO] },
  runbook: { rooms: ['core', 'text'], packages: [...YAML, CRYPTO] },
  probes: { rooms: ['core', 'text', 'mail', 'aws', 'facts'], packages: [] },
  world: {
    rooms: ['core', 'text', 'mail', 'aws', 'masking'],
    packages: [AWS, /^@smithy\//, /^dns-packet$/, /^nodemailer/, /^mailauth\//, /^imapflow$/, /^uuid$/, /^yauzl$/, /^node:/],
  },
  run: {
    rooms: ['core', 'text', 'facts', 'profile', 'runbook', 'probes', 'checks', 'mail', 'aws', 'evidence', 'masking'],
    packages: [CRYPTO],
  },
  evidence: { rooms: ['core', 'text', 'facts', 'masking'], packages: [CRYPTO, /^yaml$/, /^canonicalize$/] },
  store: { rooms: ['core'], packages: [/^@photostructure\/sqlite$/, /^pg$/, /^node:timers/, /^node:fs$/] },
  provision: { rooms: ['core', 'text', 'mail', 'aws', 'facts', 'profile', 'probes'], packages: [] },
  fleet: {
    rooms: ['core', 'text', 'aws', 'facts', 'profile', 'run', 'evidence', 'masking', 'store'],
    // valibot: what a night prints is stated once, for the schema that is given out and for the reader of a part's lines.
    packages: [/^pg-boss$/, /^node:timers/, /^valibot$/],
  },
  report: {
    rooms: ['core', 'text', 'mail', 'facts', 'masking'],
    packages: [CRYPTO, /^get-east-asian-width$/, /^sarif$/, /^qr$/],
  },
  receiver: {
    rooms: ['core', 'text', 'mail', 'aws', 'masking', 'store'],
    packages: [/^fastify$/, /^@fastify\//, /^pino$/, /^node:(crypto|stream|events|http|net|tls|util|timers)/],
  },
  lab: {
    rooms: ['core', 'receiver', 'store'],
    packages: [/^dns-packet$/, /^smtp-server$/, /^@peculiar\/x509$/, /^reflect-metadata$/, /^yaml$/, /^node:/],
  },
  app: {
    rooms: [
      'core',
      'text',
      'mail',
      'aws',
      'masking',
      'facts',
      'checks',
      'profile',
      'runbook',
      'probes',
      'world',
      'run',
      'evidence',
      'store',
      'provision',
      'fleet',
      'report',
      'receiver',
      'lab',
    ],
    packages: [/^node:(?:crypto|fs|os|path|url)/],
  },
  cli: {
    rooms: ['core', 'text', 'masking', 'report', 'app'],
    packages: [
      /^commander$/,
      /^@inquirer\/prompts$/,
      /^ora$/,
      /^@modelcontextprotocol\/sdk\//,
      /^zod$/,
      /^node:(?:events|fs|path|url)$/,
    ],
  },
};

const filesBelow = (directory: string): readonly string[] =>
  readdirSync(directory).flatMap((name) => {
    const path = join(directory, name);
    return statSync(path).isDirectory() ? filesBelow(path) : path.endsWith('.ts') ? [path] : [];
  });

interface Import {
  readonly from: string;
  readonly typeOnly: boolean;
  /** By `import()`. */
  readonly late: boolean;
}

const IMPORT = /^(?:import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?'([^']+)'|import\(\s*'([^']+)'\s*\)/gm;

const importsOf = (text: string): readonly Import[] =>
  [...text.matchAll(IMPORT)].map((match) => ({
    from: match[2] ?? match[3] ?? '',
    typeOnly: match[1] !== undefined,
    late: match[3] !== undefined,
  }));

const sources = filesBelow(SRC).map((path) => ({ path: relative(SRC, path), text: readFileSync(path, 'utf8') }));
const roomOf = (path: string): string => path.split('/')[0] ?? '';

/** Files that import each other in a ring, of types and by `import()` too; a reader would have to hold all of them at once. */
const circles = (): readonly string[] => {
  const next = new Map(
    sources.map(({ path, text }) => [
      path,
      importsOf(text).flatMap(({ from }) => (from.startsWith('.') ? [join(path, '..', from)] : [])),
    ]),
  );
  const reaches = (from: string, to: string): boolean => {
    const seen = new Set<string>();
    const open = [...(next.get(from) ?? [])];
    for (let path = open.pop(); path !== undefined; path = open.pop()) {
      if (path === to) return true;
      if (!seen.has(path)) open.push(...(next.get(path) ?? []));
      seen.add(path);
    }
    return false;
  };
  return [...next.keys()].filter((path) => reaches(path, path));
};

const targetRoom = (path: string, from: string): string => roomOf(relative(SRC, join(SRC, path, '..', from)));

describe('the rooms', () => {
  it('are all in the table', () => {
    expect(readdirSync(SRC).filter((name) => ROOMS[name] === undefined)).toEqual([]);
  });

  it('are all described in docs/architecture.md, and no other', () => {
    const page = readFileSync(join(SRC, '..', 'docs', 'architecture.md'), 'utf8');
    const described = [...page.matchAll(/^\| `([a-z]+)\/` \|/gm)].map((match) => match[1] ?? '');
    expect([...described].sort()).toEqual(readdirSync(SRC).sort());
  });

  it('import only the rooms they may', () => {
    const wrong = sources.flatMap(({ path, text }) => {
      const allowed = ROOMS[roomOf(path)]?.rooms ?? [];
      return importsOf(text)
        .filter(({ from }) => from.startsWith('.'))
        .map(({ from }) => targetRoom(path, from))
        .filter((room) => room !== roomOf(path) && !allowed.includes('*') && !allowed.includes(room))
        .map((room) => `${path} imports ${room}; ${roomOf(path)} may import: ${allowed.join(', ') || 'no room'}`);
    });
    expect(wrong).toEqual([]);
  });

  it('touch only the packages they may', () => {
    const wrong = sources.flatMap(({ path, text }) =>
      importsOf(text)
        .filter(({ from, typeOnly }) => !from.startsWith('.') && !(typeOnly && AWS.test(from)))
        .filter(({ from }) => !(ROOMS[roomOf(path)]?.packages ?? []).some((allowed) => allowed.test(from)))
        .map(({ from }) => `${path} imports ${from}; put that into a room whose job it is (see the table here)`),
    );
    expect(wrong).toEqual([]);
  });

  it('have no dead row, and arrows in one direction only', () => {
    expect(Object.keys(ROOMS).filter((room) => !sources.some(({ path }) => roomOf(path) === room))).toEqual([]);
    const below = (room: string, seen: readonly string[] = []): readonly string[] =>
      seen.includes(room) ? [] : (ROOMS[room]?.rooms ?? []).flatMap((one) => [one, ...below(one, [...seen, room])]);
    expect(Object.keys(ROOMS).filter((room) => below(room).includes(room))).toEqual([]);
  });

  it('load lab and receiver late: whoever imports the package for a look pays for neither', () => {
    const early = sources
      .filter(({ path }) => path.startsWith('app/') && !path.startsWith('app/receiver/'))
      .flatMap(({ path, text }) =>
        importsOf(text)
          .filter(({ from, typeOnly, late }) => from.startsWith('.') && !typeOnly && !late)
          .filter(({ from }) => ['lab', 'receiver'].includes(targetRoom(path, from)))
          .map(({ from }) => `${path} imports ${from}; use import() where it is needed`),
      );
    expect(early).toEqual([]);
  });

  it('hold no circle of files', () => {
    expect(circles()).toEqual([]);
  });

  it('end every relative import in .ts', () => {
    const wrong = sources.flatMap(({ path, text }) =>
      importsOf(text)
        .filter(({ from }) => from.startsWith('.') && !from.endsWith('.ts'))
        .map(({ from }) => `${path}: ${from}`),
    );
    expect(wrong).toEqual([]);
  });
});

describe('the habits', () => {
  const naming = (pattern: RegExp, allowed: readonly string[]): readonly string[] =>
    sources.filter(({ path, text }) => !allowed.includes(roomOf(path)) && pattern.test(text)).map(({ path }) => path);

  it('reveal a secret only in world and lab', () => {
    expect(naming(/\.reveal\(/, ['world', 'lab'])).toEqual([]);
  });

  it('touch process.env, process.exit and console only in cli and world', () => {
    expect(naming(/\bprocess\.(?:env|exit)\b|\bconsole\.[a-z]+\(/, ['cli', 'world'])).toEqual([]);
  });

  it('keep every file at 300 lines or fewer', () => {
    expect(sources.filter(({ text }) => text.split('\n').length > 301).map(({ path }) => path)).toEqual([]);
  });

  it('open every file with a line that says what it is for', () => {
    expect(sources.filter(({ text }) => !/^(?:#!.*\n)?(?:\/\/|\/\*\*)/.test(text)).map(({ path }) => path)).toEqual([]);
  });

  it('have no room called utils, helpers, common, lib, services or manager', () => {
    expect(
      sources.filter(({ path }) => /(?:^|\/)(?:utils?|helpers?|common|lib|services?|managers?)(?:\/|\.ts$)/.test(path)),
    ).toEqual([]);
  });

  it('register no hook while a helper of tests is loaded: one worker loads it once, for many files', () => {
    const helpers = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts') && !path.startsWith('setup'))
      .map((path) => ({ path, text: readFileSync(join(import.meta.dirname, path), 'utf8') }));
    expect(helpers.filter(({ text }) => /^(?:before|after)(?:Each|All)\(/m.test(text)).map(({ path }) => path)).toEqual([]);
  });
});
