// A night's changes as CSV: a line each, the gravest first, for spreadsheets.
import type { Change } from '../../core/fleet.ts';
import { called } from '../../core/owner.ts';
import { csvText } from '../csv/text.ts';
import { byGravity } from './grouped.ts';
import type { NightReport } from './night.ts';

const COLUMNS = [
  'night',
  'class',
  'weight',
  'tenant',
  'place',
  'check',
  'reason',
  'status',
  'severity',
  'owner',
  'says',
  'fix',
  'firstSeenNight',
  'firstSeenAt',
  'expectedTicket',
  'expectedUntil',
  'root',
  'fingerprint',
] as const;

const row = (change: Change): readonly string[] => [
  change.night,
  change.class,
  change.weight,
  change.tenant ?? '',
  change.place ?? '',
  change.check ?? '',
  change.reason ?? '',
  change.status ?? '',
  change.severity,
  called(change.owner, change.who),
  change.says,
  change.fix ?? '',
  change.firstSeen.night,
  change.firstSeen.at,
  change.expected?.ticket ?? '',
  change.expected?.expires ?? '',
  change.root,
  change.fingerprint,
];

export const fleetCsv = ({ changes }: NightReport): string => csvText([COLUMNS, ...byGravity(changes).map(row)]);
