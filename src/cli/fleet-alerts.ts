// Alerts on the command line: what came of bringing them out, and what a dry run would send.
import type { Drained } from '../app/fleet/drained.ts';
import type { AlertOptions } from '../app/fleet/with-fleet.ts';
import type { NightRows } from '../app/fleet/rows.ts';
import type { Change, Night } from '../core/fleet.ts';
import { forTerminal } from '../masking/neutral.ts';
import { alertsOf, alertText } from '../report/fleet/alert.ts';
import { plural } from '../text/plural.ts';
import type { Io } from './io.ts';

const sinkLine = ({ name, waiting, offSince, said }: Drained['left'][number]): string => {
  const many = `${plural(waiting, 'alert', 'alerts')} for ${name} ${waiting === 1 ? 'waits' : 'wait'}`;
  const why = said === null ? '' : `: ${said}`;
  return offSince === null
    ? `${many}${why}. The next command of the fleet tries again; --drain 20m waits for it.\n`
    : `${many}${why}. It is off since ${offSince.slice(0, 16).replace('T', ' ')} UTC, after ten failures in a row: mend its entry in fleet.yaml, or try with --drain 1m.\n`;
};

/** Says on stderr what was sent and what waits; nothing where there is neither. */
const drainedText = ({ sent, left }: Drained): string =>
  forTerminal([...(sent === 0 ? [] : [`${plural(sent, 'alert', 'alerts')} sent.\n`]), ...left.map(sinkLine)].join(''));

interface Chosen {
  readonly drain: number | null;
  readonly dryRun: boolean;
  /** Sinks may have private addresses. */
  readonly allowPrivate: boolean;
}

/** null in a dry run: nothing is kept and nothing leaves. */
export const alertOptions = (io: Io, { drain, dryRun, allowPrivate }: Chosen): AlertOptions | null =>
  dryRun ? null : { forMs: drain, allowPrivate, onDrained: (drained) => io.err(drainedText(drained)) };

/** What would be sent of a night, on stderr: stdout may be a document. */
export const showAlerts = async (io: Io, night: Night, rows: NightRows): Promise<void> => {
  const changes: Change[] = [];
  for await (const change of rows.changes(night.name)) changes.push(change);
  const alerts = alertsOf(night, changes);
  io.err(
    alerts.length === 0
      ? 'No alert would be sent.\n'
      : forTerminal(alerts.map((alert) => `Alert ${alert.id}\n${alertText(alert)}`).join('\n')),
  );
};
