// Dovecot on loopback, configured from the version that is installed (2.3 or 2.4); null where there is none.
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Issued } from '../../../src/lab/pki.ts';
import { freePort } from '../../fakes/free-port.ts';

const BINARY = ['/usr/sbin/dovecot', '/usr/local/sbin/dovecot', '/opt/homebrew/sbin/dovecot'].find((path) => existsSync(path));

/** Such as `2.3`; null: not installed. */
export const dovecotVersion: string | null =
  BINARY === undefined ? null : (/^\d+\.\d+/.exec(execFileSync(BINARY, ['--version'], { encoding: 'utf8' }))?.[0] ?? null);

/** Mail is never the root user's. */
const owner = (): { readonly uid: number; readonly gid: number; readonly name: string } => {
  const { uid, gid, username } = userInfo();
  if (uid !== 0) return { uid, gid, name: username };
  const id = (flag: string): number => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g'), name: 'root' };
};

interface Given {
  readonly directory: string;
  readonly port: number;
  readonly starttls: number;
  readonly password: string;
}

const old = ({ directory, password }: Given, { uid, gid }: { uid: number; gid: number }): string => `
ssl_cert = <${directory}/cert.pem
ssl_key = <${directory}/key.pem
disable_plaintext_auth = yes
mail_location = maildir:${directory}/mail
passdb {
  driver = static
  args = password=${password}
}
userdb {
  driver = static
  args = uid=${uid} gid=${gid} home=${directory}/home
}
`;

const recent = ({ directory, password }: Given, { uid, gid }: { uid: number; gid: number }, version: string): string => `
ssl_server_cert_file = ${directory}/cert.pem
ssl_server_key_file = ${directory}/key.pem
auth_allow_cleartext = no
mail_driver = maildir
mail_path = ${directory}/mail
passdb static {
  password = ${password}
}
userdb static {
  fields {
    uid = ${uid}
    gid = ${gid}
    home = ${directory}/home
  }
}
# ${version}
`;

const configuration = (given: Given, version: string): string => {
  const who = owner();
  const head = version.startsWith('2.3') ? '' : `dovecot_config_version = ${version}.0\ndovecot_storage_version = ${version}.0\n`;
  const user = who.name === 'root' ? '' : `default_internal_user = ${who.name}\ndefault_login_user = ${who.name}\n`;
  const free = (service: string): string => (who.name === 'root' ? '' : `service ${service} {\n  chroot =\n}\n`);
  return `${head}base_dir = ${given.directory}/run
state_dir = ${given.directory}/state
log_path = ${given.directory}/log
protocols = imap
listen = 127.0.0.1
ssl = required
first_valid_uid = 1
auth_failure_delay = 0
${user}${free('anvil')}${free('stats')}
service imap-login {
  ${who.name === 'root' ? '' : 'chroot ='}
  inet_listener imap {
    port = ${given.starttls}
  }
  inet_listener imaps {
    port = ${given.port}
    ssl = yes
  }
}
namespace inbox {
  inbox = yes
  mailbox Junk {
    special_use = \\Junk
    auto = create
  }
  mailbox Invoices {
    auto = create
  }
}
${version.startsWith('2.3') ? old(given, who) : recent(given, who, version)}`;
};

export interface Dovecot {
  readonly port: number;
  /** In clear, with STARTTLS. */
  readonly starttls: number;
  /** Puts a message into a folder, as a delivery does: unread. */
  deliver(folder: 'INBOX' | 'Junk' | 'Invoices', text: string, at?: Date): void;
  /** Names of a folder's files: what a client marked stands in them. */
  files(folder: 'INBOX' | 'Junk' | 'Invoices'): readonly string[];
  stop(): Promise<void>;
}

/** Resolves when it takes connections. */
export const startDovecot = async (directory: string, tls: Issued, password: string): Promise<Dovecot> => {
  if (BINARY === undefined || dovecotVersion === null) throw new Error('Dovecot is not installed');
  const { uid, gid } = owner();
  const own = (path: string): string => {
    mkdirSync(path, { recursive: true });
    if (userInfo().uid === 0) chownSync(path, uid, gid);
    return path;
  };
  if (userInfo().uid === 0) chmodSync(directory, 0o711);
  const given = { directory, port: await freePort(), starttls: await freePort(), password };
  for (const name of ['run', 'state', 'home']) own(join(directory, name));
  const folderPath = (folder: string): string => join(directory, 'mail', folder === 'INBOX' ? '' : `.${folder}`);
  for (const folder of ['INBOX', 'Junk', 'Invoices']) {
    own(folderPath(folder));
    for (const part of ['new', 'cur', 'tmp']) own(join(folderPath(folder), part));
  }
  writeFileSync(join(directory, 'cert.pem'), tls.certPem);
  writeFileSync(join(directory, 'key.pem'), tls.keyPem, { mode: 0o600 });
  writeFileSync(join(directory, 'dovecot.conf'), configuration(given, dovecotVersion));
  const child = spawn(BINARY, ['-F', '-c', join(directory, 'dovecot.conf')], { stdio: 'pipe' });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  let n = 0;
  const dovecot: Dovecot = {
    port: given.port,
    starttls: given.starttls,
    deliver: (folder, text, at = new Date()) => {
      const path = join(folderPath(folder), 'new', `${Math.floor(at.getTime() / 1000)}.M${(n += 1)}.lab`);
      writeFileSync(path, text.replaceAll(/\r?\n/g, '\n'));
      utimesSync(path, at, at);
      if (userInfo().uid === 0) chownSync(path, uid, gid);
    },
    files: (folder) => ['new', 'cur'].flatMap((part) => readdirSync(join(folderPath(folder), part))),
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
  for (let tries = 0; tries < 100; tries += 1) {
    if (existsSync(join(directory, 'run', 'master.pid'))) return dovecot;
    if (child.exitCode !== null) break;
    await sleep(50);
  }
  await dovecot.stop();
  throw new Error(`Dovecot did not start: ${said}`);
};
