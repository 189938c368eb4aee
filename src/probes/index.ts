// Fact key → lazy import, so that `certify dns` loads no AWS SDK.
import type { FactKey } from '../facts/index.ts';
import type { AnyProbe } from './probe.ts';

export const probes: { readonly [K in FactKey]?: () => Promise<AnyProbe> } = {
  'profile.tenant': () => import('./profile/tenant.ts').then((m) => m.tenantProbe),
  'profile.secrets': () => import('./profile/secrets.ts').then((m) => m.secretsProbe),
  'sts.probeIdentity': () => import('./sts/probe-identity.ts').then((m) => m.probeIdentityProbe),
  'sts.sendIdentity': () => import('./sts/send-identity.ts').then((m) => m.sendIdentityProbe),
  'iam.sendKey': () => import('./iam/send-key.ts').then((m) => m.sendKeyProbe),
  'ses.account': () => import('./ses/account.ts').then((m) => m.accountProbe),
  'ses.identity': () => import('./ses/identity.ts').then((m) => m.identityProbe),
  'ses.configurationSet': () => import('./ses/configuration-set.ts').then((m) => m.configurationSetProbe),
  'ses.eventDestinations': () => import('./ses/event-destinations.ts').then((m) => m.eventDestinationsProbe),
  'ses.feedbackTopics': () => import('./ses/feedback-topics.ts').then((m) => m.feedbackTopicsProbe),
  'ses.suppressedRecipient': () => import('./ses/suppressed-recipient.ts').then((m) => m.suppressedRecipientProbe),
  'sns.topic': () => import('./sns/topic.ts').then((m) => m.topicProbe),
  'kms.topicKey': () => import('./kms/topic-key.ts').then((m) => m.topicKeyProbe),
  'sns.subscriptions': () => import('./sns/subscriptions.ts').then((m) => m.subscriptionsProbe),
  'dns.zones': () => import('./dns/zones.ts').then((m) => m.zonesProbe),
  'dns.dkim': () => import('./dns/dkim.ts').then((m) => m.dkimProbe),
  'dns.dkimKeys': () => import('./dns/dkim-keys.ts').then((m) => m.dkimKeysProbe),
  'dns.spf': () => import('./dns/spf.ts').then((m) => m.spfProbe),
  'dns.mailFrom': () => import('./dns/mail-from.ts').then((m) => m.mailFromProbe),
  'dns.mailDomains': () => import('./dns/mail-domains.ts').then((m) => m.mailDomainsProbe),
  'dns.alignment': () => import('./dns/alignment.ts').then((m) => m.alignmentProbe),
  'dns.dmarc': () => import('./dns/dmarc.ts').then((m) => m.dmarcProbe),
  'dns.whereSeen': () => import('./dns/where-seen.ts').then((m) => m.whereSeenProbe),
  'smtp.session': () => import('./smtp/session.ts').then((m) => m.smtpSessionProbe),
  'smtp.otherMode': () => import('./smtp/other-mode.ts').then((m) => m.smtpOtherModeProbe),
  'smtp.openRelay': () => import('./smtp/open-relay.ts').then((m) => m.smtpOpenRelayProbe),
  'smtp.injection': () => import('./smtp/injection.ts').then((m) => m.smtpInjectionProbe),
  'smtp.tlsOffers': () => import('./smtp/tls-offers.ts').then((m) => m.smtpTlsOffersProbe),
};
