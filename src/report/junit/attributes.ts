// Attributes of an XML element, escaped.
import { forXml } from '../../masking/neutral.ts';

/** Begins with a blank where there is any; line feeds and tabs survive the reader's normalisation (XML 1.0 §3.3.3). */
export const attributes = (values: { readonly [name: string]: string | number }): string =>
  Object.entries(values)
    .map(([name, value]) => ` ${name}="${forXml(String(value)).replaceAll('\n', '&#10;').replaceAll('\t', '&#9;')}"`)
    .join('');
