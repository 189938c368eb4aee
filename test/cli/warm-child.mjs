// The built command line kept loaded: runs one command after the other in this process, and answers with what each printed.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import '../setup/rsa-keys.mjs';

const loading = import(pathToFileURL(join(process.argv[2], 'dist', 'cli.js')).href);

const kept = ['stdout', 'stderr'].map((name) => [process[name], process[name].write.bind(process[name])]);

/** What a process of its own would have let go of when it ended. */
const letGo = () => {
  for (const [stream, write] of kept) {
    stream.write = write;
    stream.removeAllListeners('error');
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeAllListeners(signal);
};

/** Nothing of the last command's surroundings stays. */
const surround = ({ cwd, env }) => {
  process.chdir(cwd);
  for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name];
  Object.assign(process.env, env);
};

const run = async ({ args, root, cwd, env }) => {
  surround({ cwd, env });
  const printed = kept.map(([stream]) => {
    const chunks = [];
    stream.write = (chunk, ...rest) => {
      chunks.push(Buffer.from(chunk));
      rest.find((one) => typeof one === 'function')?.();
      return true;
    };
    return chunks;
  });
  try {
    const { main } = await loading;
    const exitCode = await main(args, root);
    const [stdout, stderr] = printed.map((chunks) => Buffer.concat(chunks).toString('utf8'));
    process.send({ exitCode, signal: null, stdout, stderr });
  } finally {
    letGo();
  }
};

process.on('message', (asked) => void run(asked));
