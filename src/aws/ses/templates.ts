// Limits of templates, and how SES says that one cannot be rendered (SES Developer Guide, send-personalized-email-api).

/** Text and HTML of a stored template together. */
export const STORED_BYTES = 500 * 1024;
/** Of a template that a send carries itself. */
export const INLINE_BYTES = 1024 * 1024;
/** Characters of a subject that mailboxes still show, and the contract’s own limit. */
export const SUBJECT_CHARACTERS = 140;

/** v2 answers with BadRequestException where v1 has names of its own; what is wrong is said in the message. */
const REFUSALS: ReadonlySet<string> = new Set([
  'BadRequestException',
  'MissingRenderingAttributeException',
  'MissingRenderingAttribute',
  'InvalidRenderingParameterException',
  'InvalidRenderingParameter',
]);

export const refusesToRender = (code: string): boolean => REFUSALS.has(code);

/** The variable that SES misses, out of its own words; null: it says something else. */
export const missingAttribute = (message: string): string | null =>
  /Attribute '([^']{1,200})' is not present in the rendering data/.exec(message)?.[1] ?? null;
