// A night in the text format of Prometheus (exposition format 0.0.4), for the textfile collector of node_exporter or a push gateway.
import { visible } from '../../masking/neutral.ts';
import type { NightReport } from './night.ts';

type Labels = { readonly [name: string]: string };

interface Metric {
  readonly name: string;
  readonly help: string;
  readonly samples: readonly (readonly [Labels, number])[];
}

const labelValue = (text: string): string =>
  visible(text).replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');

const labelsText = (labels: Labels): string => {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${labelValue(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
};

const metricText = ({ name, help, samples }: Metric): string =>
  samples.length === 0
    ? ''
    : [
        `# HELP ${name} ${help}`,
        `# TYPE ${name} gauge`,
        ...samples.map(([labels, value]) => `${name}${labelsText(labels)} ${value}`),
        '',
      ].join('\n');

const seconds = (at: string | null): number => (at === null ? Number.NaN : Date.parse(at) / 1000);

const counted = (names: readonly string[]): readonly (readonly [string, number])[] => {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
};

/** Ends with a line feed. All are gauges of the newest night: a night is a state, nothing in it only grows. */
export const fleetPrometheus = ({ night, changes, tenants, places }: NightReport): string => {
  const fleet = { fleet: night.fleet };
  const ended = seconds(night.finishedAt);
  const metrics: readonly Metric[] = [
    {
      name: 'certify_fleet_exit_code',
      help: 'How the night ended: 0 nothing new, 1 worse, 2 refused, 3 unseen twice, 4 fault.',
      samples: night.exitCode === null ? [] : [[fleet, night.exitCode]],
    },
    {
      name: 'certify_fleet_night_start_time_seconds',
      help: 'When the night began, in seconds since 1970.',
      samples: [[fleet, seconds(night.startedAt)]],
    },
    {
      name: 'certify_fleet_night_end_time_seconds',
      help: 'When the night ended, in seconds since 1970.',
      samples: Number.isNaN(ended) ? [] : [[fleet, ended]],
    },
    { name: 'certify_fleet_tenants', help: 'Tenants in the inventory.', samples: [[fleet, night.totals.tenants]] },
    {
      name: 'certify_fleet_tenants_by_exit',
      help: 'Tenants by the exit code of their look.',
      samples: Object.entries(night.totals.exits).map(([exit, value]) => [{ ...fleet, exit }, value]),
    },
    {
      name: 'certify_fleet_changes',
      help: 'What is told tonight, by class and by how it weighs.',
      samples: counted(changes.map(({ class: kind, weight }) => `${kind} ${weight}`)).map(([name, value]) => {
        const [kind = '', weight = ''] = name.split(' ');
        return [{ ...fleet, class: kind, weight }, value];
      }),
    },
    {
      name: 'certify_fleet_place_ses_reads',
      help: 'SES reads that the night made in an account and region.',
      samples: places.map(({ place, reads }) => [{ ...fleet, place }, reads]),
    },
    {
      name: 'certify_tenant_exit_code',
      help: 'How the look at a tenant ended: 0 ready, 1 not certified, 2 refused, 3 inconclusive, 4 fault.',
      samples: tenants.map(({ tenant, provider, place, exitCode }) => [
        { ...fleet, tenant, provider: provider ?? '', place },
        exitCode,
      ]),
    },
    {
      name: 'certify_tenant_look_time_seconds',
      help: 'When the tenant was looked at, in seconds since 1970.',
      samples: tenants.map(({ tenant, provider, place, at }) => [
        { ...fleet, tenant, provider: provider ?? '', place },
        seconds(at),
      ]),
    },
  ];
  return metrics.map(metricText).join('');
};
