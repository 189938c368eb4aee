// The SMTP doors of one tenant: one session for probe and send.
import { hostname } from 'node:os';
import type { DnsPort } from '../../core/ports/dns.ts';
import type { SmtpPort, SmtpSender } from '../../core/ports/smtp.ts';
import type { Profile, SmtpSection } from '../../core/profile.ts';
import { lookupThrough } from '../lookup.ts';
import type { SecretStore } from '../secrets/port.ts';
import { createSmtpPort } from './port.ts';
import { createSmtpSender } from './sender.ts';
import type { SenderSettings } from './settings.ts';

/** RFC 5321 §4.1.1.1: a qualified name, else an address literal. */
const ehloName = (): string => (hostname().includes('.') ? hostname() : '[127.0.0.1]');

const settingsOf = (
  profile: Profile,
  smtp: SmtpSection,
  secrets: SecretStore,
  dns: DnsPort,
  trust: { readonly ca?: string },
  transcript: ((line: string) => void) | undefined,
): SenderSettings => ({
  username: smtp.username ?? null,
  password: secrets.get('smtp.password') ?? null,
  ...trust,
  ehloName: ehloName(),
  sender: profile.squareos.sender.returnPath ?? profile.squareos.sender.senderValue,
  recipient: profile.live.recipient,
  ...(profile.dns.resolvers.length === 0 ? {} : { lookup: lookupThrough(dns) }),
  ...(transcript === undefined ? {} : { transcript: (line) => transcript(`smtp ${line.who}: ${line.text}`) }),
  target: { host: smtp.host, port: smtp.port, secure: smtp.secure },
  ...(smtp.relay === undefined ? {} : { relay: smtp.relay }),
  ...(smtp.queueIdPattern === undefined ? {} : { queueIdPattern: smtp.queueIdPattern }),
  ...(smtp.ses === undefined ? {} : { ses: { configurationSet: smtp.ses.configurationSet ?? null } }),
});

export const smtpDoor = (...given: Parameters<typeof settingsOf>): { readonly port: SmtpPort; readonly sender: SmtpSender } => {
  const settings = settingsOf(...given);
  return { port: createSmtpPort(settings), sender: createSmtpSender(settings) };
};
