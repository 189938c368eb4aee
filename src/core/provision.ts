// What is missing in an account and what would mend it, as data: provision makes it, renderers print it.
import type { Owner } from './owner.ts';

/** One resource as it is and as it is to be. */
export interface Change {
  /** `create` +, `change` ~, `keep` =. */
  readonly action: 'create' | 'change' | 'keep';
  /** What AWS calls it, such as `configuration set`. */
  readonly resource: string;
  readonly name: string;
  /** Each difference as one line; of a resource that is kept, none. */
  readonly differences: readonly string[];
  /** Shell lines that make the change; a secret stands in them as a word in angle brackets. */
  readonly commands: readonly string[];
  /** IAM actions that the change needs. */
  readonly permissions: readonly string[];
  /** The checks whose findings it mends. */
  readonly mends: readonly string[];
}

/** What stays for a person. */
export interface LeftOut {
  readonly what: string;
  readonly why: string;
  readonly owner: Owner;
}

export interface ProvisionPlan {
  readonly schema: 'certify.provision/1';
  readonly tenant: string;
  readonly region: string;
  readonly changes: readonly Change[];
  readonly leftOut: readonly LeftOut[];
  /** What could not be seen, so that nothing is planned for it. */
  readonly unseen: readonly { readonly fact: string; readonly why: string }[];
  readonly permissions: readonly string[];
}
