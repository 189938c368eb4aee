// A command inside a sentence stands in backquotes: a narrow terminal then breaks the line before it and never within it.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from './certify.ts';

const ROOMS = [
  'app',
  'cli',
  'evidence',
  'fleet',
  'profile',
  'provision',
  'report/terminal',
  'report/fleet',
  'run',
  'runbook',
  'world',
];
/** Lists and scripts, where a line is a command by itself. */
const LISTS = /^cli\/(?:help|completion-scripts|command-pages|man)\.ts$|^cli\/commands\/completion\.ts$|^provision\/templates\//;

const VERBS = readdirSync(join(ROOT, 'src/cli/commands')).map((name) => name.replace(/\.ts$/, ''));
const LOOSE = new RegExp(String.raw`(?:^|[\s(:])certify (?:${VERBS.join('|')})\b`);

/** Comments first, so that an apostrophe in one opens nothing. */
const LITERALS =
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'((?:\\.|[^'\\\n])*)'|"((?:\\.|[^"\\\n])*)"|`((?:\\.|\$\{(?:[^{}`]|\{[^{}]*\}|`[^`]*`)*\}|[^`\\])*)`/g;

/** As they are printed: what is filled in as `…`. */
const literalsOf = (source: string): readonly string[] =>
  [...source.matchAll(LITERALS)].map(([, single, double, template]) =>
    (single ?? double ?? template ?? '')
      .replaceAll(/(?<!\\)\$\{(?:[^{}`]|\{[^{}]*\}|`[^`]*`)*\}/g, '…')
      .replaceAll(/\\(.)/g, '$1'),
  );

/** What a sentence says outside its backquotes names a command; a text that is nothing but a command is no sentence. */
const isLoose = (text: string): boolean => !/^\s*certify /.test(text) && LOOSE.test(text.replaceAll(/`[^`]*`/g, ''));

it('commands in sentences are in backquotes', () => {
  const found: string[] = [];
  for (const room of ROOMS) {
    for (const name of readdirSync(join(ROOT, 'src', room), { recursive: true, encoding: 'utf8' })) {
      const path = `${room}/${name}`;
      if (!name.endsWith('.ts') || LISTS.test(path)) continue;
      const texts = literalsOf(readFileSync(join(ROOT, 'src', path), 'utf8'));
      found.push(...texts.filter(isLoose).map((text) => `src/${path}: ${text}`));
    }
  }
  expect(found).toEqual([]);
});
