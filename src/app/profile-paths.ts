// The files that a profile names lie below its directory, or below one that the user named: a profile can come from a ticket.
import { isAbsolute, join } from 'node:path';
import { UsageError } from '../core/errors.ts';
import { refusal, type Problem } from '../core/problem.ts';
import type { LoadedProfile } from '../profile/profile.ts';
import { readYaml } from '../text/yaml/located-yaml.ts';
import { strays } from '../world/files/below.ts';

const pathsOf = ({ profile }: LoadedProfile): readonly (readonly [key: string, path: string | undefined])[] => [
  ['extraction.sheet', profile.extraction?.sheet],
  ['trust.caFile', profile.trust.caFile],
  ['squareos.state.export', profile.squareos.state?.export],
  ['routing.otherProfile', profile.routing?.otherProfile],
];

const WHY = {
  outside: 'leads out of the profile’s directory, by itself or by a link.',
  hidden: 'leads into a hidden file or directory.',
} as const;

/** Throws UsageError `path-outside` with line and column. `own`: keys whose value the user gave instead of the profile. */
export const confinePaths = async (
  loaded: LoadedProfile,
  given: { readonly text: string; readonly own: readonly string[]; readonly named: string | null },
): Promise<void> => {
  const problems: Problem[] = [];
  for (const [key, path] of pathsOf(loaded)) {
    if (path === undefined || given.own.includes(key)) continue;
    const why = await strays(path, loaded.directory, given.named);
    if (why === null) continue;
    const sheet = key === 'extraction.sheet' ? ', or say another sheet with --set extraction.sheet=PATH' : '';
    problems.push({
      code: 'path-outside',
      message: `\`${key}\` ${WHY[why]}`,
      fix: `Put the file beside the profile, or name its directory with --secrets-dir${sheet}.`,
      ...readYaml(given.text, Infinity).at(key.split('.')),
    });
  }
  if (problems.length > 0) throw refusal(problems, loaded.path);
};

/** A path that somebody else named, below `root` and in nothing hidden; UsageError `path-outside` for any other. */
export const confined = async (path: string, root: string): Promise<string> => {
  const why = await strays(path, root, null);
  if (why === null) return isAbsolute(path) ? path : join(root, path);
  throw new UsageError({
    code: 'path-outside',
    message: why === 'hidden' ? 'The path leads into a hidden file or directory.' : `The path leads out of “${root}”.`,
    fix: `Name a file below ${root}.`,
  });
};
