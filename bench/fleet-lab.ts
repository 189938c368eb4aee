// The lab's fleet in a process of its own, which tells every quarter of a second how often each account was asked.
import { startLabFleet } from '../src/lab/fleet/world.ts';

interface Wanted {
  readonly tenants: number;
  readonly rate: number;
  readonly hanging: number;
  readonly stateDir: string;
  readonly root: string;
}

const ACCOUNTS = Array.from({ length: 10 }, (_, index) => index);

process.once('message', (wanted: Wanted) => {
  void (async () => {
    const { rate, ...rest } = wanted;
    const fleet = await startLabFleet({ ...rest, readsPerSecond: rate });
    process.send?.({ config: fleet.config, names: fleet.tenants.map(({ name }) => name) });
    const told = setInterval(() => {
      const reads = ACCOUNTS.map((account) =>
        Object.entries(fleet.requests(account))
          .filter(([operation]) => operation.startsWith('ses:'))
          .reduce((sum, [, count]) => sum + count, 0),
      );
      process.send?.({ at: performance.now(), reads, throttled: ACCOUNTS.map((account) => fleet.throttled(account)) });
    }, 250);
    process.once('message', () => {
      clearInterval(told);
      void fleet.stop().then(() => process.disconnect());
    });
  })();
});
