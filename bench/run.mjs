// All benches, one after the other, in one table; each compares with a bound or a peer that is measured in the same run. Exit 1 where a
// ratio is beyond its limit. node bench/run.mjs [--runs 20] [--bodies 60000]: an hour on a busy machine, a quarter of it on a quiet one
import { parseArgs } from 'node:util';
import { benchCheck } from './check.mjs';
import { benchCli } from './cli.mjs';
import { benchDns } from './dns.mjs';
import { benchPeers } from './peers.mjs';
import { benchReceiver } from './receiver.mjs';
import { show } from './table.mjs';

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '20' }, bodies: { type: 'string', default: '60000' } },
});
const [runs, count] = [Number(values.runs), Number(values.bodies)];

const rows = [];
for (const bench of [
  () => benchCli(runs),
  () => benchCheck(runs),
  () => benchDns(),
  () => benchPeers(runs),
  () => benchReceiver({ count, warmCount: Math.ceil(count / 6), rows: 200_000 }),
])
  rows.push(...(await bench()));
process.exitCode = show(rows);
