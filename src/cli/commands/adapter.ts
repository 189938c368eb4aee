// certify adapter [profile] --relay KEY
import { UsageError } from '../../core/errors.ts';
import type { LoadedProfile } from '../../core/profile.ts';
import { relayFor, relays } from '../../mail/smtp/relay-table.ts';
import { adapterDocument, adapterText, type AdapterQuestion } from '../../report/terminal/adapter.ts';
import type { Invocation, Run } from '../command.ts';
import { tenantFlags } from '../flags.ts';
import { readProfile } from '../tenant.ts';

const relayNamed = (name: unknown): string | null => {
  if (typeof name !== 'string') return null;
  if (relays.some((one) => one.key === name)) return name;
  throw new UsageError({
    code: 'relay-unknown',
    message: `There is no relay ${name} in the table.`,
    fix: `Name one of ${relays.map((one) => one.key).join(', ')}, or leave --relay out to see all.`,
  });
};

const profileOf = (invocation: Invocation): Promise<LoadedProfile> | null => {
  const [path] = invocation.args;
  return path === undefined ? null : readProfile(path, { flags: tenantFlags(invocation.flags), command: 'adapter' });
};

export const run: Run = async (invocation) => {
  const { io, flags } = invocation;
  const profile = (await profileOf(invocation))?.profile;
  const known =
    profile?.smtp === undefined ? null : relayFor({ relay: profile.smtp.relay ?? null, host: profile.smtp.host, banner: null });
  const question: AdapterQuestion = {
    callbackUrl: profile?.provider === 'SMTP' ? (profile.callback.url.split('?')[0] ?? null) : null,
    relay: relayNamed(flags['relay']) ?? known?.key ?? null,
  };
  io.out(flags['json'] === true ? `${JSON.stringify(adapterDocument(question), null, 2)}\n` : adapterText(question));
  return 0;
};
