#!/usr/bin/env node
// CommonJS, and the shortest way to what needs no command: a module of the other kind costs 5 % of an empty process each.
const { closeSync, fstatSync, openSync, writeSync } = require('node:fs');
const { dirname } = require('node:path');

// Heard from the first moment; the command line puts its own way to stop in place of this.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(130));

const NULL_DEVICE = 0x103;

// Node aborts where a terminal that is gone does not take its settings back, and an abort can leave the memory in a file, secrets included:
// what leads to no terminal any more leads nowhere.
process.once('exit', () => {
  for (const fd of [0, 1, 2]) {
    try {
      const stat = fstatSync(fd);
      if (!stat.isCharacterDevice() || stat.rdev === NULL_DEVICE || require('node:tty').isatty(fd)) continue;
      closeSync(fd);
      openSync('/dev/null', 'r+');
    } catch {
      // It is closed.
    }
  }
});

const root = dirname(__dirname);
const argv = process.argv.slice(2);

const answer = () => {
  if (['--version', '-V', 'version'].includes(argv[0])) return { text: `${require('../package.json').version}\n`, exitCode: 0 };
  // Pipes, files and the null device have no width, and asking them for it loads what sockets need.
  const isNarrow = () => fstatSync(1).isCharacterDevice() && fstatSync(1).rdev !== NULL_DEVICE;
  const place = () => (isNarrow() ? process.stdout : { isTTY: false });
  return require('../dist/quick.cjs').quick(argv, root, place, process.env);
};

/** The octets that were not written; a reader that has left wants none. */
const unwritten = (text) => {
  let rest = Buffer.from(text);
  try {
    while (rest.length > 0) rest = rest.subarray(writeSync(1, rest));
  } catch (error) {
    return error.code === 'EPIPE' ? Buffer.alloc(0) : rest;
  }
  return rest;
};

const quick = answer();
const rest = quick === null ? null : unwritten(quick.text);
if (rest?.length === 0) process.exitCode = quick.exitCode;
else {
  // Signatures are checked by the pool's threads, as many as there are cores; four at the least, since names and files take them too.
  process.env.UV_THREADPOOL_SIZE ??= String(Math.max(4, require('node:os').availableParallelism()));
  // What is soon at its end keeps the room for short-lived things small: a quarter less memory, and not more collecting. A fleet gives
  // itself more while it looks (src/world/load.ts).
  if (!['receiver', 'lab', 'mcp'].includes(argv[0])) require('node:v8').setFlagsFromString('--semi-space-growth-factor=1');
  // Commands, and output that its place does not take at once or at all.
  void import('../dist/cli.js').then(async ({ main, print }) => {
    process.exitCode = await (rest === null ? main(argv, root) : print(rest, quick.exitCode));
  });
}
