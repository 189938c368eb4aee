// The mark of a run's message: in its subject, in a header and in the SES tag `certify-run`.

/** 24 hex digits after `certify-`: fits SES tags ([A-Za-z0-9_-], at most 256) and survives any subject encoding. */
export const NONCE_PATTERN = /\bcertify-[0-9a-f]{24}\b/;

/** SES message tag that carries the nonce. */
export const NONCE_TAG = 'certify-run';

/** Header of a message sent over SMTP that carries the nonce. */
export const NONCE_HEADER = 'X-Certify-Run';
