export type Schema = {
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly nullable?: boolean;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
};

/**
 * What the fake knows of an answer, filled up with neutral values for every other property that the description asks
 * for: GitHub's answers have hundreds of addresses and flags that nobody reads, and a test server must not lack them.
 */
export function complete(schema: Schema, known: unknown, name = ''): unknown {
  if (known === undefined) return sample(schema, name);
  if (Array.isArray(known)) return known.map((item) => complete(itemsOf(schema), item, name));
  if (typeof known !== 'object' || known === null) return known;
  const whole = known as Readonly<Record<string, unknown>>;
  const { properties = {}, required = [] } = choose(schema, whole);
  const named = new Set([...Object.keys(whole), ...required]);
  return Object.fromEntries(
    [...named].map((key) => {
      if (key === 'node_id' && whole[key] === undefined) return [key, nodeId(name, whole)];
      return [key, complete(properties[key] ?? {}, whole[key], key)];
    }),
  );
}

function sample(schema: Schema, name: string): unknown {
  const alternatives = schema.oneOf ?? schema.anyOf ?? [];
  if (mayBeNull(schema) || alternatives.some(mayBeNull)) return null;
  if (schema.enum !== undefined) return schema.enum[0];
  if (alternatives[0] !== undefined) return sample(alternatives[0], name);
  if (schema.allOf !== undefined || schema.properties !== undefined) return complete(schema, {}, name);
  const [type = ''] = typesOf(schema);
  return type === 'string' ? text(schema, name) : (NEUTRAL[type] ?? {});
}

const NEUTRAL: Readonly<Record<string, unknown>> = { integer: 0, number: 0, boolean: false, array: [] };

const typesOf = ({ type = [] }: Schema): readonly string[] => [type].flat();

const mayBeNull = (schema: Schema): boolean =>
  schema.nullable === true || schema.enum?.includes(null) === true || typesOf(schema).includes('null');

const isNull = (schema: Schema): boolean =>
  schema.enum?.every((value) => value === null) === true || schema.type === 'null';

function text({ format }: Schema, name: string): string {
  if (format === 'date-time') return '2026-11-01T00:00:00Z';
  return format === 'uri' || name.endsWith('url') ? `https://github.example/${name}` : '';
}

/** The alternative that has most of what is known; all parts of a sum as one. */
export function choose(schema: Schema, known: Readonly<Record<string, unknown>>): Schema {
  const merged = (schema.allOf ?? []).map((part) => choose(part, known));
  const alternatives = (schema.oneOf ?? schema.anyOf ?? []).filter((each) => !isNull(each));
  const best = alternatives
    .map((each) => choose(each, known))
    .toSorted((a, b) => strangers(a, known) - strangers(b, known))
    .at(0);
  const parts = [...merged, ...(best === undefined ? [] : [best]), schema];
  return {
    properties: parts.reduce<Readonly<Record<string, Schema>>>(join, {}),
    required: parts.flatMap(({ required }) => required ?? []),
  };
}

/** A property that several parts speak of obeys them all. */
function join(known: Readonly<Record<string, Schema>>, { properties = {} }: Schema) {
  const joint = Object.entries(properties).map(([name, schema]): [string, Schema] => {
    const before = known[name];
    return [name, before === undefined || before === schema ? schema : { allOf: [before, schema] }];
  });
  return { ...known, ...Object.fromEntries(joint) };
}

const strangers = ({ properties = {} }: Schema, known: Readonly<Record<string, unknown>>): number =>
  Object.keys(known).filter((key) => properties[key] === undefined).length;

export function itemsOf(schema: Schema): Schema {
  const alternatives = [schema, ...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])];
  return alternatives.find(({ items }) => items !== undefined)?.items ?? {};
}

const nodeId = (name: string, known: Readonly<Record<string, unknown>>): string =>
  Buffer.from(JSON.stringify([name, known['id'], known['sha']])).toString('base64url');
