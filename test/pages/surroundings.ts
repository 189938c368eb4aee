// The machine of the pages: its directories, and what is outside it. AWS, DNS and the mailbox are the lab's; no line is changed for that.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type RunningLab, startLab } from '../../src/lab/lab.ts';
import { type Ran, ROOT, temporary } from '../cli/certify.ts';
import { RECEIVER_ENV } from '../cli/receiver-config.ts';
import { type Server as Postgres, startPostgres } from '../receiver/databases.ts';
import { layOut } from './files.ts';
import { openOutside } from './outside.ts';
import { Place } from './place.ts';
import { whereOf, type Where } from './worlds.ts';
import { INBOX_HOST, MAIL_ADDRESSES, mailHostOf, PAGE_ZONES, together } from './zones.ts';

/** The package that the lines are typed with. */
export interface Program {
  readonly root: string;
  readonly bin: string;
}

export class Surroundings {
  readonly #program: Program;
  readonly #home = temporary();
  readonly #outside = openOutside(this.#home.path);
  readonly #labs: RunningLab[] = [];
  readonly #simulated = new Map<string, Promise<Ran>>();
  readonly #places = new Map<string, Promise<Place>>();
  #postgres: Promise<Postgres> | null = null;
  /** One file for all, so that they share the processes that were started with it. */
  #trusted: string | null = null;

  constructor(program: Program) {
    this.#program = program;
  }

  /** The place where a page's line is typed, made when it is first asked for. */
  of(page: string, command: string): Promise<Place> {
    const where = whereOf(page, command);
    const place = this.#places.get(where.name) ?? this.#make(where);
    this.#places.set(where.name, place);
    return place;
  }

  async stop(): Promise<void> {
    for (const place of this.#places.values()) await place.then((one) => one.stop()).catch(() => undefined);
    await Promise.all([
      ...this.#labs.map((lab) => lab.stop()),
      this.#outside.then((one) => one.stop()),
      this.#postgres?.then((one) => one.stop()),
    ]);
    this.#home[Symbol.dispose]();
  }

  async #make(where: Where): Promise<Place> {
    const outside = await this.#outside;
    const path = join(this.#home.path, where.name.replaceAll(/\W/g, '-'));
    mkdirSync(path);
    const [lab, store] = await Promise.all([
      startLab({ scenario: where.world, stateDir: join(path, 'state'), root: ROOT }),
      where.postgres ? this.#database() : null,
    ]);
    this.#labs.push(lab);
    const known = lab.dns.zones();
    const zones = where.name === 'docs/dns.md' ? together(PAGE_ZONES, known) : together(known, PAGE_ZONES);
    lab.dns.set(zones);
    layOut(path, where, lab, this.#program.bin);
    const env = {
      ...RECEIVER_ENV,
      CERTIFY_OPERATOR: 'ana',
      CERTIFY_INBOX_PASSWORD: lab.mailbox?.password ?? '',
      NODE_EXTRA_CA_CERTS: (this.#trusted ??= outside.caFile()),
      ...(store === null ? {} : { CERTIFY_FLEET_STORE: store }),
    };
    let proxy: Promise<string> | null = null;
    let bare: Promise<{ readonly [name: string]: string }> | null = null;
    return new Place({
      simulated: this.#simulated,
      path,
      ...this.#program,
      provider: where.world === 'healthy-smtp' ? 'smtp' : 'ses',
      env,
      bare: () => (bare ??= this.#bare(lab)),
      proxied: async () => ({ HTTPS_PROXY: await (proxy ??= outside.proxy(lab.endpoints.aws ?? '')) }),
      outside: async (what) => {
        if (what === 'webhook') return outside.webhook();
        if (what === 'resolver') return outside.resolver(zones);
        return `${lab.mailbox?.spec.host}:${lab.mailbox?.port}`;
      },
      meeting: async (line, its, run) => {
        const domain = /^certify dns (\S+) --deep/.exec(line)?.[1];
        const inbox = line.includes(' --imap ');
        if (domain === undefined && !inbox) return run(its);
        if (domain !== undefined && !(await outside.mailHost(domain, MAIL_ADDRESSES[domain] ?? ''))) return null;
        lab.dns.set(together(domain === undefined ? INBOX_HOST : mailHostOf(domain), zones));
        // The mailbox's authority is the lab's.
        const ran = run(inbox ? { ...its, NODE_EXTRA_CA_CERTS: outside.caFile(lab.caPem) } : its);
        return ran.finally(() => lab.dns.set(zones));
      },
    });
  }

  async #database(): Promise<string> {
    const choice = await (this.#postgres ??= startPostgres()).then((one) => one.fresh());
    return choice.kind === 'postgres' ? choice.url : '';
  }

  /** Resolvers are named by the variables for them. */
  async #bare(lab: RunningLab): Promise<{ readonly [name: string]: string }> {
    const { recursive, authoritative } = lab.endpoints.dns;
    return {
      CERTIFY_DNS_RESOLVERS: recursive,
      CERTIFY_DNS_AUTHORITATIVE_PORT: authoritative.slice(authoritative.lastIndexOf(':') + 1),
      AWS_ACCESS_KEY_ID: 'AKIALABPROBE00000001',
      AWS_SECRET_ACCESS_KEY: lab.secrets['AKIALABPROBE00000001'] ?? '',
    };
  }
}
