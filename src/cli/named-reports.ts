// `{profile}` in the name of a report: each profile's file name.
import { basename, extname } from 'node:path';

export const NAMED = '{profile}';

/** `gyms/main.yaml` → `main`. */
const nameOf = (profile: string): string => basename(profile, extname(profile));

/** `--report junit=results/{profile}.xml` for one of the profiles: its file's name without the ending. */
export const reportsOf = (reports: readonly string[], profile: string): readonly string[] =>
  reports.map((one) => one.replaceAll(NAMED, nameOf(profile)));

/** Of a call that was refused as a whole: the reports of its one profile; of several none is anybody's. */
export const reportsOfRefused = (reports: readonly string[], profiles: readonly string[]): readonly string[] => {
  const [only = 'lab', ...others] = profiles;
  return others.length === 0 ? reportsOf(reports, only) : reports.filter((one) => !one.includes(NAMED));
};
