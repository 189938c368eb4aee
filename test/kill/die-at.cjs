// Preloaded into a certify process by the kill matrix: the process kills itself at the Nth write that was made durable,
// just before it or just after it (CERTIFY_DIE_AT is N, CERTIFY_DIE_WHEN is `before` or `after`); when it has named its journal and
// written nothing of the first line, or half of it (CERTIFY_DIE_WHEN is `unwritten` or `torn`); or, with CERTIFY_DIE_ON, at the write of
// the line that holds this text.
const { open } = require('node:fs/promises');

const at = Number(process.env.CERTIFY_DIE_AT);
const on = process.env.CERTIFY_DIE_ON;
const when = process.env.CERTIFY_DIE_WHEN;
let count = 0;
let written = false;

const wrap = (prototype, name) => {
  const original = prototype[name];
  prototype[name] = async function durable(...args) {
    count += 1;
    const mine = on === undefined ? count === at : written;
    if (mine && when === 'before') process.kill(process.pid, 'SIGKILL');
    const result = await original.apply(this, args);
    if (mine) process.kill(process.pid, 'SIGKILL');
    return result;
  };
};

/** Nothing of the line reaches the file, or the sync that follows it is the last one. */
const watch = (prototype, name) => {
  const original = prototype[name];
  prototype[name] = async function written_(data, ...args) {
    if (on !== undefined && String(data).includes(on)) {
      if (when === 'before') process.kill(process.pid, 'SIGKILL');
      written = true;
    }
    return original.call(this, data, ...args);
  };
};

open('/dev/null').then(async (handle) => {
  const prototype = Object.getPrototypeOf(handle);
  wrap(prototype, 'datasync');
  wrap(prototype, 'sync');
  for (const name of ['write', 'appendFile', 'writeFile']) watch(prototype, name);
  const append = prototype.appendFile;
  prototype.appendFile = async function appendFile(text, ...rest) {
    if (!String(text).startsWith('{"type":"run-started"') || !['unwritten', 'torn'].includes(when))
      return append.call(this, text, ...rest);
    if (when === 'torn') await append.call(this, text.slice(0, text.length / 2), ...rest);
    process.kill(process.pid, 'SIGKILL');
  };
  await handle.close();
});
