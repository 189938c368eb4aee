// Where readings of a text stand: rooms that are used again.

/** A text read one way: the first `length` of `codes`; `from` and `to` say where in the original each character stood, or are empty. */
export interface Reading {
  readonly codes: Uint16Array;
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly length: number;
}

interface Room {
  readonly codes: Uint16Array;
  readonly from: Int32Array;
  readonly to: Int32Array;
}

/** Signs after the end that are none: no escape reaches further ahead, so that none is read into what stood there before. */
const MARGIN = 16;

const NO_PLACES = new Int32Array();

const makeRoom = (characters: number, placed: boolean): Room => ({
  codes: new Uint16Array(characters + MARGIN),
  from: placed ? new Int32Array(characters) : NO_PLACES,
  to: placed ? new Int32Array(characters) : NO_PLACES,
});

/** Rooms are used again, since every output is read: with places those for a few lines, without them those for a record. A longer one is made for its text alone. */
const KEPT = { placed: 8192, unplaced: 524_288 };
const kept: { readonly [K in keyof typeof KEPT]: Room[] } = { placed: [], unplaced: [] };
const taken = { placed: 0, unplaced: 0 };

/** Room for a reading that is no longer than what it is made of, until the reader is done. Its users write their places in plain loops. */
export const roomFor = (longest: number, placed: boolean): Room => {
  const kind = placed ? 'placed' : 'unplaced';
  if (longest > KEPT[kind]) return makeRoom(longest, placed);
  const known = kept[kind][taken[kind]];
  const fits = known !== undefined && known.codes.length >= longest + MARGIN;
  const room = fits ? known : makeRoom(Math.max(longest, KEPT.placed), placed);
  kept[kind][taken[kind]] = room;
  taken[kind] += 1;
  return room;
};

/** A text as written. `placed`: each character stands at its own number and ends at the next; else nothing says where it stood. */
export const written = (text: string, placed: boolean): Reading => {
  const { length } = text;
  const room = roomFor(length, placed);
  const { codes, from, to } = room;
  Buffer.from(codes.buffer).write(text, 'utf16le');
  const end = placed ? length : 0;
  for (let at = 0; at < end; at += 1) {
    from[at] = at;
    to[at] = at + 1;
  }
  return ended(room, length);
};

/** Fewer are copied one by one. */
const MANY = 24;

/** Puts the characters of `read` from `at` to `end` into a room, with their places. */
export const copied = ({ codes, from, to }: Reading, at: number, end: number, room: Room, length: number): void => {
  if (end - at >= MANY) room.codes.set(codes.subarray(at, end), length);
  else for (let n = at; n < end; n += 1) room.codes[length + n - at] = codes[n] ?? 0;
  if (from.length === 0) return;
  for (let n = at; n < end; n += 1) {
    room.from[length + n - at] = from[n] ?? 0;
    room.to[length + n - at] = to[n] ?? 0;
  }
};

/** What `read` gives; the readings that it made are worth nothing afterwards. */
export const reading = <T>(read: () => T): T => {
  const before = { ...taken };
  try {
    return read();
  } finally {
    Object.assign(taken, before);
  }
};

/** The reading that fills so much of a room. */
export const ended = ({ codes, from, to }: Room, length: number): Reading => {
  for (let at = length; at < length + MARGIN; at += 1) codes[at] = 0;
  return { codes, from, to, length };
};
