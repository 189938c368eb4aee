// What the account already has for a sender and a region, asked with the user's own AWS credentials; changes nothing.
import { targetAsked } from '../../profile/asked.ts';
import { givenValues } from '../../profile/given.ts';
import { overridesFromEnvironment } from '../../profile/overrides.ts';
import { probes } from '../../probes/index.ts';
import { FINDING, type Found, foundIn } from '../../run/found.ts';
import { gather } from '../../run/gather.ts';
import { planFor } from '../../run/plan.ts';
import { mailDomain } from '../../text/mail-address.ts';
import { newRunId } from '../../world/ids.ts';
import type { Caller } from '../caller.ts';
import { NO_TENANT_OPTIONS } from '../options.ts';
import type { Setting } from '../setting.ts';
import { openTenant } from '../tenant.ts';

export const discover = async (setting: Setting, caller: Caller, sender: string, region: string): Promise<Found> => {
  const target = targetAsked({
    domain: mailDomain(sender) ?? sender,
    from: sender,
    provider: 'SES',
    region,
    dkim: [],
    resolvers: [],
    given: givenValues([], overridesFromEnvironment(setting.env)),
  });
  const given = { setting, caller, tenant: NO_TENANT_OPTIONS, evidenceDir: './evidence', runId: newRunId(), sends: false };
  const opened = await openTenant(target, given);
  try {
    const plan = await planFor(FINDING, probes);
    const observations = await gather({
      probes: plan.probes,
      reads: opened.world.reads,
      known: new Map(),
      mask: opened.mask,
      onObserved: async () => undefined,
      signal: caller.signal,
    });
    return foundIn(observations);
  } finally {
    await opened.close();
  }
};

/** The found values as answers, keyed like the questions of `init`. */
export const asAnswers = (found: Found): { readonly [key: string]: string } =>
  Object.fromEntries(
    (['identity', 'mailFrom', 'configurationSet', 'snsTopicArn', 'platform'] as const).flatMap((key) => {
      const value = found[key];
      return value === null || value === undefined ? [] : [[key, value]];
    }),
  );
