// From a profile to what probes ask with.
import type { Profile } from './profile.ts';
import type { RelayPlace, Sender, SesPlace } from '../core/sender.ts';
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
    tenant: null,
    identityArn: null,
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

const accessKey = ({ aws }: Profile): Sender['accessKey'] =>
  aws?.send === undefined ? null : { id: aws.send.accessKeyId, sameAsProbe: aws.probe.accessKeyId === aws.send.accessKeyId };

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
    client: null,
  };
};
