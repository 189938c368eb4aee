// Who sends, by the vendor's own domain that its mail authenticates as beside the customer's. A domain that only claims (a result other than pass) names nobody.

/** Domains that a service signs or bounces with when, or although, the customer's own is set up: from its published setup guides. */
const SENDERS: readonly (readonly [name: string, domains: readonly string[]])[] = [
  ['Amazon SES', ['amazonses.com']],
  ['SendGrid', ['sendgrid.net', 'sendgrid.info']],
  ['Mailgun', ['mailgun.org', 'mailgun.net']],
  ['Postmark', ['mtasv.net', 'postmarkapp.com']],
  ['SparkPost', ['sparkpostmail.com', 'sparkpostmail1.com']],
  ['Mailchimp', ['mcsv.net', 'rsgsv.net', 'mandrillapp.com', 'mcdlv.net']],
  ['Brevo', ['sendinblue.com', 'brevo.com', 'brevosend.com', 'sender-sib.com']],
  ['Mailjet', ['mailjet.com']],
  ['Resend', ['resend.dev']],
  ['Google Workspace', ['gappssmtp.com', 'gmail.com', 'google.com', 'googlemail.com']],
  ['Microsoft 365', ['onmicrosoft.com', 'outlook.com', 'hotmail.com']],
  ['Zoho', ['zoho.com', 'zohomail.com', 'zeptomail.com']],
  ['HubSpot', ['hubspotemail.net', 'hubspot.com']],
  ['Stripe', ['stripe.com']],
  ['Zendesk', ['zendesk.com']],
  ['Salesforce', ['salesforce.com', 'exacttarget.com']],
];

const BY_DOMAIN: ReadonlyMap<string, string> = new Map(
  SENDERS.flatMap(([name, domains]) => domains.map((one) => [one, name] as const)),
);

/** The name and all above it. */
const upward = (domain: string): readonly string[] => {
  const labels = domain.split('.');
  return labels.map((_, from) => labels.slice(from).join('.'));
};

/** The service whose domain, or a name below it, is among these (in lower case); null: none that is known. */
export const senderOf = (domains: readonly string[]): string | null => {
  const known = domains.flatMap(upward).find((one) => BY_DOMAIN.has(one));
  return known === undefined ? null : (BY_DOMAIN.get(known) ?? null);
};
