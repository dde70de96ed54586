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

type Published = {
  readonly components: {
    readonly schemas: Readonly<Record<string, { properties: Record<string, object> }>>;
  };
};

/** Null on github.com for a comment whose line is gone, which the description does not say of this one of its schemas. */
const OUTDATED = { 'pull-request-review-comment': ['line', 'position'] };

function correct(published: Published): Published {
  const copy = structuredClone(published);
  for (const [name, keys] of Object.entries(OUTDATED))
    for (const key of keys) {
      const properties = copy.components.schemas[name]?.properties ?? {};
      properties[key] = { ...properties[key], nullable: true };
    }
  return copy;
}
