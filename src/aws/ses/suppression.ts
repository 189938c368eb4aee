// Bounces and complaints that SES makes by itself, without sending: the address was on a list, or SES did not trust it (SES guide, "Contents of event data").

export type SuppressionList = 'account' | 'tenant' | 'global' | 'contacts' | 'validation';

const LISTS: { readonly [subtype: string]: SuppressionList } = {
  OnAccountSuppressionList: 'account',
  OnTenantSuppressionList: 'tenant',
  Suppressed: 'global',
  UnsubscribedRecipient: 'contacts',
  EmailValidationSuppressed: 'validation',
};

/** The list for whose sake SES never sent; null for any other sub-type. */
export const suppressedBy = (subtype: string | null): SuppressionList | null =>
  subtype !== null && Object.hasOwn(LISTS, subtype) ? (LISTS[subtype] ?? null) : null;
