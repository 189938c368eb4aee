// HCL as Terraform reads it: values, expressions, nested blocks.

/** Written as it stands: a reference, a call. */
class Expression {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export const ref = (text: string): Expression => new Expression(text);

export type Value = string | number | boolean | Expression | readonly Value[] | { readonly [key: string]: Value };

/** `block`: nested, without an equals sign. */
interface Body {
  readonly [key: string]: Value | { readonly block: Body } | undefined;
}

/** `${` and `%{` begin templates in HCL. */
export const quoted = (text: string): string => JSON.stringify(text).replaceAll(/[$%](?={)/g, (sign) => sign + sign);

export const valueText = (value: Value, indent: string): string => {
  if (value instanceof Expression) return value.text;
  if (typeof value === 'string') return quoted(value);
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return `[${(value as readonly Value[]).map((one) => valueText(one, indent)).join(', ')}]`;
  const inner = `${indent}  `;
  const lines = Object.entries(value as { readonly [key: string]: Value }).map(
    ([key, one]) => `${inner}${/^\w+$/.test(key) ? key : quoted(key)} = ${valueText(one, inner)}`,
  );
  return lines.length === 0 ? '{}' : `{\n${lines.join('\n')}\n${indent}}`;
};

const isBlock = (value: NonNullable<Body[string]>): value is { readonly block: Body } =>
  typeof value === 'object' && 'block' in value;

const bodyLines = (body: Body, indent: string): readonly string[] =>
  Object.entries(body).flatMap(([key, value]) => {
    if (value === undefined) return [];
    if (!isBlock(value)) return [`${indent}${key} = ${valueText(value, indent)}`];
    return [`${indent}${key} {`, ...bodyLines(value.block, `${indent}  `), `${indent}}`];
  });

export const block = (head: string, body: Body): string => [`${head} {`, ...bodyLines(body, '  '), '}'].join('\n');
export const resource = (type: string, name: string, body: Body): string => block(`resource "${type}" "${name}"`, body);

export const encoded = (policy: object): Expression =>
  ref(`jsonencode(${valueText(policy as { readonly [key: string]: Value }, '  ')})`);
