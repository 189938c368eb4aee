// Why SES is not asked.
export const NO_SES = 'Amazon SES does not serve this tenant.';
