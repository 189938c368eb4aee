// Where readings of a text stand: rooms that are used again.

/** A text read one way: the first `length` of `codes`; `from` and `to` say where in the original each character stood. */
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

const makeRoom = (characters: number): Room => ({
  codes: new Uint16Array(characters + MARGIN),
  from: new Int32Array(characters),
  to: new Int32Array(characters),
});

/** Rooms are used again, since every output is read, most of it a few characters at a time; one for a longer text is made for it alone. */
const KEPT = 8192;
const rooms: Room[] = [];
let taken = 0;

/** Room for a reading that is no longer than what it is made of, until the reader is done. Its users write their places in plain loops. */
export const roomFor = (longest: number): Room => {
  if (longest > KEPT) return makeRoom(longest);
  const room = rooms[taken] ?? makeRoom(KEPT);
  rooms[taken] = room;
  taken += 1;
  return room;
};

/** What `read` gives; the readings that it made are worth nothing afterwards. */
export const reading = <T>(read: () => T): T => {
  const before = taken;
  try {
    return read();
  } finally {
    taken = before;
  }
};

/** The reading that fills so much of a room. */
export const ended = ({ codes, from, to }: Room, length: number): Reading => {
  for (let at = length; at < length + MARGIN; at += 1) codes[at] = 0;
  return { codes, from, to, length };
};
