// The syntax tree of Handlebars, as far as it is read here (the parser's own declarations do not resolve under node16).
import { parseWithoutProcessing } from '@handlebars/parser';

export interface Node {
  readonly type: string;
  /** Lines from 1, columns from 0. */
  readonly loc: { readonly start: { readonly line: number; readonly column: number } };
}

export interface Program extends Node {
  readonly body: readonly Node[];
  readonly blockParams?: readonly string[];
}

export interface PathExpression extends Node {
  /** It begins with `@`. */
  readonly data: boolean;
  /** How many `../`. */
  readonly depth: number;
  readonly parts: readonly unknown[];
  readonly original: string;
}

export interface ContentStatement extends Node {
  readonly value: string;
}

export interface MustacheStatement extends Node {
  readonly path: Node;
  readonly params: readonly Node[];
}

export interface BlockStatement extends MustacheStatement {
  readonly program: Program;
  readonly inverse?: Program;
}

export interface HashPair extends Node {
  readonly key: string;
  readonly value: Node;
}

export interface PartialStatement extends Node {
  readonly name: Node;
  readonly params: readonly Node[];
  /** `name=value` behind the name. */
  readonly hash?: { readonly pairs: readonly HashPair[] };
  /** Of `{{#> name}}…{{/name}}` alone. */
  readonly program?: Program;
}

/** Throws the parser's own error where it is none. */
export const parsed = (source: string): Program => parseWithoutProcessing(source);
