// Writes the XML of the AWS Query protocol, and reads its lists.

const ESCAPES: { readonly [char: string]: string } = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

const text = (value: string): string => value.replaceAll(/[&<>"']/g, (char) => ESCAPES[char] ?? char);

/** An element with text; nothing at all for null. */
export const leaf = (name: string, value: string | number | boolean | null): string =>
  value === null ? '' : `<${name}>${text(String(value))}</${name}>`;

export const element = (name: string, ...children: readonly string[]): string => `<${name}>${children.join('')}</${name}>`;

/** A list of `<member>`s, as IAM, SES v1 and SNS write them. */
export const members = (name: string, items: readonly string[]): string =>
  element(name, ...items.map((item) => element('member', item)));

/** A map of `<entry><key/><value/></entry>`; null values are left out. */
export const entries = (name: string, map: { readonly [key: string]: string | null }): string =>
  element(
    name,
    ...Object.entries(map)
      .filter(([, value]) => value !== null)
      .map(([key, value]) => element('entry', leaf('key', key), leaf('value', value))),
  );

/** The values of a list parameter: `<prefix>.member.1`, `.2`, … */
export const memberList = (params: URLSearchParams, prefix: string): string[] => {
  const values: string[] = [];
  for (let index = 1; ; index += 1) {
    const value = params.get(`${prefix}.member.${index}`);
    if (value === null) return values;
    values.push(value);
  }
};
