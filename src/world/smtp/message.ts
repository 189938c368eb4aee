// Composes the live message with nodemailer and makes it ready for DATA (RFC 5321 §4.5.2).
import MailComposer from 'nodemailer/lib/mail-composer';
import type { OutgoingMessage } from '../../core/ports/smtp.ts';

/** What SES's SMTP interface takes from headers and removes before delivery: the only way to choose a set there. */
const sesHeaders = (nonce: string, ses: { readonly configurationSet: string | null }): { [name: string]: string } => ({
  ...(ses.configurationSet === null ? {} : { 'X-SES-CONFIGURATION-SET': ses.configurationSet }),
  'X-SES-MESSAGE-TAGS': `certify-run=${nonce}`,
});

/** The message as RFC 5322 text with CRLF line ends. */
export const composeMessage = (
  message: OutgoingMessage,
  ses: { readonly configurationSet: string | null } | undefined,
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
      ...(ses === undefined ? {} : sesHeaders(message.nonce, ses)),
    },
    // As AWS spells them; the composer would write X-Ses-.
    normalizeHeaderKey: (name) => (/^x-ses-/i.test(name) ? name.toUpperCase() : name),
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return new Promise((resolve, reject) => {
    composer.compile().build((error, built) => (error === null ? resolve(built) : reject(error)));
  });
};

/** Every line end CRLF, every leading dot doubled, the last line ended; without the final dot. */
export const dotStuffed = (message: Buffer | string): string => {
  const text = message.toString('latin1').replace(/\r\n|\r|\n/g, '\r\n');
  const ended = text.endsWith('\r\n') ? text : `${text}\r\n`;
  return ended.replace(/^\./gm, '..');
};
