// What a scenario does to requests besides answering them: faults, throttling, latency; and the count of every operation.
import { isObject } from '../scenario/fill.ts';
import type { FaultSpec, Scenario } from '../scenario/types.ts';
import { AwsError } from './call.ts';

/** `hang`: never answered · `reset`: cut before anything is done · `reset-after`: done, then cut · a fault: what is said instead. */
export type Disturbance = 'hang' | 'reset' | 'reset-after' | FaultSpec | null;

export class Conditions {
  readonly #scenario: Scenario;
  readonly #used = new Map<FaultSpec, number>();
  readonly #counts = new Map<string, number>();
  /** Requests that were told to slow down. */
  throttled = 0;
  #tokens: number;
  #refilled = Date.now();

  constructor(scenario: Scenario) {
    this.#scenario = scenario;
    this.#tokens = scenario.throttle?.burst ?? 0;
  }

  /** service:Operation → requests received. */
  counts(): { readonly [operation: string]: number } {
    return Object.fromEntries(this.#counts);
  }

  /** Counts the request, then throws the error that the scenario has for it, or tells how to disturb it. */
  apply(service: string, operation: string): Disturbance {
    const key = `${service}:${operation}`;
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
    this.#throttle(service, operation);
    const fault = this.#scenario.faults.find((candidate) => this.#fits(candidate, service, operation));
    if (fault === undefined) return null;
    this.#used.set(fault, (this.#used.get(fault) ?? 0) + 1);
    if (fault.error === 'hang' || fault.error === 'reset' || fault.error === 'reset-after') return fault.error;
    if (typeof fault.body === 'string' || isObject(fault.members)) return fault;
    throw new AwsError(fault.error, fault.status, fault.message);
  }

  delay(): Promise<void> {
    const { latencyMs } = this.#scenario;
    return latencyMs > 0 ? new Promise((resolve) => setTimeout(resolve, latencyMs)) : Promise.resolve();
  }

  #fits(fault: FaultSpec, service: string, operation: string): boolean {
    if (fault.service !== null && fault.service !== service) return false;
    if (fault.operation !== null && fault.operation !== operation) return false;
    return fault.times === null || (this.#used.get(fault) ?? 0) < fault.times;
  }

  /** Sends have a quota of their own ("SES API calls except SendEmail", SES quotas page). */
  #throttle(service: string, operation: string): void {
    const { throttle } = this.#scenario;
    if (throttle === null || throttle.service !== service || operation.startsWith('Send')) return;
    const now = Date.now();
    this.#tokens = Math.min(throttle.burst, this.#tokens + ((now - this.#refilled) / 1000) * throttle.perSecond);
    this.#refilled = now;
    if (this.#tokens < 1) {
      this.throttled += 1;
      throw new AwsError(throttle.error, throttle.status, 'Too many requests');
    }
    this.#tokens -= 1;
  }
}
