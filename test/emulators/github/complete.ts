export type Schema = {
  readonly type?: string;
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
  if (isNull(schema) || alternatives.some(isNull)) return null;
  if (schema.enum !== undefined) return schema.enum[0];
  if (alternatives[0] !== undefined) return sample(alternatives[0], name);
  if (schema.allOf !== undefined || schema.properties !== undefined) return complete(schema, {}, name);
  return schema.type === 'string' ? text(schema, name) : (NEUTRAL[schema.type ?? ''] ?? {});
}

const NEUTRAL: Readonly<Record<string, unknown>> = { integer: 0, number: 0, boolean: false, array: [] };

const isNull = (schema: Schema): boolean => schema.nullable === true || schema.enum?.includes(null) === true;

function text({ format }: Schema, name: string): string {
  if (format === 'date-time') return '2026-11-01T00:00:00Z';
  return format === 'uri' || name.endsWith('url') ? `https://github.example/${name}` : '';
}

/** The alternative that has most of what is known; all parts of a sum as one. */
function choose(schema: Schema, known: Readonly<Record<string, unknown>>): Schema {
  const merged = (schema.allOf ?? []).map((part) => choose(part, known));
  const alternatives = (schema.oneOf ?? schema.anyOf ?? []).filter((each) => !isNull(each));
  const best = alternatives
    .map((each) => choose(each, known))
    .toSorted((a, b) => strangers(a, known) - strangers(b, known))
    .at(0);
  const parts = [...merged, ...(best === undefined ? [] : [best]), schema];
  return {
    properties: Object.assign({}, ...parts.map(({ properties }) => properties ?? {})) as Record<
      string,
      Schema
    >,
    required: parts.flatMap(({ required }) => required ?? []),
  };
}

const strangers = ({ properties = {} }: Schema, known: Readonly<Record<string, unknown>>): number =>
  Object.keys(known).filter((key) => properties[key] === undefined).length;

function itemsOf(schema: Schema): Schema {
  const alternatives = [schema, ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  return alternatives.find(({ items }) => items !== undefined)?.items ?? {};
}

const nodeId = (name: string, known: Readonly<Record<string, unknown>>): string =>
  Buffer.from(JSON.stringify([name, known['id'], known['sha']])).toString('base64url');
