// One template as it was looked at. Its text is never kept: what was found in it is.
import type { Answer } from '../core/observation.ts';
import type { TemplateName } from '../core/profile.ts';

export interface TemplateSeen {
  readonly name: TemplateName;
  /** Its name in SES, or its id in SquareOS; null: SquareOS tells none. */
  readonly id: string | null;
  /** `absent`: there is none of that name. */
  readonly stored: Answer<StoredTemplate>;
  /** null: there was nothing to render. */
  readonly rendered: Answer<RenderedTemplate> | null;
}

export interface StoredTemplate {
  /** Octets of text and HTML together. */
  readonly bytes: number;
  readonly parts: readonly ('subject' | 'text' | 'html')[];
  readonly problems: readonly { readonly part: string; readonly line: number; readonly says: string }[];
  /** Names that the sample data lacks, where each stands first in each part. */
  readonly missing: readonly { readonly part: string; readonly line: number; readonly name: string }[];
  /** Names of the sample data that the template does not use. */
  readonly unused: readonly string[];
}

export interface RenderedTemplate {
  readonly by: 'SES' | 'certify';
  /** Characters. */
  readonly subjectLength: number;
  /** The subject comes out with a line break in it. Left out by records from before it was told. */
  readonly subjectBreaks?: boolean;
  readonly parts: readonly ('text' | 'html')[];
  /** Octets; null: no HTML. */
  readonly htmlBytes: number | null;
  /** Marks such as `{{name}}` that a reader would see. */
  readonly left: readonly string[];
  readonly hosts: readonly {
    readonly host: string;
    readonly links: number;
    readonly pictures: number;
    /** At least one is not https. */
    readonly plain: boolean;
    /** The host is an address. */
    readonly bare: boolean;
    /** Of the From domain, or below or above it. */
    readonly own: boolean;
  }[];
}
