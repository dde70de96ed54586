// Writes the parts of GitHub's published descriptions that the tests stand on to test/fixtures/github: the operations
// below with the components that they reach, and the webhook payloads below. Both descriptions are far too large to
// depend on.  node scripts/github-description.ts <openapi>/api.github.com.json <openapi-webhooks>/api.github.com.json
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, '../test/fixtures/github');
export const DESCRIPTION_FILE = join(FOLDER, 'description.json');
export const WEBHOOKS_FILE = join(FOLDER, 'webhooks.json');

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
type Node = { readonly [key: string]: Json };
type Items = Readonly<Record<string, Readonly<Record<string, Node>>>>;
export type Published = {
  readonly openapi: string;
  readonly info: Node;
  readonly paths?: Items;
  readonly webhooks?: Items;
  readonly components: Items;
};

const OPERATIONS = new Set([
  'checks/create',
  'checks/get',
  'checks/update',
  'checks/list-annotations',
  'checks/list-for-ref',
  'code-scanning/upload-sarif',
  'issues/add-labels',
  'issues/create-comment',
  'issues/delete-comment',
  'issues/get-comment',
  'issues/list-comments',
  'issues/list-events',
  'issues/list-events-for-timeline',
  'issues/list-labels-on-issue',
  'issues/remove-label',
  'issues/update-comment',
  'pulls/create-reply-for-review-comment',
  'pulls/create-review',
  'pulls/create-review-comment',
  'pulls/delete-review-comment',
  'pulls/get',
  'pulls/get-review',
  'pulls/get-review-comment',
  'pulls/list',
  'pulls/list-comments-for-review',
  'pulls/list-files',
  'pulls/list-review-comments',
  'pulls/list-reviews',
  'pulls/update-review',
  'pulls/update-review-comment',
  'rate-limit/get',
  'repos/compare-commits-with-basehead',
  'repos/get',
  'repos/get-collaborator-permission-level',
  'repos/list-pull-requests-associated-with-commit',
  'teams/get-membership-for-user-in-org',
  'users/get-by-username',
]);

const WEBHOOKS = new Set([
  'issue-comment-created',
  'merge-group-checks-requested',
  'pull-request-converted-to-draft',
  'pull-request-labeled',
  'pull-request-opened',
  'pull-request-ready-for-review',
  'pull-request-reopened',
  'pull-request-synchronize',
  'pull-request-unlabeled',
  'push',
  'workflow-dispatch',
  'workflow-run-completed',
]);

/** The operations of `OPERATIONS`, with what they reach. */
export const trimDescription = (full: Published): object =>
  trim(full, 'paths', (operation) => OPERATIONS.has(operation['operationId'] as string));

/** The webhooks of `WEBHOOKS`, with what they reach. */
export const trimWebhooks = (full: Published): object =>
  trim(full, 'webhooks', (_, name) => WEBHOOKS.has(name));

function trim(
  { openapi, info, components, ...rest }: Published,
  part: 'paths' | 'webhooks',
  wanted: (operation: Node, name: string) => boolean,
): object {
  const items: Record<string, Node> = {};
  for (const [name, item] of Object.entries(rest[part] ?? {})) {
    const kept = Object.entries(item).filter(([, operation]) => wanted(operation, name));
    if (kept.length > 0) items[name] = Object.fromEntries(kept.map(([key, node]) => [key, slim(node)]));
  }
  return {
    openapi,
    info: { title: info['title'] ?? '', version: info['version'] ?? '' },
    [part]: items,
    components: reach(items, components),
  };
}

/** Every component that is named from `roots`, and from those again. */
function reach(roots: Node, components: Items): Items {
  const found: Record<string, Record<string, Node>> = {};
  const open: Json[] = [roots];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    for (const [, kind = '', name = ''] of JSON.stringify(node).matchAll(
      /"#\/components\/(\w+)\/([^"/]+)"/g,
    )) {
      const component = components[kind]?.[name];
      if (component === undefined) throw new Error(`The description has no component ${kind}/${name}`);
      if (found[kind]?.[name] !== undefined) continue;
      const slimmed = slim(component) as Node;
      found[kind] = { ...found[kind], [name]: slimmed };
      open.push(slimmed);
    }
  }
  return sorted(Object.fromEntries(Object.entries(found).map(([kind, named]) => [kind, sorted(named)])));
}

/** Keywords that validate nothing. Responses must have a description, so that one stays when it is short. */
const SILENT =
  /^(?:x-.*|examples?|externalDocs|tags|summary|title|links|callbacks|headers|servers|security)$/;
const SHORT = 60;

function slim(node: Json, names = false): Json {
  if (Array.isArray(node)) return node.map((item: Json) => slim(item));
  if (typeof node !== 'object' || node === null) return node;
  const entries = Object.entries(node as Node).flatMap(([key, value]): [string, Json][] => {
    // Below `properties` and `schemas` the keys are names that somebody chose, not keywords.
    if (names) return [[key, slim(value)]];
    if (SILENT.test(key)) return [];
    if (key === 'description') return [[key, typeof value === 'string' ? value.slice(0, SHORT) : value]];
    return [[key, key === 'enum' || key === 'required' ? value : slim(value, NAMING.has(key))]];
  });
  const slimmed = Object.fromEntries(entries);
  if (!names && isSchema(slimmed)) delete slimmed['description'];
  return slimmed;
}

const NAMING = new Set(['properties', 'patternProperties', 'content', 'responses']);

const isSchema = (node: Node): boolean =>
  ['type', 'properties', 'anyOf', 'oneOf', 'allOf', 'in', 'operationId'].some((key) => key in node);

function sorted<T>(entries: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(entries).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

if (import.meta.main) {
  const [description = '', webhooks = ''] = process.argv.slice(2);
  const read = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as Published;
  const write = (path: string, value: object) => writeFileSync(path, `${JSON.stringify(value, null, 1)}\n`);
  write(DESCRIPTION_FILE, trimDescription(read(description)));
  write(WEBHOOKS_FILE, trimWebhooks(read(webhooks)));
}
