// The source runbook, as a reference for what no RFC or AWS page says.

/** Names the sentence of the source document that demands it. */
export const runbook = (where: string): string => `Amazon SES and SMTP email provider setup runbook: ${where}`;

export const CHANNEL_ACCOUNT = 'SquareOS Admin / Email Setting / Channel Account';
