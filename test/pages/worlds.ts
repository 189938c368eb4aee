// Where a line is typed: the world of its page's gym, and which pages share a directory.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../cli/certify.ts';

/** Pages whose gym is another than a healthy one that sends with SES. */
const WORLDS: { readonly [page: string]: string } = {
  'docs/provision.md': 'ses-nothing-yet',
  'docs/commands/provision-ses.md': 'ses-nothing-yet',
  'docs/commands/identity-create.md': 'ses-nothing-yet',
  'docs/commands/smtp.md': 'healthy-smtp',
  'docs/dns.md': 'ses-dkim-one-missing',
  'docs/commands/check.md': 'ses-dkim-one-missing',
  'docs/commands/ses.md': 'healthy-ses-templates',
  'docs/commands/plan.md': 'healthy-ses-templates',
  'docs/commands/identity-delete.md': 'ses-send-two-identities',
};

/** Pages of the fleet whose store is PostgreSQL. */
const SHARED = /^docs\/(?:fleet|commands\/fleet-(?:work|report))\.md$/;

/** Pages that end what others go on with, or that count what lies in their directory. */
const ALONE = /^docs\/commands\/(?:check|ses|plan|evidence-verify|provision-ses|identity-create|identity-delete)\.md$/;

const textOf = (page: string): string => readFileSync(join(ROOT, page), 'utf8');

const worldOf = (page: string): string => {
  if (!page.startsWith('docs/checks/')) return WORLDS[page] ?? 'healthy-ses';
  return textOf(page).includes('`certify ses`') ? 'healthy-ses' : 'healthy-smtp';
};

export interface Where {
  /** Of the directory; pages that change nothing there share one. */
  readonly name: string;
  readonly world: string;
  readonly postgres: boolean;
  /** A line of the page gives workers something to do. */
  readonly schedules: boolean;
}

export const whereOf = (page: string, command: string): Where => {
  const world = worldOf(page);
  const shared = { world, postgres: false, schedules: false };
  if (SHARED.test(page)) return { name: page, world, postgres: true, schedules: textOf(page).includes('--workers') };
  // Each gym has a directory of its own; there the profile of either provider has the same name.
  if (world !== 'healthy-smtp' && /^certify smtp (?!--lab)/.test(command))
    return { ...shared, name: 'relay', world: 'healthy-smtp' };
  if (page.startsWith('docs/checks/')) return { ...shared, name: `checks of ${world}` };
  if (ALONE.test(page) || world !== 'healthy-ses') return { ...shared, name: page };
  return { ...shared, name: page.startsWith('docs/commands/') ? 'commands' : page };
};
