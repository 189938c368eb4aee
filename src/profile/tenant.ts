// The tenant as declared, in the form in which checks compare it with what is seen elsewhere.
import type { NamedOwners } from '../core/owner.ts';
import type { TemplateName } from '../core/profile.ts';
import { identityAddresses } from '../aws/ses/identity.ts';
import type { Profile } from './profile.ts';
import { isAddressHost, isLoopbackHost } from '../text/host-address.ts';
import { mailDomain, parseMailAddress } from '../text/mail-address.ts';

const lower = (text: string): string => text.trim().toLowerCase();

/** Domains in any case and as A-labels; the local part of an address counts as written (RFC 5321 §2.4). */
const same = (one: string, other: string): boolean => {
  const [a, b] = [parseMailAddress(one), parseMailAddress(other)];
  if (a !== null && b !== null) return a.address === b.address;
  const [c, d] = [mailDomain(one), mailDomain(other)];
  return a === null && b === null && c !== null && c === d;
};

/** Where the sender lies in relation to the identity. */
const senderScope = (profile: Profile): 'address' | 'domain' | 'subdomain' | 'outside' | null => {
  const identity = profile.ses?.identity;
  if (identity === undefined) return null;
  const sender = parseMailAddress(profile.squareos.sender.senderValue);
  if (sender === null) return 'outside';
  if (identity.includes('@')) {
    return identityAddresses(sender.address).some((address) => same(identity, address)) ? 'address' : 'outside';
  }
  const domain = mailDomain(identity) ?? '';
  if (sender.domain === domain) return 'domain';
  return sender.domain.endsWith(`.${domain}`) ? 'subdomain' : 'outside';
};

const externalAccountNames = (
  profile: Profile,
): 'identity' | 'configuration-set' | 'sender' | 'sender-domain' | 'username' | 'nothing' => {
  const { externalAccountId: given, sender } = profile.squareos;
  const set = profile.ses?.configurationSet ?? profile.smtp?.ses?.configurationSet;
  if (profile.ses !== undefined && same(given, profile.ses.identity)) return 'identity';
  // Configuration set names are case-sensitive.
  if (set !== undefined && given === set) return 'configuration-set';
  if (same(given, sender.senderValue)) return 'sender';
  if (same(given, mailDomain(sender.senderValue) ?? '')) return 'sender-domain';
  return profile.smtp?.username !== undefined && lower(given) === lower(profile.smtp.username) ? 'username' : 'nothing';
};

const ledgerForm = ({ callback: { ledger } }: Profile): 'api' | 'embedded' | 'attest' => {
  if (ledger.attest === true) return 'attest';
  return ledger.embedded === true ? 'embedded' : 'api';
};

const callback = (profile: Profile) => {
  const url = new URL(profile.callback.url);
  return {
    url: `${url.origin}${url.pathname}`,
    path: url.pathname,
    loopback: isLoopbackHost(url.hostname),
    hostIsAddress: isAddressHost(url.hostname),
    https: url.protocol === 'https:',
    foreignTopicArn: profile.callback.foreignTopicArn ?? null,
    ledger: ledgerForm(profile),
  };
};

const ses = ({ ses: from }: Profile) =>
  from === undefined
    ? null
    : {
        region: from.region,
        identity: from.identity,
        mailFrom: from.mailFrom ?? null,
        configurationSet: from.configurationSet ?? null,
        snsTopicArn: from.snsTopicArn ?? null,
        requireSnsSignature: from.requireSnsSignature,
        tenant: from.tenant ?? null,
        identityArn: from.identityArn ?? null,
        globalEndpoint: from.globalEndpoint ?? null,
      };

const smtp = ({ smtp: from }: Profile) =>
  from === undefined
    ? null
    : {
        host: from.host,
        port: from.port,
        secure: from.secure,
        username: from.username ?? null,
        relay: from.relay ?? null,
        queueIdPattern: from.queueIdPattern ?? null,
        ehloName: from.ehloName ?? null,
        adapter:
          from.adapter === undefined
            ? null
            : {
                name: from.adapter.name,
                version: from.adapter.version ?? null,
                certifiedBy: from.adapter.certifiedBy ?? null,
                reference: from.adapter.reference ?? null,
              },
        ses:
          from.ses === undefined
            ? null
            : {
                region: from.ses.region ?? null,
                configurationSet: from.ses.configurationSet ?? null,
                snsTopicArn: from.ses.snsTopicArn ?? null,
                tenant: from.ses.tenant ?? null,
                identityArn: from.ses.identityArn ?? null,
              },
        personalMailboxApproved: from.personalMailboxApproval !== undefined,
      };

/** A reserved domain of SES: mail to it proves the callback path, never a delivery (SES Developer Guide, send-an-email-from-console). */
const isSimulator = (domain: string): boolean => /^simulator\.amazonses\.(com|com\.cn|eu)$/.test(domain);

const live = (profile: Profile) => {
  const domain = mailDomain(profile.live.recipient) ?? '';
  return {
    recipient: profile.live.recipient,
    recipientDomain: domain,
    recipientIsSimulator: isSimulator(domain),
    via: profile.live.via,
    campaign: profile.live.campaign ?? null,
    optIn: profile.live.optIn,
  };
};

/** Of one that SES holds, its name there. */
const templateIds = (templates: Profile['squareos']['templates']): { readonly [K in TemplateName]?: string } =>
  Object.fromEntries(Object.entries(templates).map(([name, said]) => [name, typeof said === 'object' ? said.ses : said]));

const squareos = (profile: Profile) => {
  const { sender, state, templates, ...account } = profile.squareos;
  return {
    ...account,
    templates: templateIds(templates),
    state: state === undefined ? null : state.export === undefined ? ('api' as const) : ('export' as const),
    externalAccountNames: externalAccountNames(profile),
    senderValue: sender.senderValue,
    senderDomain: mailDomain(sender.senderValue) ?? '',
    senderScope: senderScope(profile),
    replyTo: sender.replyTo ?? null,
    returnPath: sender.returnPath ?? null,
    dkim: sender.dkim,
  };
};

/** Who acts, by name. */
export const ownersOf = ({ owners: { dns, aws, relay, squareos: platform } }: Profile): NamedOwners => ({
  dns: dns ?? null,
  aws: aws ?? null,
  relay: relay ?? null,
  squareos: platform ?? null,
});

/** The fact `profile.tenant`; its type stands in `facts/profile.ts`. */
export const tenantFact = (profile: Profile) => {
  const { sending, aws } = profile;
  return {
    tenant: profile.tenant,
    environment: profile.environment,
    provider: profile.provider,
    lab: profile.lab !== undefined,
    routing: profile.routing ?? null,
    credential:
      aws?.send === undefined ? null : { accessKeyId: aws.send.accessKeyId, sessionToken: aws.send.sessionToken !== undefined },
    sharing: aws?.sharing ?? null,
    owners: ownersOf(profile),
    ticket: profile.extraction?.ticket ?? null,
    ses: ses(profile),
    smtp: smtp(profile),
    sending: {
      mailType: sending.mailType ?? null,
      websiteUrl: sending.websiteUrl ?? null,
      dailyVolume: sending.dailyVolume ?? null,
      peakPerSecond: sending.peakPerSecond ?? null,
    },
    squareos: squareos(profile),
    callback: callback(profile),
    live: live(profile),
  };
};
