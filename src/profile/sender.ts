// From a profile to what probes ask with.
import type { Profile } from './profile.ts';
import type { RelayPlace, Sender, SesPlace } from '../core/sender.ts';
import { type SesTemplate, TEMPLATE_NAMES } from '../core/profile.ts';
import { accessKeyForm } from '../aws/access-key.ts';
import { sesSmtpRegion } from '../aws/region.ts';
import { mailDomain } from '../text/mail-address.ts';
import { allOverHttps } from '../text/resolver.ts';

/** SES behind its SMTP interface: its identity is the sender's domain, its MAIL FROM the domain of the return path. */
const behindSmtp = ({ smtp, squareos }: Profile, domain: string): SesPlace | null => {
  const region = smtp?.ses === undefined ? null : (smtp.ses.region ?? sesSmtpRegion(smtp.host));
  if (smtp?.ses === undefined || region === null) return null;
  return {
    region,
    identity: domain,
    mailFrom: squareos.sender.returnPath === undefined ? null : mailDomain(squareos.sender.returnPath),
    configurationSet: smtp.ses.configurationSet ?? null,
    topicArn: smtp.ses.snsTopicArn ?? null,
    tenant: smtp.ses.tenant ?? null,
    identityArn: smtp.ses.identityArn ?? null,
    globalEndpoint: null,
    action: 'ses:SendRawEmail',
  };
};

const sesPlace = (profile: Profile, domain: string): SesPlace | null => {
  const { ses } = profile;
  if (profile.provider === 'SMTP' || ses === undefined) return behindSmtp(profile, domain);
  return {
    region: ses.region,
    identity: ses.identity,
    mailFrom: ses.mailFrom ?? null,
    configurationSet: ses.configurationSet ?? null,
    topicArn: ses.snsTopicArn ?? null,
    tenant: ses.tenant ?? null,
    identityArn: ses.identityArn ?? null,
    globalEndpoint: ses.globalEndpoint ?? null,
    action: 'ses:SendEmail',
  };
};

const relayPlace = ({ smtp }: Profile): RelayPlace | null =>
  smtp === undefined
    ? null
    : {
        host: smtp.host,
        port: smtp.port,
        secure: smtp.secure,
        username: smtp.username ?? null,
        relay: smtp.relay ?? null,
        sesRegion: sesSmtpRegion(smtp.host) ?? smtp.ses?.region ?? null,
      };

/** The user name of SES's SMTP interface is the id of an IAM user's access key (SES Developer Guide, smtp-credentials). */
const sendingKeyOf = ({ aws, smtp }: Profile): string | null => {
  if (aws?.send !== undefined) return aws.send.accessKeyId;
  const username = smtp?.ses === undefined ? undefined : smtp.username;
  return username !== undefined && accessKeyForm(username).kind === 'long-term' ? username : null;
};

const accessKey = (profile: Profile): Sender['accessKey'] => {
  const id = sendingKeyOf(profile);
  return id === null ? null : { id, sameAsProbe: profile.aws?.probe.accessKeyId === id };
};

/** A template that SES holds, as the profile names it. */
export const templatesOf = ({ squareos: { templates } }: Profile): readonly SesTemplate[] =>
  TEMPLATE_NAMES.flatMap((name) => {
    const said = templates[name];
    return typeof said === 'object' ? [{ name, ses: said.ses, data: said.data }] : [];
  });

export const senderOf = (profile: Profile): Sender => {
  const { senderValue, replyTo, returnPath, dkim } = profile.squareos.sender;
  const domain = mailDomain(senderValue) ?? '';
  return {
    address: senderValue,
    domain,
    replyTo: replyTo ?? null,
    returnPath: returnPath ?? null,
    dkim: dkim.map((one) => ({ domain: one.domain.toLowerCase(), selector: one.selector.toLowerCase() })),
    ses: sesPlace(profile, domain),
    relay: relayPlace(profile),
    accessKey: accessKey(profile),
    recipient: profile.live.recipient,
    callbackUrl: profile.callback.url,
    authoritative: profile.dns.authoritative && !allOverHttps(profile.dns.resolvers),
    deep: profile.dns.deep,
    sendsFrom: profile.smtp?.sendsFrom ?? [],
    blocklists: profile.dns.blocklists,
    templates: { named: templatesOf(profile), look: false },
    client: null,
  };
};
