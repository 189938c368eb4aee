// Reports of a night as `kind=path`: each is loaded only when it is asked for; `html` is a directory, of which only what changed is written.
import { createHash } from 'node:crypto';
import { open, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Change, Night, TenantLook, Week } from '../../core/fleet.ts';
import { type NightReport, type TenantLine, tenantLine } from '../../report/fleet/night.ts';
import type { Ending } from '../../report/fleet/site/index-page.ts';
import { codeOf } from '../../world/errno.ts';
import { makeDirectory } from '../../world/files/directories.ts';
import { fileError } from '../../world/files/errors.ts';
import { createFiles } from '../../world/files/files.ts';
import type { Caller } from '../caller.ts';
import { laterFault } from '../later-fault.ts';
import { checkReport, checkReportDirectory, type NamedReport, parseReport } from '../reports.ts';
import type { NightRows } from './rows.ts';

const FORMS: { readonly [kind: string]: () => Promise<(report: NightReport) => string> } = {
  markdown: async () => (await import('../../report/fleet/markdown.ts')).fleetMarkdown,
  junit: async () => (await import('../../report/fleet/junit.ts')).fleetJunit,
  sarif: async () => (await import('../../report/fleet/sarif.ts')).fleetSarif,
  csv: async () => (await import('../../report/fleet/csv.ts')).fleetCsv,
  prometheus: async () => (await import('../../report/fleet/prometheus.ts')).fleetPrometheus,
};

/** What `--report` takes for a night. */
const NIGHT_REPORTS: readonly string[] = ['html', ...Object.keys(FORMS)];

/** Refuses before anything is asked what could not be written after. */
export const checkNightReports = async (reports: readonly string[]): Promise<void> => {
  for (const { kind, path } of reports.map((one) => parseReport(one, NIGHT_REPORTS))) {
    await (kind === 'html' ? checkReportDirectory(path) : checkReport(path));
  }
};

/** A week is a digest, in one form. */
const weekReports = (reports: readonly string[]): readonly NamedReport[] => reports.map((one) => parseReport(one, ['markdown']));

export const checkWeekReports = async (reports: readonly string[]): Promise<void> => {
  for (const { path } of weekReports(reports)) await checkReport(path);
};

export const writeWeek = async (caller: Pick<Caller, 'gate'>, week: Week, reports: readonly string[]): Promise<void> => {
  if (reports.length === 0) return;
  const text = (await import('../../report/fleet/week.ts')).weekMarkdown(week);
  for (const { path } of weekReports(reports)) {
    caller.gate().check(text, path);
    await createFiles().writeAtomic(path, text);
  }
};

/** Kept while tenants go by: what ends soonest, of however many. */
const MOST_ENDINGS = 2000;

/** A name for a file, unlike those of other keys. */
const pageName = (key: string): string =>
  `${key
    .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[.-]+/, '')
    .slice(0, 80)}-${createHash('sha256').update(key).digest('hex').slice(0, 10)}`;

/** Equal for as long as nothing that the page shows is another. */
const digestOf = (
  { night: _night, at: _at, tookMs: _took, sesReadAt: _read, ses: _ses, ...shown }: TenantLook,
  version: string,
): string =>
  `sha256:${createHash('sha256')
    .update(JSON.stringify([version, shown]))
    .digest('hex')}`;

const HEAD = 400;
const GENERATOR_TAG = '<meta name="generator" content="certify fleet">';

/** The first bytes; null where there is no such page. */
const headOf = async (path: string): Promise<string | null> => {
  const file = await open(path).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return null;
    throw fileError(error, path, 'read');
  });
  if (file === null) return null;
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD), 0, HEAD, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
};

interface Gathered {
  readonly tenants: TenantLine[];
  readonly endings: Ending[];
}

const gather = (into: Gathered, look: TenantLook): void => {
  into.tenants.push(tenantLine(look));
  for (const one of look.validity) if (one.expires !== null) into.endings.push({ ...one, key: look.key, tenant: look.tenant });
  if (into.endings.length <= MOST_ENDINGS * 2) return;
  soonest(into.endings);
};

const soonest = (endings: Ending[]): void => {
  endings.sort((a, b) => ((a.expires ?? '') < (b.expires ?? '') ? -1 : 1));
  endings.length = Math.min(endings.length, MOST_ENDINGS);
};

/** A site that is written anew each night: a page is made again only where it would read otherwise. */
class SiteWriter {
  readonly #gate: ReturnType<Caller['gate']>;
  readonly #directory: string;
  readonly #version: string;
  readonly pages = new Map<string, string>();

  constructor(caller: Pick<Caller, 'gate'>, directory: string, version: string) {
    this.#gate = caller.gate();
    this.#directory = directory;
    this.#version = version;
  }

  async begin(): Promise<void> {
    await makeDirectory(join(this.#directory, 'tenants'));
    const { SITE_STYLE } = await import('../../report/fleet/site/frame.ts');
    await this.#write(join(this.#directory, 'style.css'), SITE_STYLE);
  }

  /** What can be made again tomorrow needs no fsync; a page is whole or the one before. */
  async #write(path: string, text: string): Promise<void> {
    this.#gate.check(text, path);
    try {
      await writeFile(`${path}.tmp`, text);
      await rename(`${path}.tmp`, path);
    } catch (error) {
      throw fileError(error, path, 'write');
    }
  }

  async tenant(look: TenantLook): Promise<void> {
    const name = pageName(look.key);
    this.pages.set(look.key, name);
    const path = join(this.#directory, 'tenants', `${name}.html`);
    const digest = digestOf(look, this.#version);
    if ((await headOf(path))?.includes(`content="${digest}"`) === true) return;
    const { fleetTenantPage } = await import('../../report/fleet/site/tenant-page.ts');
    await this.#write(path, fleetTenantPage(look, digest));
  }

  /** Removes pages of tenants that are gone, of those that a night wrote. */
  async #clear(): Promise<void> {
    const directory = join(this.#directory, 'tenants');
    const kept = new Set([...this.pages.values()].map((name) => `${name}.html`));
    for (const name of await createFiles().list(directory)) {
      if (kept.has(name) || !name.endsWith('.html')) continue;
      const path = join(directory, name);
      if ((await headOf(path))?.includes(GENERATOR_TAG) === true) await createFiles().remove(path);
    }
  }

  async end(report: NightReport, endings: readonly Ending[]): Promise<void> {
    const { fleetIndexPage } = await import('../../report/fleet/site/index-page.ts');
    await this.#write(join(this.#directory, 'index.html'), fleetIndexPage({ ...report, endings, pages: this.pages }));
    await this.#clear();
  }
}

/** What of a night every form of it needs, in memory that grows by a line a tenant. */
export const writeNightReports = async (
  caller: Pick<Caller, 'gate'>,
  night: Night,
  changes: readonly Change[],
  rows: NightRows,
  reports: readonly string[],
): Promise<NightReport> => {
  const named = reports.map((one) => parseReport(one, NIGHT_REPORTS));
  const sites = named.filter(({ kind }) => kind === 'html').map(({ path }) => new SiteWriter(caller, path, night.certify));
  const gathered: Gathered = { tenants: [], endings: [] };
  const files = createFiles();
  const write = async ({ kind, path }: NamedReport, report: NightReport): Promise<void> => {
    const text = (await FORMS[kind]?.())?.(report);
    if (text === undefined) return;
    caller.gate().check(text, path);
    await files.writeAtomic(path, text);
  };
  try {
    for (const site of sites) await site.begin();
    for await (const look of rows.looks(night.name)) {
      gather(gathered, look);
      for (const site of sites) await site.tenant(look);
    }
    soonest(gathered.endings);
    const report: NightReport = { night, changes, tenants: gathered.tenants, places: await rows.places(night.name) };
    for (const one of named) await write(one, report);
    for (const site of sites) await site.end(report, gathered.endings);
    return report;
  } catch (error) {
    throw laterFault(error, `certify fleet report --night ${night.name} --report …`);
  }
};
