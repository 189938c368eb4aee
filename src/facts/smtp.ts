// What the SMTP relay showed.
import type { SmtpSession } from '../core/ports/smtp.ts';

export interface SmtpFacts {
  'smtp.session': SmtpSession;
}
