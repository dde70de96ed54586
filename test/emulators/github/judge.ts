import type { OpenAPIBackend, Operation, Request } from 'openapi-backend';
import type { Filled } from './call.ts';
import { complete, type Schema } from './complete.ts';

/** A request as the description's routes and schemas see it. */
export type Judged = {
  readonly operation: string;
  /** `METHOD /route/{template}` */
  readonly route: string;
  readonly params: Filled;
  readonly query: Filled;
  readonly body: Readonly<Record<string, unknown>>;
  /** Why it is not what the description asks for; empty when it is. */
  readonly errors: readonly string[];
  /** Properties that the description does not know: GitHub takes no notice of them, but whoever sent them meant something. */
  readonly strange: readonly string[];
  /** Fills up an answer, and tells why it is still not what the description promises. */
  readonly answer: (
    status: number,
    body: unknown,
  ) => { readonly body: unknown; readonly errors: readonly string[] };
};

/** Null for a route that is not in the description. */
export function judge(api: OpenAPIBackend, request: Request): Judged | null {
  const operation = api.matchOperation(request);
  if (operation === undefined) return null;
  const { errors, coerced } = api.validateRequest(request, operation);
  const parsed = api.router.parseRequest(request, operation);
  return {
    operation: operation.operationId ?? '',
    route: `${operation.method.toUpperCase()} ${operation.path}`,
    params: { ...parsed.params, ...coerced?.params } as Filled,
    query: { ...(parsed.query as Filled), ...(coerced?.query as Filled) },
    body: (parsed.requestBody ?? {}) as Readonly<Record<string, unknown>>,
    errors: wordsOf(errors),
    strange: strangers(bodySchema(operation), parsed.requestBody, ''),
    answer: (status, body) => {
      const schema = answerSchema(operation, status);
      if (schema === undefined) return { body, errors: [] };
      const whole = complete(schema, body);
      return { body: whole, errors: wordsOf(api.validateResponse(whole, operation, status).errors) };
    },
  };
}

type Problem = { readonly instancePath?: string; readonly message?: string };

const wordsOf = (errors: readonly Problem[] | null | undefined): readonly string[] =>
  (errors ?? []).map(({ instancePath = '', message = '' }) => `${instancePath} ${message}`);

type Content = { readonly content?: Readonly<Record<string, { readonly schema?: Schema }>> };

const jsonOf = (part: unknown): Schema | undefined =>
  (part as Content | undefined)?.content?.['application/json']?.schema;

const bodySchema = ({ requestBody }: Operation): Schema => jsonOf(requestBody) ?? {};

function answerSchema({ responses }: Operation, status: number): Schema | undefined {
  const described = responses as Readonly<Record<string, unknown>> | undefined;
  return jsonOf(described?.[String(status)]);
}

function strangers(schema: Schema, value: unknown, at: string): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item) => strangers(schema.items ?? {}, item, `${at}[]`));
  const { properties } = schema;
  if (properties === undefined || typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const known = properties[key];
    return known === undefined ? [`${at}/${key} is unknown`] : strangers(known, inner, `${at}/${key}`);
  });
}
