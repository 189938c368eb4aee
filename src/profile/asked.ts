// A target without a profile: what the words of a command line name, and nothing that they do not.
import type { ProbeSource } from '../core/places.ts';
import type { DkimSigner } from '../core/sender.ts';
import { mailDomain } from '../text/mail-address.ts';
import { allOverHttps } from '../text/resolver.ts';
import type { GivenValues } from './given.ts';
import { MAIL_PORTS, placesOf } from './places.ts';
import type { LoadedProfile } from './profile.ts';
import type { Target } from './target.ts';

/** A sender as `certify dns` and `check --from` are told of it. */
export interface Asked {
  /** A-labels, without trailing dot. */
  readonly domain: string;
  /** The From address; `postmaster@domain` when left out. */
  readonly from?: string;
  /** The MAIL FROM domain, where it is known to differ. */
  readonly mailFrom?: string;
  /** Null: nobody said who sends, so nothing of a provider is judged. */
  readonly provider: 'SES' | 'SMTP' | null;
  /** Of SES; always there with it. */
  readonly region?: string;
  readonly dkim: readonly DkimSigner[];
  readonly resolvers: readonly string[];
  /** What else was said, as a profile would say it; of `dns`, what is said above stands before it. */
  readonly given?: GivenValues;
  /** False: ask the resolver alone, not the name servers too. */
  readonly authoritative?: boolean;
  readonly authoritativePort?: number;
  /** Meet the mail hosts too, and fetch the MTA-STS policy. */
  readonly deep?: boolean;
  /** Zones of blocklists in which the client is looked up. */
  readonly blocklists?: readonly string[];
  /** A client for which SPF is evaluated, as a receiver would. */
  readonly client?: { readonly ip: string; readonly sender: string; readonly helo: string };
}

const resolversAsked = ({ resolvers, given }: Asked): readonly string[] =>
  resolvers.length > 0 ? resolvers : (given?.dns.resolvers ?? []);

const senderOf = (asked: Asked): Target['sender'] => {
  const { domain, provider, region, mailFrom, given } = asked;
  const bySes = provider === 'SES' && region !== undefined;
  const place = {
    identity: given?.ses.identity ?? domain,
    mailFrom: mailFrom ?? null,
    configurationSet: given?.ses.configurationSet,
    topicArn: given?.ses.snsTopicArn,
    tenant: null,
    identityArn: null,
    globalEndpoint: null,
  };
  const address = asked.from ?? `postmaster@${domain}`;
  return {
    address,
    domain: mailDomain(address) ?? domain,
    replyTo: given?.squareos.sender.replyTo ?? null,
    returnPath: bySes ? null : (mailFrom ?? null),
    dkim: asked.dkim,
    ses: bySes ? { region, ...place, action: 'ses:SendEmail' } : null,
    relay: null,
    accessKey: null,
    recipient: given?.live.recipient ?? null,
    callbackUrl: given?.callback.url ?? null,
    authoritative: (asked.authoritative ?? given?.dns.authoritative ?? true) && !allOverHttps(resolversAsked(asked)),
    sendsFrom: asked.client === undefined ? [] : [asked.client.ip],
    blocklists: asked.blocklists ?? given?.dns.blocklists ?? [],
    deep: asked.deep ?? given?.dns.deep ?? false,
    templates: { named: [], look: false },
    client: asked.client ?? null,
  };
};

const probeOf = (given: GivenValues | undefined): ProbeSource => {
  const { roleArn, externalId, profile } = given?.aws.probe ?? {};
  if (roleArn !== undefined) return { kind: 'role', roleArn, ...(externalId === undefined ? {} : { externalId }) };
  return profile === undefined ? { kind: 'default-chain' } : { kind: 'profile', name: profile };
};

/** Names no secret, so that nothing is resolved; judged as strictly as production. */
export const targetAsked = (asked: Asked): Target => {
  const sender = senderOf(asked);
  const { given } = asked;
  return {
    subject: { tenant: asked.domain, environment: 'production', provider: asked.provider },
    sender,
    places: {
      ses: sender.ses === null ? null : { region: sender.ses.region, endpoints: given?.ses.endpoints ?? {}, account: null },
      probe: probeOf(given),
      provision: null,
      sendKey: null,
      relay: null,
      resolvers: resolversAsked(asked),
      authoritativePort: asked.authoritativePort ?? given?.dns.authoritativePort ?? null,
      caFile: null,
      callbackUrl: sender.callbackUrl,
      squareos: null,
      ledger: { baseUrl: null, map: {} },
      lab: false,
      mailPorts: MAIL_PORTS,
      inbox: null,
    },
    secrets: { path: '(command line)', directory: '.', secrets: [] },
    loaded: null,
  };
};

/** The same sender asked about in the lab: its parties, and the one credential that looks there. Nothing else of its profile is taken. */
export const askedInLab = (target: Target, lab: LoadedProfile): Target => {
  const { ses, probe, resolvers, authoritativePort, mailPorts, lab: simulated } = placesOf(lab.profile);
  const place = target.places.ses === null ? null : { ...target.places.ses, endpoints: ses?.endpoints ?? {} };
  return {
    ...target,
    places: { ...target.places, ses: place, probe, resolvers, authoritativePort, mailPorts, lab: simulated },
    secrets: { ...lab, secrets: lab.secrets.filter(({ name }) => name.startsWith('aws.probe.')) },
  };
};
