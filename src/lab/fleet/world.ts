// The world of the lab's fleet: ten accounts with an endpoint and a read limit each, one pair of name servers, one callback.
import { createHmac, randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { stringify } from 'yaml';
import type { JsonObject, JsonValue } from '../../core/json.ts';
import { type AwsSide, startAwsSide } from '../aws/side.ts';
import type { AwsSpec, IdentitySpec, RegionSpec, UserSpec } from '../aws/spec.ts';
import { makeDirectory } from '../directories.ts';
import { startLabDns } from '../dns/server.ts';
import { type LabKeys, labKeys } from '../keys.ts';
import { openFront, openReceiver, SES_PATH, topicOf } from '../platform/side.ts';
import { snsHost } from '../sns/envelope.ts';
import { rememberedPorts } from '../ports.ts';
import { fillPlaceholders } from '../scenario/placeholders.ts';
import { loadScenario } from '../scenario/scenario.ts';
import type { Scenario } from '../scenario/types.ts';
import { openState } from '../state.ts';
import { labTenants, type LabAccount, type LabTenant } from './tenants.ts';

export interface LabFleetOptions {
  readonly tenants: number;
  readonly stateDir: string;
  /** Root of the package. */
  readonly root: string;
  /** SES reads a second that each account allows. */
  readonly readsPerSecond: number;
  /** Index of an account that never answers. */
  readonly hanging?: number;
  /** Index of an account whose events come hours late. */
  readonly late?: number;
}

export interface RunningFleet {
  readonly tenants: readonly LabTenant[];
  /** fleet.yaml; the profiles lie beside it. */
  readonly config: string;
  /** From now on this is wrong with the tenant's zone; null: nothing is. */
  breakZone(name: string, fault: 'dkim-record-missing' | 'mail-from-spf-missing' | null): void;
  /** `service:Operation` → requests, of an account's index. */
  requests(account: number): { readonly [operation: string]: number };
  /** Requests that an account told to slow down. */
  throttled(account: number): number;
  /** Recipients of what an account's SES took, oldest first. */
  sent(account: number): readonly string[];
  stop(): Promise<void>;
}

const [DOMAIN, ACCOUNT, PROBE_KEY, SEND_KEY] = ['example.com', '111122223333', 'AKIALABPROBE00000001', 'AKIALABSEND000000001'];
const REGION = 'ap-south-1';
const SLOW_MS = 120;
const HOURS_MS = 6 * 3_600_000;

/** What a scenario says of its one tenant, said of another. */
const retold = <T extends JsonValue>(value: T, words: readonly (readonly [string, string])[]): T =>
  JSON.parse(words.reduce((text, [from, to]) => text.replaceAll(from, to), JSON.stringify(value))) as T;

const wordsOf = ({ name, domain, account, sendKey }: LabTenant): readonly (readonly [string, string])[] => [
  [DOMAIN, domain],
  [ACCOUNT, account.id],
  [PROBE_KEY, account.probeKey],
  [SEND_KEY, sendKey],
  ['Main Gym', name],
  ['main-gym', name],
];

const zoneOf = (base: Scenario, { domain, fault }: LabTenant): readonly string[] => {
  const lines = (base.dns.zones[DOMAIN] ?? []).map((line) => line.replaceAll(DOMAIN, domain));
  if (fault === 'dkim-record-missing') return lines.filter((line) => !line.startsWith('m2rj8vqy4xwzt6nbhd3kplc5sfgaeuio'));
  if (fault === 'mail-from-spf-missing') return lines.filter((line) => !/^bounce \d+ TXT/.test(line));
  return lines;
};

const identityOf = (base: IdentitySpec, { domain, fault }: LabTenant): IdentitySpec => ({
  ...base,
  primaryNameServer: `ns1.${domain}`,
  mailFrom: {
    domain: `bounce.${domain}`,
    status: fault === 'mail-from-failed' ? 'FAILED' : 'SUCCESS',
    behavior: 'USE_DEFAULT_VALUE',
  },
});

/** The account of the base scenario with all of its tenants in it. */
const specOf = (base: AwsSpec, account: LabAccount, tenants: readonly LabTenant[], callback: string): AwsSpec => {
  const own = retold(base as unknown as JsonObject, [
    [ACCOUNT, account.id],
    [PROBE_KEY, account.probeKey],
  ]) as unknown as AwsSpec;
  const [region, probe, send] = [own.regions[REGION], own.users['certify-probe'], own.users['squareos-send']];
  const identity = region?.identities[DOMAIN];
  if (region === undefined || probe === undefined || send === undefined || identity === undefined)
    throw new Error('the base scenario lacks a part');
  const readsUsers = retold(probe as unknown as JsonObject, [
    ['user/squareos-send', 'user/squareos-send-*'],
  ]) as unknown as UserSpec;
  const expired = account.fault === 'credential-expired';
  const keys = readsUsers.keys.map((key) => ({ ...key, status: expired ? ('Inactive' as const) : key.status }));
  const suspended = account.fault === 'suspended';
  const regionOf: RegionSpec = {
    ...region,
    ...(suspended ? { enforcement: 'SHUTDOWN', sendingEnabled: false } : {}),
    identities: Object.fromEntries(tenants.map((tenant) => [tenant.domain, identityOf(identity, tenant)])),
    subscriptions: region.subscriptions.map((one) => ({ ...one, endpoint: callback })),
  };
  const senders = tenants.map(
    (tenant) => [tenant.sendUser, retold(send as unknown as JsonObject, wordsOf(tenant)) as unknown as UserSpec] as const,
  );
  return {
    ...own,
    account: account.id,
    users: { 'certify-probe': { ...readsUsers, keys }, ...Object.fromEntries(senders) },
    regions: { [REGION]: regionOf },
  };
};

const NEVER_ANSWERS = { service: null, operation: null, error: 'hang', status: 500, message: '', times: null } as const;

/** The whole of AWS for an account: what is sent there is published, signed and posted. */
const startAccount = async (
  base: Scenario,
  spec: AwsSpec,
  account: LabAccount,
  { readsPerSecond, hanging, late, stateDir }: LabFleetOptions,
  keys: LabKeys,
): Promise<AwsSide> => {
  const throttle = { service: 'ses', perSecond: readsPerSecond, burst: 2, error: 'TooManyRequestsException', status: 429 };
  const faults = account.index === hanging ? [NEVER_ANSWERS] : base.faults;
  const events = account.index === late ? { ...base.events, delayMs: HOURS_MS } : base.events;
  const scenario: Scenario = { ...base, aws: spec, throttle, faults, events, latencyMs: account.fault === 'slow' ? SLOW_MS : 0 };
  const state = openState(path.join(stateDir, 'accounts', account.id));
  const side = await startAwsSide({ scenario, spec, state, keys, ports: rememberedPorts(state), values: {} });
  side.begin();
  return {
    ...side,
    stop: async () => {
      await side.stop();
      state.close();
    },
  };
};

/** A night changes nothing: the credential that may write stays out of the fleet's profiles, and its user out of the accounts. */
const withoutProvision = (profile: JsonObject): JsonObject => {
  const { provision: _, ...aws } = profile['aws'] as JsonObject;
  return { ...profile, aws };
};

/** `file:` references go to one directory for all. */
const SECRETS = 'fleet.secrets';

const writeFiles = (directory: string, files: { readonly [name: string]: string }): void => {
  makeDirectory(directory);
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(directory, name), text, { mode: 0o600 });
};

const fleetFile = (readsPerSecond: number): string =>
  stringify({
    version: 1,
    name: 'lab',
    profiles: ['gyms/*.yaml'],
    store: { sqlite: 'fleet.db' },
    pace: { sesReadsPerSecond: readsPerSecond },
    // Ten accounts with a topic each, one callback: the gyms of an account share them, as a platform's often do.
    sharing: [{ tenants: '*', what: ['webhook', 'topic', 'account', 'probe'], approvedBy: 'Lab support', reference: 'LAB-44' }],
  });

/** Starts every party on loopback and writes fleet.yaml, a profile a tenant, and their secrets. */
export const startLabFleet = async (options: LabFleetOptions): Promise<RunningFleet> => {
  const { stateDir, root } = options;
  const base = loadScenario(root, 'healthy-ses');
  if (base.aws === null) throw new Error('the base scenario has no AWS');
  const tenants = labTenants(options.tenants);
  const state = openState(stateDir);
  const seed = randomBytes(32);
  const secretOf = (id: string): string => createHmac('sha256', seed).update(id).digest('base64').slice(0, 40);
  const stops: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const one of stops.splice(0).toReversed()) await one();
    state.close();
  };
  try {
    const ports = rememberedPorts(state);
    const keys = await labKeys(state, REGION);
    const shared = { 'amazonses.com': base.dns.zones['amazonses.com'] ?? [] };
    const zones: { [zone: string]: readonly string[] } = Object.fromEntries(
      tenants.map((tenant) => [tenant.domain, zoneOf(base, tenant)]),
    );
    const faults = tenants
      .filter(({ fault }) => fault === 'dns-host-down')
      .flatMap(({ domain }) =>
        [domain, `*.${domain}`].flatMap((name) => [
          { name, on: 'recursive' as const, behaviour: 'servfail' as const },
          { name, on: 'authoritative' as const, behaviour: 'timeout' as const },
        ]),
      );
    const dns = await startLabDns({ zones: { ...zones, ...shared }, faults });
    stops.push(() => dns.stop());
    const given = { scenario: base, state, keys, ports };
    const late = { aws: 0, receiver: 0 };
    const front = await openFront(given, late);
    stops.push(() => front.stop());
    const origin = `https://127.0.0.1:${front.port}`;
    const accounts = [...new Map(tenants.map(({ account }) => [account.index, account])).values()];
    const sides = new Map<number, AwsSide>();
    for (const account of accounts) {
      const own = tenants.filter((tenant) => tenant.account.index === account.index);
      const spec = specOf(base.aws, account, own, `${origin}${SES_PATH}?token=${keys.verifyToken}`);
      const side = await startAccount(base, spec, account, options, { ...keys, secretOf });
      stops.push(() => side.stop());
      sides.set(account.index, side);
    }
    // One door for all accounts: SNS has one host a region, whoever's topic it is.
    const [anySide] = sides.values();
    const receiver = await openReceiver(
      given,
      {
        caPem: keys.authority.certPem,
        resolve: (host) =>
          host === snsHost(REGION) && anySide !== undefined ? { address: '127.0.0.1', port: anySide.snsHost.port } : null,
      },
      accounts.map(({ id }) => (topicOf(base) ?? '').replace(ACCOUNT, id)),
    );
    stops.push(() => receiver.stop());
    front.target(receiver.port);
    const keyIds = [...accounts.map(({ probeKey }) => probeKey), ...tenants.map(({ sendKey }) => sendKey)];
    writeFiles(path.join(stateDir, 'gyms', SECRETS), {
      ...Object.fromEntries(keyIds.map((id) => [id, secretOf(id)])),
      'verify-token': keys.verifyToken,
      'ledger-token': keys.readToken,
      'ledger-write-token': keys.writeToken,
      'lab-ca.pem': keys.authority.certPem,
    });
    const profiles = tenants.map((tenant) => {
      const named = ['verify-token', 'ledger-token', 'ledger-write-token', tenant.account.probeKey, tenant.sendKey];
      const values = {
        ...Object.fromEntries(named.map((name) => [`secret:${name}`, `file:${SECRETS}/${name}`])),
        aws: sides.get(tenant.account.index)?.endpoint.url ?? '',
        origin,
        sesCallback: `${origin}${SES_PATH}`,
        'dns.recursive': dns.recursive,
        'dns.authoritativePort': Number(dns.authoritative.split(':').at(-1)),
        today: keys.startedAt.slice(0, 10),
        caFile: `${SECRETS}/lab-ca.pem`,
      };
      const profile = retold(withoutProvision(base.profile), wordsOf(tenant));
      return [
        `${tenant.name}.yaml`,
        stringify({ ...(fillPlaceholders(profile, values, `${base.name}.profile`) as JsonObject), lab: { scenario: 'fleet' } }),
      ] as const;
    });
    writeFiles(path.join(stateDir, 'gyms'), Object.fromEntries(profiles));
    writeFiles(stateDir, { 'fleet.yaml': fleetFile(options.readsPerSecond) });
    return {
      tenants,
      config: path.join(stateDir, 'fleet.yaml'),
      breakZone: (name, fault) => {
        const tenant = tenants.find((one) => one.name === name);
        if (tenant === undefined) throw new Error(`the lab's fleet has no ${name}`);
        zones[tenant.domain] = zoneOf(base, { ...tenant, fault });
        dns.set({ ...zones, ...shared });
      },
      requests: (account) => sides.get(account)?.endpoint.counts() ?? {},
      sent: (account) => sides.get(account)?.messages.flatMap(({ destination }) => destination) ?? [],
      throttled: (account) => sides.get(account)?.endpoint.throttled() ?? 0,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
};
