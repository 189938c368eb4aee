// The SMTP doors of one tenant: one session for probe and send.
import type { SmtpPort, SmtpSender } from '../../core/ports/smtp.ts';
import type { RelayAccount } from '../../core/places.ts';
import type { LookupAddresses } from './connect.ts';
import type { SecretStore } from '../secrets/port.ts';
import { createSmtpPort } from './port.ts';
import { createSmtpSender } from './sender.ts';
import type { SenderSettings } from './settings.ts';

const settingsOf = (
  relay: RelayAccount,
  secrets: SecretStore,
  lookup: LookupAddresses | null,
  guard: { readonly ca?: string; readonly allowPrivate: boolean },
  transcript: ((line: string) => void) | undefined,
): SenderSettings => ({
  username: relay.username,
  password: secrets.get('smtp.password') ?? null,
  ...guard,
  ehloName: relay.ehloName,
  sender: relay.sender,
  recipient: relay.recipient,
  ...(lookup === null ? {} : { lookup }),
  ...(transcript === undefined ? {} : { transcript: (line) => transcript(`smtp ${line.who}: ${line.text}`) }),
  target: { host: relay.host, port: relay.port, secure: relay.secure },
  ...(relay.relay === null ? {} : { relay: relay.relay }),
  ...(relay.queueIdPattern === null ? {} : { queueIdPattern: relay.queueIdPattern }),
  ...(relay.ses === null ? {} : { ses: relay.ses }),
});

export const smtpDoor = (...given: Parameters<typeof settingsOf>): { readonly port: SmtpPort; readonly sender: SmtpSender } => {
  const settings = settingsOf(...given);
  return { port: createSmtpPort(settings), sender: createSmtpSender(settings) };
};
