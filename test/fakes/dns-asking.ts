// Asks a DNS probe against a zone, with a profile of the few fields that such a probe reads.
import type { Profile } from '../../src/profile/profile.ts';
import type { Reads } from '../../src/core/ports/reads.ts';
import { NotAsked } from '../../src/core/probe.ts';
import type { Sender } from '../../src/core/sender.ts';
import type { Observation } from '../../src/core/observation.ts';
import type { Facts } from '../../src/facts/index.ts';
import type { IdentityDetail } from '../../src/facts/ses.ts';
import { senderOf } from '../../src/profile/sender.ts';
import type { AnyProbe } from '../../src/probes/probe.ts';
import { type FakeDns, fakeDns, type Zone } from './dns-zone.ts';

const TIMED = { at: '2026-11-20T10:00:00.000Z', durationMs: 1 };

export const observed = <T>(value: T): Observation<T> => ({ state: 'observed', value, ...TIMED });

export const notAsked: Observation<never> = { state: 'skipped', code: 'not-asked', message: 'not asked', ...TIMED };

/** For checks that look at name servers too: nobody asked them. */
export const noCaches = {
  'dns.alignment': notAsked,
  'dns.spf': notAsked,
  'dns.mailDomains': notAsked,
  'dns.whereSeen': notAsked,
  'run.clock': notAsked,
  'message.spf': notAsked,
} as const;

/** Every name server has `values`; the resolver still says that there is nothing, for `ttl` seconds. */
export const staleCaches = (
  records: readonly { readonly name: string; readonly type: 'MX' | 'TXT'; readonly values: readonly string[] }[],
  ttl = 600,
) =>
  ({
    'dns.alignment': notAsked,
    'dns.spf': notAsked,
    'dns.mailDomains': notAsked,
    'run.clock': observed({ now: '2026-11-20T10:00:00.000Z' }),
    'dns.whereSeen': observed({
      records: records.map(({ name, type, values }) => ({
        name,
        type,
        bogus: false,
        bogusZone: null,
        zone: 'example.com',
        caches: { outcome: 'nxdomain' as const, values: [], ttl, detail: null },
        authorities: ['192.0.2.53', '192.0.2.54'].map((address) => ({
          host: 'ns.example.com',
          address,
          outcome: 'found' as const,
          values,
          ttl: 300,
          detail: null,
        })),
      })),
    }),
  }) as const;

type Declared = Partial<Profile['squareos']['sender']>;

export const senderProfile = (
  sender: Declared = {},
  more: { readonly [K in keyof Profile]?: Partial<Profile[K]> } = {},
): Profile =>
  ({
    sending: {},
    dns: { resolvers: [], authoritative: true },
    live: { recipient: 'ops@example.com' },
    callback: { url: 'https://api.example.com/engagement/email/ses/webhook' },
    ...more,
    squareos: { templates: {}, sender: { senderValue: 'billing@example.com', dkim: [], ...sender } },
  }) as unknown as Profile;

const DETAIL: IdentityDetail = {
  type: 'DOMAIN',
  verifiedForSending: true,
  verificationStatus: 'SUCCESS',
  verification: null,
  dkim: null,
  mailFrom: null,
  feedbackForwarding: true,
  configurationSet: null,
  policies: {},
};

type Dkim = NonNullable<IdentityDetail['dkim']>;

/** `ses.identity` of the domain `name`, signing with three tokens unless told otherwise. */
export const sesIdentity = (
  change: { readonly name?: string; readonly region?: string; readonly dkim?: Partial<Dkim>; readonly mailFrom?: string } = {},
): Observation<Facts['ses.identity']> => {
  const { name = 'example.com', region = 'ap-south-1', mailFrom } = change;
  const dkim: Dkim = {
    signingEnabled: true,
    status: 'SUCCESS',
    origin: 'AWS_SES',
    tokens: ['aaa', 'bbb', 'ccc'],
    signingHostedZone: 'dkim.amazonses.com',
    currentKeyLength: 'RSA_2048_BIT',
    nextKeyLength: 'RSA_2048_BIT',
    ...change.dkim,
  };
  const value: IdentityDetail = {
    ...DETAIL,
    dkim,
    mailFrom: mailFrom === undefined ? null : { domain: mailFrom, status: 'SUCCESS', behaviorOnMxFailure: 'USE_DEFAULT_VALUE' },
  };
  const candidates = [{ name, level: 'domain' as const, answer: { state: 'observed' as const, value } }];
  return observed({ region, declared: name, candidates, governing: name });
};

/** The fact, or the NotAsked, that the probe tells; `dns.asked` has the questions. */
export const askProbe = async (
  probe: AnyProbe,
  given: {
    readonly zone: Zone;
    readonly profile?: Profile;
    readonly client?: Sender['client'];
    readonly facts?: { readonly [K in keyof Facts]?: Observation<Facts[K]> };
  },
): Promise<{ readonly told: unknown; readonly dns: FakeDns }> => {
  const dns = fakeDns(given.zone);
  const reads = {
    sender: { ...senderOf(given.profile ?? senderProfile()), client: given.client ?? null },
    dns,
  } as unknown as Reads;
  const keys = [...probe.needs, ...(probe.uses ?? [])];
  const facts = Object.fromEntries(keys.map((key) => [key, given.facts?.[key] ?? notAsked]));
  const told = await probe.ask(reads, facts as Parameters<AnyProbe['ask']>[1], new AbortController().signal);
  return { told, dns };
};

/** As `askProbe`, for probes that must tell a fact. */
export const factFrom = async <K extends keyof Facts>(
  probe: AnyProbe & { readonly key: K },
  given: Parameters<typeof askProbe>[1],
): Promise<Facts[K]> => {
  const { told } = await askProbe(probe, given);
  if (told instanceof NotAsked) throw new Error(`not asked: ${told.reason}`);
  return told as Facts[K];
};
