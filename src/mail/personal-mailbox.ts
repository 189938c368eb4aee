// Hosts and domains of consumer mailboxes: fine for a person, not for a gym's invoices.
import { canonicalName, labelsOf } from '../text/domain-name.ts';

const CONSUMER = [
  'gmail.com',
  'googlemail.com',
  'icloud.com',
  'me.com',
  'mac.com',
  'aol.com',
  'mail.com',
  'web.de',
  't-online.de',
  'mail.ru',
  'rediffmail.com',
  'qq.com',
  '163.com',
  '126.com',
  'comcast.net',
  'proton.me',
  'protonmail.com',
  'libero.it',
  'orange.fr',
  'zoho.com',
  'zoho.in',
  'zoho.eu',
];

/** Providers with a domain in many countries: `yahoo.co.in`, `hotmail.fr`, `gmx.net`. */
const CONSUMER_EVERYWHERE = /^(yahoo|hotmail|outlook|live|gmx|yandex)\.([a-z]{2,3})(\.[a-z]{2})?$/;

/** Hosts under a consumer's domain that are relays for organisations. */
const RELAYS = ['smtp-relay.gmail.com', 'smtp.bizmail.yahoo.com'];

/** The consumer domain that a mail domain belongs to, such as `gmail.com`; null when it is none. */
export const consumerDomain = (domain: string): string | null => {
  const labels = labelsOf(domain);
  const tails = labels.map((_, from) => labels.slice(from).join('.'));
  return tails.find((tail) => CONSUMER.includes(tail) || CONSUMER_EVERYWHERE.test(tail)) ?? null;
};

/** The consumer domain whose mailboxes submit through this SMTP host; null for a relay. */
export const personalMailboxHost = (host: string): string | null => {
  const name = canonicalName(host);
  return RELAYS.includes(name) ? null : consumerDomain(name);
};
