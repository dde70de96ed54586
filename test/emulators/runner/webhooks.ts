import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Document, OpenAPIBackend } from 'openapi-backend';

const FILE = join(import.meta.dirname, '../../fixtures/github/webhooks.json');

type Webhooks = Omit<Document, 'paths'> & { readonly webhooks: Readonly<Record<string, object>> };

let loaded: Promise<OpenAPIBackend> | undefined;

/** GitHub's published description of its webhooks, each as a path of its own. */
export function readWebhooks(): Promise<OpenAPIBackend> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<OpenAPIBackend> {
  const { webhooks, ...rest } = JSON.parse(readFileSync(FILE, 'utf8')) as Webhooks;
  const paths = Object.fromEntries(Object.entries(webhooks).map(([name, item]) => [`/${name}`, item]));
  const backend = new OpenAPIBackend({
    definition: { ...rest, paths } as Document,
    quick: true,
    strict: false,
    ajvOpts: { allErrors: true, logger: false },
  });
  return await backend.init();
}

/** Why a payload is not what the description of its webhook (`pull-request-opened`) promises; empty when it is. */
export async function judgePayload(webhook: string, payload: unknown): Promise<readonly string[]> {
  const api = await readWebhooks();
  const body = JSON.stringify(payload);
  const request = { method: 'post', path: `/${webhook}`, body, headers: HEADERS };
  const operation = api.matchOperation(request);
  if (operation === undefined) return [`There is no webhook ${webhook}`];
  const { errors } = api.validateRequest(request, operation);
  return (errors ?? []).map(({ instancePath, message = '' }) => `${instancePath} ${message}`);
}

const HEADERS = {
  'content-type': 'application/json',
  'user-agent': 'GitHub-Hookshot/1',
  'x-github-hook-id': '1',
  'x-github-event': 'x',
  'x-github-hook-installation-target-id': '1',
  'x-github-hook-installation-target-type': 'repository',
  'x-github-delivery': '1',
  'x-hub-signature-256': 'x',
};
