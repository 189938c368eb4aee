// Counters in the text format of Prometheus. Labels are words of the contract, never anything that was sent.
import type { CallbackLog } from './log.ts';

export interface Metrics {
  readonly callback: (line: CallbackLog) => void;
  /** Recipients whose event was news, duplicates, dead letters. */
  readonly applied: (counts: { readonly processed: number; readonly duplicates: number; readonly errors: number }) => void;
  render(gauges: { readonly [name: string]: number }): string;
}

/** Upper bounds, seconds. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5] as const;

const HELP = {
  certify_callbacks_total: 'Requests by endpoint, status and reason.',
  certify_events_total: 'Recipients of verified callbacks by what became of them.',
  certify_callback_seconds: 'Time to answer a callback.',
} as const;

export const createMetrics = (): Metrics => {
  const requests = new Map<string, number>();
  const events = { processed: 0, duplicates: 0, errors: 0 };
  /** Each callback in the narrowest that it fits. */
  const buckets = BUCKETS.map(() => 0);
  const upTo = (index: number): number => buckets.slice(0, index + 1).reduce((sum, one) => sum + one, 0);
  let count = 0;
  let sum = 0;
  const head = (name: keyof typeof HELP, type: string): string => `# HELP ${name} ${HELP[name]}\n# TYPE ${name} ${type}\n`;
  return {
    callback: ({ endpoint, status, reason, durationMs }) => {
      const key = `endpoint="${endpoint}",status="${status}",reason="${reason ?? ''}"`;
      requests.set(key, (requests.get(key) ?? 0) + 1);
      const seconds = durationMs / 1000;
      const first = BUCKETS.findIndex((bound) => seconds <= bound);
      if (first !== -1) buckets[first] = (buckets[first] ?? 0) + 1;
      count += 1;
      sum += seconds;
    },
    applied: ({ processed, duplicates, errors }) => {
      events.processed += processed;
      events.duplicates += duplicates;
      events.errors += errors;
    },
    render: (gauges) =>
      [
        head('certify_callbacks_total', 'counter'),
        ...[...requests].map(([labels, value]) => `certify_callbacks_total{${labels}} ${value}\n`),
        head('certify_events_total', 'counter'),
        ...Object.entries(events).map(([outcome, value]) => `certify_events_total{outcome="${outcome}"} ${value}\n`),
        head('certify_callback_seconds', 'histogram'),
        ...BUCKETS.map((bound, index) => `certify_callback_seconds_bucket{le="${bound}"} ${upTo(index)}\n`),
        `certify_callback_seconds_bucket{le="+Inf"} ${count}\n`,
        `certify_callback_seconds_sum ${sum}\ncertify_callback_seconds_count ${count}\n`,
        ...Object.entries(gauges).map(([name, value]) => `# TYPE ${name} gauge\n${name} ${value}\n`),
      ].join(''),
  };
};
