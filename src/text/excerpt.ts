// A text from DNS inside a sentence: as much of it as a person needs to recognise it.

const MOST = 120;

/** At most 120 characters, cut with an ellipsis, and never within one: half a pair cannot be recorded (RFC 8785). Outputs neutralise it. */
export const excerpt = (text: string): string =>
  text.length <= MOST ? text : `${text.slice(0, MOST - 1).replace(/[\ud800-\udbff]$/, '')}…`;
