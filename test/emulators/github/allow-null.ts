/**
 * Says `nullable` of OpenAPI 3.0 in words that a validator of JSON Schema understands everywhere: null joins an `enum`,
 * and a schema without a `type` of its own becomes one of two.
 */
export function allowNull(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(allowNull);
  if (typeof node !== 'object' || node === null) return node;
  const schema = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, allowNull(value)]));
  if (schema['nullable'] !== true) return schema;
  if (Array.isArray(schema['enum'])) schema['enum'] = [...new Set([...(schema['enum'] as unknown[]), null])];
  if (typeof schema['type'] === 'string') return schema;
  delete schema['nullable'];
  return Object.keys(schema).length === 0 ? schema : { anyOf: [schema, { enum: [null] }] };
}
