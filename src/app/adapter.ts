// Which relay and which callback the adapter's contract is printed for.
import { UsageError } from '../core/errors.ts';
import type { Profile } from '../profile/profile.ts';
import { didYouMean } from '../text/nearest.ts';
import { relayFor, relays } from '../mail/smtp/relay-table.ts';
import type { AdapterQuestion } from '../report/terminal/adapter.ts';
import { withSource } from './lab/source.ts';
import type { SubjectOptions } from './options.ts';
import type { Setting } from './setting.ts';

const relayNamed = (name: string | null): string | null => {
  if (name === null || relays.some((one) => one.key === name)) return name;
  throw new UsageError({
    code: 'relay-unknown',
    message: `There is no relay ${name} in the table.`,
    fix: `${didYouMean(
      name,
      relays.map((one) => one.key),
    )}Name one of ${relays.map((one) => one.key).join(', ')}, or leave --relay out to see all.`,
  });
};

const profileOf = async (setting: Setting, options: SubjectOptions): Promise<Profile | null> => {
  if (options.profile === null && !options.lab && options.scenario === null) return null;
  const asked = { ...options, command: 'adapter', provider: null, evidenceDir: './evidence' };
  return withSource(setting, asked, async (source) => (await source.load()).profile);
};

/** From the profile, where there is one; `relay` names another one of the table. */
export const adapterQuestion = async (
  setting: Setting,
  options: SubjectOptions & { readonly relay: string | null },
): Promise<AdapterQuestion> => {
  const relay = relayNamed(options.relay);
  const profile = await profileOf(setting, options);
  const known =
    profile?.smtp === undefined ? null : relayFor({ relay: profile.smtp.relay ?? null, host: profile.smtp.host, banner: null });
  return {
    needed: profile === null ? null : profile.provider === 'SMTP' && profile.smtp?.ses == null,
    callbackUrl: profile?.provider === 'SMTP' ? (profile.callback.url.split('?')[0] ?? null) : null,
    relay: relay ?? known?.key ?? null,
  };
};
