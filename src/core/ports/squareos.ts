// What SquareOS holds for the gym, as it says it itself: an export, or its read API.

export interface SquareosReads {
  /** The answer in the keys of `certify.squareos-state/1`, not yet judged. Throws ObservationError. */
  state(): Promise<unknown>;
}
