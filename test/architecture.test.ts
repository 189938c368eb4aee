// The table of rooms (the house's plan) as a test: who may import whom, and who may touch which package.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const SRC = join(import.meta.dirname, '..', 'src');

interface Room {
  readonly rooms: readonly string[];
  readonly packages: readonly RegExp[];
}

const NODE_PURE = [/^node:crypto$/, /^node:url$/, /^node:util$/, /^node:net$/];
const AWS = /^@aws-sdk\//;
const SQL = [/^@photostructure\/sqlite$/, /^node:sqlite$/, /^pg$/];

const ROOMS: { readonly [room: string]: Room } = {
  core: { rooms: [], packages: [] },
  masking: { rooms: ['core'], packages: [/^node:crypto$/] },
  parsers: { rooms: ['core'], packages: [...NODE_PURE, /^tldts$/, /^yaml$/, /^valibot$/] },
  facts: { rooms: ['core', 'parsers'], packages: [] },
  checks: { rooms: ['core', 'parsers', 'facts'], packages: [] },
  profile: { rooms: ['core', 'parsers'], packages: [/^yaml$/, /^valibot$/, /^node:crypto$/, /^node:url$/] },
  runbook: { rooms: ['core', 'parsers'], packages: [/^yaml$/, /^valibot$/, /^node:crypto$/] },
  probes: { rooms: ['core', 'parsers', 'facts'], packages: [/^node:crypto$/] },
  world: {
    rooms: ['core', 'parsers', 'masking'],
    packages: [AWS, /^@smithy\//, /^dns-packet$/, /^nodemailer/, /^p-queue$/, /^uuid$/, /^node:/],
  },
  run: {
    rooms: ['core', 'facts', 'profile', 'runbook', 'probes', 'checks', 'parsers', 'evidence', 'masking'],
    packages: [/^node:crypto$/],
  },
  evidence: { rooms: ['core', 'facts', 'masking'], packages: [/^node:crypto$/, /^yaml$/, /^canonicalize$/] },
  report: { rooms: ['core', 'facts', 'parsers', 'masking'], packages: [/^chalk$/, /^string-width$/] },
  receiver: {
    rooms: ['core', 'parsers', 'masking'],
    packages: [/^fastify$/, /^@fastify\//, ...SQL, /^pino$/, /^node:(crypto|stream|events|http|net|tls|util|timers)/],
  },
  provision: { rooms: ['core', 'facts', 'parsers', 'profile', 'probes'], packages: [] },
  fleet: { rooms: ['core', 'facts', 'profile', 'run', 'evidence', 'masking'], packages: [/^p-queue$/] },
  lab: {
    rooms: ['core', 'receiver'],
    packages: [/^dns-packet$/, /^smtp-server$/, /^@peculiar\/x509$/, /^reflect-metadata$/, /^yaml$/, /^node:/],
  },
  cli: { rooms: ['*'], packages: [/^commander$/, /^@inquirer\/prompts$/, /^ora$/, /^chalk$/, /^node:/, /^yaml$/, /^valibot$/] },
};

const filesBelow = (directory: string): readonly string[] =>
  readdirSync(directory).flatMap((name) => {
    const path = join(directory, name);
    return statSync(path).isDirectory() ? filesBelow(path) : path.endsWith('.ts') ? [path] : [];
  });

interface Import {
  readonly from: string;
  readonly typeOnly: boolean;
}

const IMPORT = /^(?:import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?'([^']+)'|import\(\s*'([^']+)'\s*\)/gm;

const importsOf = (text: string): readonly Import[] =>
  [...text.matchAll(IMPORT)].map((match) => ({ from: match[2] ?? match[3] ?? '', typeOnly: match[1] !== undefined }));

const sources = filesBelow(SRC).map((path) => ({ path: relative(SRC, path), text: readFileSync(path, 'utf8') }));
const roomOf = (path: string): string => path.split('/')[0] ?? '';

const targetRoom = (path: string, from: string): string => roomOf(relative(SRC, join(SRC, path, '..', from)));

describe('the rooms', () => {
  it('are all in the table', () => {
    expect(readdirSync(SRC).filter((name) => ROOMS[name] === undefined)).toEqual([]);
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
});
