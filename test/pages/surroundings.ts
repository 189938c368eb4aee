// The machine of the pages: its directories, and what is outside it. AWS, DNS and the mailbox are the lab's; no line is changed for that.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type RunningLab, startLab } from '../../src/lab/lab.ts';
import { type Ran, ROOT, temporary } from '../cli/certify.ts';
import { RECEIVER_ENV } from '../cli/receiver-config.ts';
import { type Server as Postgres, startPostgres } from '../receiver/databases.ts';
import { layOut } from './files.ts';
import { type Hosts, hostsOf, networkOf } from './network.ts';
import { dial, openOutside } from './outside.ts';
import { Place } from './place.ts';
import { route53 } from './route53.ts';
import { whereOf, type Where } from './worlds.ts';
import { mailHostOf, PAGE_ZONES, together, WORLD_ZONES } from './zones.ts';

/** Of docs/receiver.md. */
const PAGE_TOKENS = Object.fromEntries(
  ['LEDGER', 'LEDGER_WRITE', 'WEBHOOK', 'ADAPTER'].map((name) => [`CERTIFY_${name}_TOKEN`, `${name}-0123456789-secret`]),
);

/** Lines about the gym whose parties all go by their own names. */
const OF_REAL = /real-gym|^certify rerun .*--since/;

/** While it runs, the topic's subscriber is the webhook by its own name. */
const withRealWebhook = async (lab: RunningLab, run: () => Promise<Ran>): Promise<Ran> => {
  const subscriptions = lab.aws?.cloud.subscriptions ?? new Map();
  const before = [...subscriptions];
  for (const [arn, one] of before)
    subscriptions.set(arn, { ...one, endpoint: one.endpoint.replace(/127\.0\.0\.1:\d+/, 'api.squareos.example') });
  return run().finally(() => before.forEach(([arn, one]) => subscriptions.set(arn, one)));
};

/** The package that the lines are typed with. */
export interface Program {
  readonly root: string;
  readonly bin: string;
}

export class Surroundings {
  readonly #program: Program;
  readonly #home = temporary();
  readonly #outside = openOutside(join(this.#home.path, 'outside'));
  readonly #hosts: Promise<Hosts> = this.#outside.then((outside) => hostsOf(outside, PAGE_ZONES));
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
    const lab = await startLab({ scenario: where.world, stateDir: join(path, 'state'), root: ROOT });
    this.#labs.push(lab);
    const known = lab.dns.zones();
    const zones = together(WORLD_ZONES, where.name === 'docs/dns.md' ? together(PAGE_ZONES, known) : together(known, PAGE_ZONES));
    lab.dns.set(zones);
    layOut(path, where, lab, this.#program.bin);
    const network = await networkOf(where.name.replaceAll(/\W/g, '-'), lab, outside, await this.#hosts);
    const env = {
      ...RECEIVER_ENV,
      ...PAGE_TOKENS,
      ...network.env,
      CERTIFY_OPERATOR: 'ana',
      CERTIFY_INBOX_PASSWORD: lab.mailbox?.password ?? '',
      NODE_EXTRA_CA_CERTS: (this.#trusted ??= outside.caFile()),
    };
    return new Place({
      simulated: this.#simulated,
      path,
      ...this.#program,
      provider: where.world === 'healthy-smtp' ? 'smtp' : 'ses',
      env,
      credential: {
        AWS_ACCESS_KEY_ID: 'AKIALABPROBE00000001',
        AWS_SECRET_ACCESS_KEY: lab.secrets['AKIALABPROBE00000001'] ?? '',
      },
      lead: network.lead,
      schedules: where.schedules,
      emptyStore: async () => {
        if (where.postgres) return { CERTIFY_FLEET_STORE: await this.#database() };
        rmSync(join(path, '.fleet'), { recursive: true, force: true });
        return {};
      },
      ofAws: async () => {
        const web = await outside.web(route53(lab.dns, 'example.com'));
        const host = await outside.host(['route53.amazonaws.com'], () => dial(web));
        return { HTTPS_PROXY: await outside.proxy('route53.amazonaws.com', host), AWS_CA_BUNDLE: outside.caFile() };
      },
      meeting: async (line, run) => {
        if (OF_REAL.test(line)) return withRealWebhook(lab, run);
        const domain = /^certify dns (\S+) --deep/.exec(line)?.[1];
        if (domain === undefined) return run();
        lab.dns.set(together(mailHostOf(domain), zones));
        return run().finally(() => lab.dns.set(zones));
      },
    });
  }

  async #database(): Promise<string> {
    const choice = await (this.#postgres ??= startPostgres()).then((one) => one.fresh());
    return choice.kind === 'postgres' ? choice.url : '';
  }
}
