// What the profile says about SES, for a tenant of SES and for one that uses SES's SMTP interface.
import type { Profile } from '../../core/profile.ts';
import { sesSmtpRegion } from '../../aws/region.ts';
import { mailDomain } from '../../text/mail-address.ts';

export interface SesContext {
  readonly region: string;
  /** Address or domain. */
  readonly identity: string;
  /** The From address. */
  readonly sender: string;
  readonly senderDomain: string;
  /** The set that the platform passes; null when it passes none. */
  readonly configurationSet: string | null;
  readonly topicArn: string | null;
}

const fromSmtp = (profile: Profile, sender: string, senderDomain: string): SesContext | null => {
  const { smtp } = profile;
  if (smtp?.ses === undefined) return null;
  const region = smtp.ses.region ?? sesSmtpRegion(smtp.host);
  if (region === null) return null;
  return {
    region,
    identity: senderDomain,
    sender,
    senderDomain,
    configurationSet: smtp.ses.configurationSet ?? null,
    topicArn: smtp.ses.snsTopicArn ?? null,
  };
};

/** null when no part of SES serves this tenant. */
export const sesContext = (profile: Profile): SesContext | null => {
  const sender = profile.squareos.sender.senderValue;
  const senderDomain = mailDomain(sender) ?? '';
  const { ses } = profile;
  if (profile.provider === 'SMTP' || ses === undefined) return fromSmtp(profile, sender, senderDomain);
  return {
    region: ses.region,
    identity: ses.identity,
    sender,
    senderDomain,
    configurationSet: ses.configurationSet ?? null,
    topicArn: ses.snsTopicArn ?? null,
  };
};

export const NO_SES = 'Amazon SES does not serve this tenant.';
