// Preloaded into a certify process by the kill matrix: the process kills itself at the Nth write that was made durable,
// just before it or just after it. CERTIFY_DIE_AT is N, CERTIFY_DIE_WHEN is `before` or `after`.
const { open } = require('node:fs/promises');

const at = Number(process.env.CERTIFY_DIE_AT);
const when = process.env.CERTIFY_DIE_WHEN;
let count = 0;

const wrap = (prototype, name) => {
  const original = prototype[name];
  prototype[name] = async function durable(...args) {
    count += 1;
    const mine = count === at;
    if (mine && when === 'before') process.kill(process.pid, 'SIGKILL');
    const result = await original.apply(this, args);
    if (mine) process.kill(process.pid, 'SIGKILL');
    return result;
  };
};

open('/dev/null').then(async (handle) => {
  const prototype = Object.getPrototypeOf(handle);
  wrap(prototype, 'datasync');
  wrap(prototype, 'sync');
  await handle.close();
});
