// Address lists of header fields (RFC 5322 §3.4): addresses only, in one pass; display names and comments are dropped.
import { parseMailAddress, type MailAddress } from '../../text/mail-address.ts';

/** More are not read. */
const MOST = 100;

interface Scan {
  readonly pieces: readonly string[];
}

/** Splits at commas, semicolons and the colon of a group, outside quoted strings, comments and angle brackets; comments are left out. */
const split = (text: string): Scan => {
  const pieces: string[] = [];
  let piece = '';
  let [quoted, depth, angle] = [false, 0, false];
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at] ?? '';
    if (sign === '\\' && (quoted || depth > 0)) {
      if (quoted) piece += sign + (text[at + 1] ?? '');
      at += 1;
    } else if (depth > 0) {
      depth += sign === '(' ? 1 : sign === ')' ? -1 : 0;
    } else if (sign === '"') {
      quoted = !quoted;
      piece += sign;
    } else if (quoted) {
      piece += sign;
    } else if (sign === '(') {
      depth = 1;
    } else if (angle ? sign === '>' : /[,;:]/.test(sign)) {
      if (angle) piece += sign;
      else {
        pieces.push(piece);
        piece = '';
      }
      angle = false;
    } else {
      if (sign === '<') angle = true;
      piece += sign;
    }
  }
  return { pieces: [...pieces, piece] };
};

/** `Name <a@b>` → `a@b`: what stands in the last angle brackets, else the last word. */
const addressIn = (piece: string): string => {
  const open = piece.lastIndexOf('<');
  if (open >= 0) {
    const close = piece.indexOf('>', open);
    return piece.slice(open + 1, close < 0 ? undefined : close).trim();
  }
  return piece.trim();
};

/** Addresses that mail can go to, in their order; whatever else stands there is left out. */
export const parseAddressList = (text: string): readonly MailAddress[] =>
  split(text)
    .pieces.flatMap((piece) => parseMailAddress(addressIn(piece)) ?? [])
    .slice(0, MOST);

/** Return-Path: an address, or null for the null sender `<>`; undefined when it is neither. */
export const parsePath = (text: string): MailAddress | null | undefined => {
  const inside = addressIn(text.trim());
  return inside === '' && text.includes('<') ? null : (parseMailAddress(inside) ?? undefined);
};
