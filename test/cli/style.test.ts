// Colour and movement follow what the user and the terminal say, each stream by itself.
import { describe, expect, it } from 'vitest';
import { isRedrawn, styleOf } from '../../src/cli/style.ts';

const TERMINAL = { isTTY: true, columns: 80 };
const PIPE = { isTTY: false };

type Row = readonly [says: string, place: { isTTY: boolean; columns?: number }, env: NodeJS.ProcessEnv, is: boolean];

describe('colour', () => {
  it.each<Row>([
    ['a terminal', TERMINAL, {}, true],
    ['a pipe', PIPE, {}, false],
    ['NO_COLOR', TERMINAL, { NO_COLOR: '1' }, false],
    ['an empty NO_COLOR', TERMINAL, { NO_COLOR: '' }, true],
    ['TERM=dumb', TERMINAL, { TERM: 'dumb' }, false],
    ['FORCE_COLOR=1 in a pipe', PIPE, { FORCE_COLOR: '1' }, true],
    ['an empty FORCE_COLOR', PIPE, { FORCE_COLOR: '' }, false],
    ['FORCE_COLOR=0 on a terminal', TERMINAL, { FORCE_COLOR: '0' }, false],
    ['FORCE_COLOR=false on a terminal', TERMINAL, { FORCE_COLOR: 'false' }, false],
    ['NO_COLOR against FORCE_COLOR', PIPE, { NO_COLOR: '1', FORCE_COLOR: '1' }, false],
    ['TERM=dumb against FORCE_COLOR', PIPE, { TERM: 'dumb', FORCE_COLOR: '1' }, false],
  ])('with %s', (_, place, env, colour) => {
    expect(styleOf(place, false, env).colour).toBe(colour);
    expect(styleOf(place, true, env).colour).toBe(false);
  });
});

describe('what is drawn over itself', () => {
  it.each<Row>([
    ['a terminal', TERMINAL, {}, true],
    ['a pipe', PIPE, {}, false],
    ['a terminal without a width', { isTTY: true, columns: 0 }, {}, false],
    ['TERM=dumb', TERMINAL, { TERM: 'dumb' }, false],
    ['a build server that lends a terminal', TERMINAL, { CI: 'true' }, false],
    ['NO_COLOR', TERMINAL, { NO_COLOR: '1' }, true],
  ])('is so with %s', (_, place, env, drawn) => {
    expect(isRedrawn(place, env)).toBe(drawn);
  });
});
