// What a night will ask, and how long the limits let it take: told before anybody is asked.
import { plural } from '../../text/plural.ts';
import { indent, type Pen, penOf, type Style, wrap } from '../terminal/style.ts';

interface Place {
  readonly place: string;
  readonly tenants: readonly unknown[];
  readonly full: number;
  readonly reads: number;
  readonly readsPerSecond: number;
  readonly seconds: number;
}

export interface PlanToTell {
  readonly fleet: string;
  readonly night: string;
  readonly baseline: string | null;
  readonly tenants: number;
  readonly full: number;
  readonly reads: number;
  readonly seconds: number;
  readonly places: readonly Place[];
  readonly refused: readonly { readonly error: { readonly message: string; readonly fix: string } }[];
}

const MOST = 12;

/** `45 s`, `12 min`, `3 h 5 min`. */
export const durationText = (seconds: number): string => {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
};

/** Its further lines below its first word. */
const item = (pen: Pen, mark: string, text: string): readonly string[] => {
  const [first = '', ...rest] = wrap(text, pen.width - 2);
  return [`${mark} ${first}`, ...indent(rest, 2)];
};

export const planReport = (plan: PlanToTell, style: Style): string => {
  const pen = penOf(style);
  const spread = (text: string): readonly string[] => wrap(text, pen.width);
  const wide = Math.max(0, ...plan.places.slice(0, MOST).map(({ place }) => place.length));
  const rows = plan.places.slice(0, MOST).flatMap(({ place, tenants, full, reads, readsPerSecond, seconds }) => {
    const limit =
      reads === 0 ? 'no SES reads' : `${full} read anew, ${reads} SES reads at ${readsPerSecond}/s: ${durationText(seconds)}`;
    const row = `  ${pen.line(place.padEnd(wide))}  ${plural(tenants.length, 'tenant').padStart(12)}`;
    // On a narrow terminal what the limit allows stands below.
    return row.length + 2 + limit.length <= pen.width ? [`${row}  ${limit}`] : [row, ...indent(wrap(limit, pen.width - 6), 6)];
  });
  const compared = plan.baseline === null ? 'no night to compare with' : `compared with ${plan.baseline}`;
  const lines = [
    ...spread(`${pen.ink.bold(`Fleet ${pen.line(plan.fleet)}, night ${pen.line(plan.night)}`)}${pen.dot}${pen.line(compared)}`),
    ...spread(
      `${plural(plan.tenants, 'tenant')} in ${plural(plan.places.length, 'place')}${plan.places.length > 1 ? ', worked on side by side' : ''}; SES’s own limits take ${durationText(plan.seconds)} (${plural(plan.reads, 'read')}).`,
    ),
    ...rows,
    ...(plan.places.length > MOST ? [`  … and ${plan.places.length - MOST} more`] : []),
    ...plan.refused
      .slice(0, MOST)
      .flatMap(({ error }) => item(pen, pen.sign('fail'), `${pen.line(error.message)} ${pen.line(error.fix)}`)),
    ...(plan.refused.length > MOST ? [`  … and ${plan.refused.length - MOST} more profiles are refused`] : []),
  ];
  return `${lines.join('\n')}\n`;
};
