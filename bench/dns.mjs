// How many DNS questions a second the port asks and reads, against two bounds measured in the same run:
// `echo`: datagrams over one socket; `echo, fresh socket`: the same with a new random port for each, as RFC 5452 asks of a resolver's client.
import dgram from 'node:dgram';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { median } from './lab.mjs';
import { show } from './table.mjs';

const QUESTIONS = 5_000;
const AT_ONCE = 64;
const ROUNDS = 5;
const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Bundled as it ships, so that what is measured is what runs. */
const loadPort = async (directory) => {
  const outfile = join(directory, 'port.mjs');
  const banner = "import { createRequire as __cr } from 'node:module'; const require = __cr(import.meta.url);";
  const options = { bundle: true, platform: 'node', format: 'esm', target: 'node20', minify: true, banner: { js: banner } };
  await build({ ...options, entryPoints: [join(ROOT, 'src/world/dns/port.ts')], outfile });
  return (await import(pathToFileURL(outfile).href)).createDns;
};

/** Answers every query with one A record behind the question: the least that a server can do. */
const answerOf = (query) => {
  const end = query.indexOf(0, 12) + 5;
  const record = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 1, 44, 0, 4, 192, 0, 2, 1]);
  const reply = Buffer.concat([query.subarray(0, end), record]);
  reply.writeUInt16BE(0x8180, 2);
  reply.writeUInt16BE(1, 6);
  reply.writeUInt16BE(0, 10);
  return reply;
};

const serve = async (reply) => {
  const socket = dgram.createSocket('udp4');
  socket.on('message', (message, from) => socket.send(reply(message), from.port, from.address));
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return socket;
};

/** Runs `act` for every question, so many at a time; questions for a second of this process's time, which a busy machine does not change. */
const rate = async (act) => {
  let next = 0;
  const worker = async () => {
    while (next < QUESTIONS) await act((next += 1));
  };
  const before = process.cpuUsage();
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  const { user, system } = process.cpuUsage(before);
  return (QUESTIONS / (user + system)) * 1e6;
};

const PAYLOAD = Buffer.alloc(44, 1);

const echo = async (port) => {
  const waiting = new Map();
  const socket = dgram.createSocket('udp4');
  socket.on('message', (message) => waiting.get(message.readUInt32BE(0))?.());
  socket.connect(port, '127.0.0.1');
  await once(socket, 'connect');
  const perSecond = await rate((index) => {
    const message = Buffer.from(PAYLOAD);
    message.writeUInt32BE(index, 0);
    return new Promise((resolve) => {
      waiting.set(index, resolve);
      socket.send(message);
    });
  });
  socket.close();
  return perSecond;
};

const freshEcho = (port) =>
  rate(
    () =>
      new Promise((resolve) => {
        const socket = dgram.createSocket('udp4');
        socket.once('message', () => {
          socket.close();
          resolve();
        });
        socket.connect(port, '127.0.0.1', () => socket.send(PAYLOAD));
      }),
  );

const measure = async (createDns) => {
  const echoServer = await serve((message) => message);
  const nameServer = await serve(answerOf);
  const [echoPort, dnsPort] = [echoServer, nameServer].map((socket) => socket.address().port);
  const results = { echo: [], fresh: [], dns: [] };
  for (let round = 0; round <= ROUNDS; round += 1) {
    const dns = createDns({ resolvers: [`127.0.0.1:${dnsPort}`] });
    const measured = {
      echo: await echo(echoPort),
      fresh: await freshEcho(echoPort),
      dns: await rate(async (index) => {
        const { outcome } = await dns.ask(`name-${index}.example.com`, 'A');
        if (outcome !== 'found') throw new Error(`the question came back as ${outcome}`);
      }),
    };
    dns.close();
    // The first round warms up.
    if (round > 0) for (const key of Object.keys(results)) results[key].push(measured[key]);
  }
  echoServer.close();
  nameServer.close();
  return { echo: median(results.echo), fresh: median(results.fresh), dns: median(results.dns) };
};

/** Beside the sockets: random case and id, the deadline, encoding, and an answer whose every octet is checked. */
const REACHED = 0.5;

/** Ratios, because milliseconds say more about the machine than about the code. */
export const benchDns = async () => {
  const directory = await mkdtemp(join(tmpdir(), 'certify-bench-'));
  try {
    const { echo, fresh, dns } = await measure(await loadPort(directory));
    const row = { job: 'dns, 64 questions in flight', atLeast: true, says: `${Math.round(dns)} for a second of processor time` };
    return [
      { ...row, beside: 'echo, a fresh socket each', ratio: dns / fresh, reached: REACHED, goal: 0.5 },
      { ...row, beside: 'echo, one socket', ratio: dns / echo, says: '' },
    ];
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
};

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = show(await benchDns());
