// Just enough of JSON Schema draft 7 to ask whether a document fits the schemas that certify writes.

export interface JsonSchema {
  readonly type?: string;
  readonly properties?: { readonly [key: string]: JsonSchema };
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly propertyNames?: JsonSchema;
  readonly $schema?: string;
  readonly title?: string;
  /** An annotation: it restricts nothing. */
  readonly default?: unknown;
}

const KNOWN = new Set(
  (
    'type properties required additionalProperties items anyOf oneOf allOf enum const pattern minLength maxLength minItems ' +
    'maxItems minimum maximum propertyNames $schema title default'
  ).split(' '),
);

const typeOf = (value: unknown): readonly string[] => {
  if (value === null) return ['null'];
  if (Array.isArray(value)) return ['array'];
  return Number.isInteger(value) ? ['integer', 'number'] : [typeof value];
};

const objectFaults = (schema: JsonSchema, value: object, at: string): readonly string[] => {
  const entries = Object.entries(value).filter(([, child]) => child !== undefined);
  const missing = (schema.required ?? []).filter((key) => !entries.some(([name]) => name === key));
  return [
    ...missing.map((key) => `${at}/${key}: missing`),
    ...entries.flatMap(([key, child]) => {
      const inner = schema.properties?.[key] ?? schema.additionalProperties;
      if (inner === false) return [`${at}/${key}: unknown`];
      return typeof inner === 'object' ? faults(inner, child, `${at}/${key}`) : [];
    }),
  ];
};

const scalarFaults = (schema: JsonSchema, value: unknown, at: string): readonly string[] => [
  ...('const' in schema && schema.const !== value ? [`${at}: const`] : []),
  ...(schema.enum !== undefined && !schema.enum.includes(value) ? [`${at}: enum`] : []),
  ...(typeof value === 'string' && schema.pattern !== undefined && !new RegExp(schema.pattern, 'u').test(value)
    ? [`${at}: pattern`]
    : []),
  ...(typeof value === 'string' && value.length < (schema.minLength ?? 0) ? [`${at}: minLength`] : []),
  ...(typeof value === 'string' && value.length > (schema.maxLength ?? Infinity) ? [`${at}: maxLength`] : []),
  ...(typeof value === 'number' && value < (schema.minimum ?? -Infinity) ? [`${at}: minimum`] : []),
  ...(typeof value === 'number' && value > (schema.maximum ?? Infinity) ? [`${at}: maximum`] : []),
];

/** One line for each way in which the value does not fit; an unknown keyword is one too. */
export const faults = (schema: JsonSchema, value: unknown, at = ''): readonly string[] => {
  const strange = Object.keys(schema).filter((key) => !KNOWN.has(key));
  if (strange.length > 0) return [`${at}: keyword ${strange.join(', ')}`];
  if (schema.type !== undefined && !typeOf(value).includes(schema.type)) return [`${at}: not ${schema.type}`];
  const branches = schema.anyOf ?? schema.oneOf;
  return [
    ...scalarFaults(schema, value, at),
    ...(branches !== undefined && branches.every((one) => faults(one, value, at).length > 0) ? [`${at}: no branch`] : []),
    ...(schema.allOf ?? []).flatMap((one) => faults(one, value, at)),
    ...(Array.isArray(value) && value.length < (schema.minItems ?? 0) ? [`${at}: minItems`] : []),
    ...(Array.isArray(value) && schema.items !== undefined
      ? value.flatMap((item: unknown, index) => faults(schema.items ?? {}, item, `${at}/${index}`))
      : []),
    ...(typeof value === 'object' && value !== null && !Array.isArray(value) ? objectFaults(schema, value, at) : []),
  ];
};
