// The queue of posts that SNS owes: durable before the first attempt, tried again on 5xx, 429 and silence, settled on an answer.
import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../../core/json.ts';
import type { LabState } from '../state.ts';
import type { ForgedPost } from './forge.ts';
import { post, type PostResult } from './post.ts';

/** One post to one endpoint. */
export interface Delivery {
  readonly id: string;
  readonly endpoint: string;
  readonly headers: { readonly [name: string]: string };
  readonly body: string;
  /** Epoch milliseconds. */
  readonly dueAt: number;
}

/** A post that is to be queued, and the forgeries that reach the endpoint before it. */
export interface OwedPost extends Omit<Delivery, 'id'> {
  readonly forgeries: readonly ForgedPost[];
}

/** How one delivery ended: the HTTP status, or why there is none. */
export interface Settled {
  readonly id: string;
  readonly result: string;
}

const deliveryOf = ({ endpoint, headers, body, dueAt }: OwedPost): Delivery => ({
  id: randomUUID(),
  endpoint,
  headers,
  body,
  dueAt,
});
const plain = (delivery: Delivery): JsonObject & { readonly id: string } => ({ ...delivery });

/** Faster than the 20 seconds of AWS, slow enough for a receiver to be restarted meanwhile. */
const RETRY_MS = [200, 500, 1000, 2000, 3000];
const MAX_ATTEMPTS = 40;

const retryable = (result: PostResult): boolean =>
  result.kind === 'failed' || (result.kind === 'answered' && (result.status >= 500 || result.status === 429));

const word = (result: PostResult): string =>
  result.kind === 'answered' ? String(result.status) : result.kind === 'failed' ? result.code : result.kind;

export class Deliveries {
  readonly #state: LabState;
  readonly #caPem: string;
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #running = new Set<Promise<void>>();
  #stopped = false;
  /** Newest last. */
  readonly settled: Settled[] = [];
  /** What forged posts were answered, newest last. */
  readonly forged: Settled[] = [];

  constructor(state: LabState, caPem: string) {
    this.#state = state;
    this.#caPem = caPem;
  }

  /** Queues one post; it is on disk when this returns. */
  add(owed: OwedPost): void {
    const delivery = deliveryOf(owed);
    this.#state.append({ type: 'delivery', delivery: plain(delivery) });
    this.#schedule(delivery, 1, delivery.dueAt, owed.forgeries);
  }

  /** Queues everything that follows from an accepted message, in one line with it: after a crash there is both or neither. */
  addWithMessage(message: JsonObject, owed: readonly OwedPost[]): void {
    const deliveries = owed.map((one) => ({ delivery: deliveryOf(one), forgeries: one.forgeries }));
    this.#state.append({ type: 'accepted', message, deliveries: deliveries.map(({ delivery }) => plain(delivery)) });
    for (const { delivery, forgeries } of deliveries) this.#schedule(delivery, 1, delivery.dueAt, forgeries);
  }

  /** Takes up what an earlier process of the same lab had not settled. */
  resume(): void {
    const open = new Map<string, Delivery>();
    for (const line of this.#state.past) {
      const owed = line.type === 'accepted' ? line.deliveries : line.type === 'delivery' ? [line.delivery] : [];
      for (const delivery of owed) open.set(delivery.id, delivery as unknown as Delivery);
      if (line.type === 'settled') open.delete(line.id);
    }
    for (const delivery of open.values()) this.#schedule(delivery, 1, delivery.dueAt, []);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const timer of this.#timers) clearTimeout(timer);
    await Promise.all(this.#running);
  }

  #schedule(delivery: Delivery, attempt: number, at: number, forgeries: readonly ForgedPost[]): void {
    if (this.#stopped) return;
    const timer = setTimeout(
      () => {
        this.#timers.delete(timer);
        const work = this.#attempt(delivery, attempt, forgeries).finally(() => this.#running.delete(work));
        this.#running.add(work);
      },
      Math.max(0, at - Date.now()),
    );
    this.#timers.add(timer);
  }

  async #attempt(delivery: Delivery, attempt: number, forgeries: readonly ForgedPost[]): Promise<void> {
    for (const forged of forgeries) {
      this.forged.push({ id: delivery.id, result: word(await post(forged.endpoint, forged.headers, forged.body, this.#caPem)) });
    }
    const result = await post(delivery.endpoint, delivery.headers, delivery.body, this.#caPem);
    if (retryable(result) && (this.#stopped || attempt < MAX_ATTEMPTS)) {
      this.#schedule(delivery, attempt + 1, Date.now() + (RETRY_MS[attempt - 1] ?? 3000), []);
      return;
    }
    this.#state.append({ type: 'settled', id: delivery.id, result: word(result) });
    this.settled.push({ id: delivery.id, result: word(result) });
  }
}
