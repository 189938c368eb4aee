// Composes the live message with nodemailer and makes it ready for DATA (RFC 5321 §4.5.2).
import MailComposer from 'nodemailer/lib/mail-composer';
import type { OutgoingMessage } from '../../core/ports/smtp.ts';
import type { SesEnvelope } from '../../core/ports/writes.ts';
import { identityIn } from '../../aws/arn.ts';
import { identityDomains } from '../../aws/ses/identity.ts';
import { mailDomain } from '../../text/mail-address.ts';
import type { SenderSettings } from './settings.ts';

/** Whether the identity of this name lets its owner speak for the address. */
const covers = (identity: string, address: string): boolean =>
  identity.toLowerCase() === address.toLowerCase() || identityDomains(mailDomain(address) ?? '').includes(identity.toLowerCase());

/** The identity of another account, named for all that is sent as it (SES Developer Guide, sending-authorization-delegate-sender-tasks-email). */
const identityHeaders = (arn: string, sender: string): { [name: string]: string } => ({
  'X-SES-SOURCE-ARN': arn,
  'X-SES-FROM-ARN': arn,
  // A return path of one's own is no matter of that identity.
  ...(covers(identityIn(arn) ?? '', sender) ? { 'X-SES-RETURN-PATH-ARN': arn } : {}),
});

/** What SES's SMTP interface takes from headers and removes before delivery: the only way to name set, tenant and identity there. */
const sesHeaders = (
  nonce: string,
  { configurationSet, tenant, identityArn }: SesEnvelope,
  sender: string,
): { [name: string]: string } => ({
  ...(configurationSet === null ? {} : { 'X-SES-CONFIGURATION-SET': configurationSet }),
  ...(tenant === null ? {} : { 'X-SES-TENANT': tenant }),
  ...(identityArn === null ? {} : identityHeaders(identityArn, sender)),
  'X-SES-MESSAGE-TAGS': `certify-run=${nonce}`,
});

/** As AWS spells them and a line each; the composer writes X-Ses- and folds a long name behind its colon. Values hold no line end (profile schema). */
const asLines = (headers: { readonly [name: string]: string }): string =>
  Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('');

/** The message as RFC 5322 text with CRLF line ends. `sender` is the envelope's. */
export const composeMessage = (
  message: OutgoingMessage,
  { ses, sender }: Pick<SenderSettings, 'ses' | 'sender'>,
): Promise<Buffer> => {
  const composer = new MailComposer({
    from: message.from,
    to: message.to,
    ...(message.replyTo === null ? {} : { replyTo: message.replyTo }),
    subject: message.subject,
    text: message.text,
    messageId: `<${message.messageId}>`,
    headers: {
      'X-Certify-Run': message.nonce,
      // RFC 3834 §5: nobody's vacation responder should answer a test.
      'Auto-Submitted': 'auto-generated',
    },
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const named = Buffer.from(ses === undefined ? '' : asLines(sesHeaders(message.nonce, ses, sender)));
  return new Promise((resolve, reject) => {
    composer.compile().build((error, built) => (error === null ? resolve(Buffer.concat([named, built])) : reject(error)));
  });
};

/** Every line end CRLF, every leading dot doubled, the last line ended; without the final dot. */
export const dotStuffed = (message: Buffer | string): string => {
  const text = message.toString('latin1').replace(/\r\n|\r|\n/g, '\r\n');
  const ended = text.endsWith('\r\n') ? text : `${text}\r\n`;
  return ended.replace(/^\./gm, '..');
};
