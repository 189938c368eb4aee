// What a rule over more than one key is, and how it names its problem.
import type { YamlPath } from '../text/yaml/located-yaml.ts';
import type { GivenProfile } from './schema.ts';

export interface RuleProblem {
  readonly path: YamlPath;
  readonly code: string;
  readonly message: string;
  readonly fix: string;
}

export interface Known {
  /** Ids of all checks, where the caller has them. */
  readonly checks?: readonly string[];
}

export type Rule = (given: GivenProfile, known: Known) => readonly RuleProblem[];

/** One problem at the key named by a dotted path. */
export const one = (path: string, code: string, message: string, fix: string): readonly RuleProblem[] => [
  { path: path.split('.'), code, message, fix },
];
