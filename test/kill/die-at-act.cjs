// Preloaded into `certify provision … --apply`: the process kills itself in the middle of the act that CERTIFY_DIE_OF
// names by its permission. CERTIFY_DIE_IN is `intent` (it is on the disk, the act was not made) or `outcome` (the act was made,
// nothing is written of it).
const { open } = require('node:fs/promises');

open('/dev/null').then(async (handle) => {
  const prototype = Object.getPrototypeOf(handle);
  const append = prototype.appendFile;
  const sync = prototype.datasync;
  let intended = false;
  prototype.appendFile = async function appendFile(text, ...rest) {
    const ours = String(text).includes(`"${process.env.CERTIFY_DIE_OF}"`);
    intended = ours && String(text).includes('"act-intended"');
    if (process.env.CERTIFY_DIE_IN === 'outcome' && ours && String(text).includes('"act-ended"'))
      process.kill(process.pid, 'SIGKILL');
    return append.call(this, text, ...rest);
  };
  prototype.datasync = async function datasync() {
    await sync.call(this);
    if (process.env.CERTIFY_DIE_IN === 'intent' && intended) process.kill(process.pid, 'SIGKILL');
  };
  await handle.close();
});
