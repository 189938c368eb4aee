// Host names of SES's SMTP interface, in each partition (AWS General Reference, "Amazon SES endpoints and quotas").

/** Its first group is the region; over a name in lower case without the final dot. */
export const SES_SMTP_HOST =
  /(?:^|\.)email-smtp(?:-fips)?\.([a-z0-9-]+)\.(?:vpce\.)?(?:amazonaws\.com|amazonaws\.com\.cn|amazonaws\.eu|api\.aws)$/;
