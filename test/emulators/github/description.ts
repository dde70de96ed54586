import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Document, OpenAPIBackend } from 'openapi-backend';
import { allowNull } from './allow-null.ts';

const FILE = join(import.meta.dirname, '../../fixtures/github/description.json');

/** GitHub's published description, ready to match and judge requests and answers; read once in a process. */
export function readDescription(): Promise<OpenAPIBackend> {
  loaded ??= load();
  return loaded;
}

let loaded: Promise<OpenAPIBackend> | undefined;

async function load(): Promise<OpenAPIBackend> {
  const published = JSON.parse(readFileSync(FILE, 'utf8')) as Published;
  const definition = allowNull(correct(published)) as Document;
  const backend = new OpenAPIBackend({
    definition,
    // Everything is compiled when it is first needed: a test uses few of the operations.
    quick: true,
    strict: false,
    // The query has texts where the description says integer.
    coerceTypes: true,
    ajvOpts: { allErrors: true, logger: false },
    customizeAjv: (ajv) =>
      ajv.addFormat('date-time', DATE_TIME).addFormat('uri', (text) => URL.canParse(text)),
  });
  return await backend.init();
}

const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/u;

type Properties = Readonly<Record<string, Schema>>;
type Schema = { readonly properties?: Properties; nullable?: boolean };
type Published = { readonly components: { readonly schemas: Properties } };

/** What is null on github.com though the description promises a value. */
const NULL_AT_TIMES = [
  // A comment whose line is gone.
  ['pull-request-review-comment', 'line'],
  ['pull-request-review-comment', 'position'],
  // A fork that was deleted.
  ['pull-request', 'head', 'repo'],
  ['pull-request-simple', 'head', 'repo'],
];

function correct(published: Published): Published {
  const copy = structuredClone(published);
  for (const [name = '', ...path] of NULL_AT_TIMES) {
    const start = copy.components.schemas[name];
    const schema = path.reduce<Schema | undefined>((at, key) => at?.properties?.[key], start);
    if (schema === undefined) throw new Error(`The description has no ${name}/${path.join('/')}`);
    // A reference takes nothing beside it.
    if ('$ref' in schema) Object.assign(schema, { allOf: [{ $ref: schema.$ref }], $ref: undefined });
    schema.nullable = true;
  }
  return copy;
}
