// Whether a message is whole: every length in it is kept. dns-packet reads past a wrong RDLENGTH and shortens a cut TXT without an error.

const HEADER = 12;
const POINTER = 0xc0;

/** Offset after the name at `at`; null when it breaks off, points forward or has a label of an unknown kind. */
const afterName = (message: Buffer, at: number): number | null => {
  for (let offset = at; offset < message.length; ) {
    const length = message.readUInt8(offset);
    if (length === 0) return offset + 1;
    if (length >= POINTER) {
      if (offset + 1 >= message.length) return null;
      const target = message.readUInt16BE(offset) & 0x3fff;
      return target >= HEADER && target < at ? offset + 2 : null;
    }
    if (length > 63) return null;
    offset += 1 + length;
  }
  return null;
};

const namesFill = (message: Buffer, start: number, end: number, count: number): boolean => {
  let at: number | null = start;
  for (let index = 0; index < count && at !== null; index += 1) at = afterName(message, at);
  return at === end;
};

const stringsFill = (message: Buffer, start: number, end: number): boolean => {
  let at = start;
  while (at < end) at += 1 + message.readUInt8(at);
  return at === end && end > start;
};

/** Whether the data of one record has the shape of its type and ends where RDLENGTH says. */
const dataFits = (message: Buffer, type: number, start: number, end: number): boolean => {
  switch (type) {
    case 1:
      return end - start === 4;
    case 28:
      return end - start === 16;
    case 2:
    case 5:
    case 12:
    case 39:
      return namesFill(message, start, end, 1);
    case 6:
      return end - start >= 22 && namesFill(message, start, end - 20, 2);
    case 15:
      return end - start >= 3 && namesFill(message, start + 2, end, 1);
    case 16:
    case 99:
      return stringsFill(message, start, end);
    case 33:
      return end - start >= 7 && namesFill(message, start + 6, end, 1);
    case 43:
      return end - start > 4;
    case 52:
      return end - start > 3;
    case 257:
      return end - start >= 2 && start + 2 + message.readUInt8(start + 1) <= end;
    default:
      return true;
  }
};

/** Whether header counts, names, lengths and the end of the message all agree. */
export const isWhole = (message: Buffer): boolean => {
  if (message.length < HEADER) return false;
  let at: number | null = HEADER;
  for (let left = message.readUInt16BE(4); left > 0; left -= 1) {
    at = afterName(message, at);
    if (at === null || at + 4 > message.length) return false;
    at += 4;
  }
  for (let left = message.readUInt16BE(6) + message.readUInt16BE(8) + message.readUInt16BE(10); left > 0; left -= 1) {
    at = afterName(message, at);
    if (at === null || at + 10 > message.length) return false;
    const start: number = at + 10;
    const end: number = start + message.readUInt16BE(at + 8);
    if (end > message.length || !dataFits(message, message.readUInt16BE(at), start, end)) return false;
    at = end;
  }
  return at === message.length;
};
