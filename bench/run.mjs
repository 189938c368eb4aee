// All benchmarks, one after the other; each compares with a bound measured in the same run. Quiet machines only.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

let failed = false;
for (const name of ['cli', 'check', 'dns', 'receiver']) {
  console.log(`== ${name}`);
  const { status } = spawnSync(process.execPath, [join(import.meta.dirname, `${name}.mjs`)], {
    stdio: 'inherit',
    timeout: 600_000,
  });
  failed ||= status !== 0;
}
process.exitCode = failed ? 1 : 0;
