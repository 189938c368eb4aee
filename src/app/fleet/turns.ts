// Whose turn it is to send, of an account and region.
import { systemClock } from '../../world/clock.ts';

/** One message at a time of an account and region, at the pace that SES said it allows, and never faster than one a second. */
export class SendTurns {
  readonly #next = new Map<string, number>();
  /** Milliseconds that a callback is waited for. */
  readonly callbackMs: number;

  constructor(callbackMs: number) {
    this.callbackMs = callbackMs;
  }

  async take(place: string, perSecond: number | null, signal: AbortSignal): Promise<void> {
    const now = systemClock.elapsed();
    const at = Math.max(now, this.#next.get(place) ?? 0);
    this.#next.set(place, at + 1000 / Math.min(1, Math.max(0.1, perSecond ?? 1)));
    if (at > now) await systemClock.sleep(at - now, signal);
  }
}
