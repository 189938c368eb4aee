// Alerts of a night: one a cause, and its words for a chat, a mail and a terminal.
import { createHash } from 'node:crypto';
import type { Alert, Change, Night } from '../../core/fleet.ts';
import { called } from '../../core/owner.ts';
import { visible } from '../../masking/neutral.ts';
import { type ChangeGroup, groupChanges, groupFix } from './grouped.ts';
import { CLASS_SAYS, tenantsText } from './words.ts';

const MOST_NAMES = 50;

const idOf = ({ fleet, name }: Night, { change, oneCause }: ChangeGroup): string =>
  createHash('sha256')
    .update(JSON.stringify([fleet, name, change.class, change.weight, oneCause ? change.root : [change.check, change.reason]]))
    .digest('hex')
    .slice(0, 32);

const alertOf = (night: Night, group: ChangeGroup): Alert => {
  const { change, tenants, oneCause } = group;
  const { class: kind, weight, says, check, reason, place, owner, who } = change;
  return {
    schema: 'certify.fleet-alert/1',
    id: idOf(night, group),
    fleet: night.fleet,
    night: night.name,
    class: kind,
    weight,
    says,
    check,
    reason,
    place: tenants.length <= 1 || oneCause ? place : null,
    owner,
    who,
    firstSeen: change.firstSeen.at,
    tenants: { count: tenants.length, names: tenants.slice(0, MOST_NAMES) },
    fix: groupFix(group),
  };
};

/** One for each cause that makes the night end with other than 0; what is expected, mended or goes on wakes nobody. */
export const alertsOf = (night: Night, changes: readonly Change[]): readonly Alert[] =>
  groupChanges(changes.filter(({ weight }) => weight !== 'none')).map((group) => alertOf(night, group));

const about = ({ tenants, place, fleet }: Alert): string => {
  const [only] = tenants.names;
  if (tenants.count === 1 && only !== undefined) return only;
  if (tenants.count === 0) return place ?? `fleet ${fleet}`;
  return `${tenants.count} tenants${place === null ? '' : ` of ${place}`}`;
};

/** One line, for a subject or a list. */
export const alertTitle = (alert: Alert): string => visible(`${about(alert)}: ${CLASS_SAYS[alert.class]}`).replaceAll('\n', ' ');

/** The whole, as plain text; ends with a line feed. */
export const alertText = (alert: Alert): string =>
  visible(
    [
      alertTitle(alert),
      '',
      alert.says,
      ...(alert.tenants.count > 1 ? [tenantsText(alert.tenants.names)] : []),
      `First seen ${alert.firstSeen}. ${called(alert.owner, alert.who)} acts.`,
      ...(alert.fix === null ? [] : ['', alert.fix]),
      '',
      `Fleet ${alert.fleet}, night ${alert.night}. \`certify fleet report --night ${alert.night}\``,
      '',
    ].join('\n'),
  );
