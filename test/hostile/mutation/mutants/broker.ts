import { type Mutant, mutantsOf } from '../mutant.ts';

const rule = mutantsOf('broker', 'src/broker/');

const CHAT = 'dialects/openai-chat.ts';
const RESPONSES = 'dialects/openai-responses.ts';
const ANTHROPIC = 'dialects/anthropic-messages.ts';
const GOOGLE = 'dialects/google-generate.ts';

/** Each rule of the broker: the head of a request, its body, what is sent on, where to, what comes back, the budgets. */
export const BROKER_MUTANTS: readonly Mutant[] = [
  rule(
    'any path',
    [
      'routes.ts',
      '?? null;\n}\n\n/** A request line',
      '?? { request, upstream: target.replace(/^\\/v1/u, "") };\n}\n\n/** A request line',
    ],
    [88, 89, 97],
  ),
  rule(
    'paths are compared after a reading as an address',
    [
      'routes.ts',
      'const request = `${method} ${target}`;',
      "const request = `${method} ${new URL(target.replace(/^\\/+/u, '/'), 'http://x').pathname}`;",
    ],
    [89, 87],
    'What goes to the provider is the path of the route, whatever was asked.',
  ),
  rule(
    'no token is needed',
    ['head.ts', "if (!presentsToken(request.rawHeaders, settings.token)) return refuse('token', 401);", ''],
    [98],
  ),
  rule(
    'the beginning of the token is enough',
    [
      'credentials.ts',
      'timingSafeEqual(digest(shown), digest(token))',
      'shown !== "" && (token.startsWith(shown) || timingSafeEqual(digest(shown), digest(token)))',
    ],
    [98],
  ),
  rule(
    'a second credential may stand beside the token',
    ['credentials.ts', 'shown.every((credential)', 'shown.some((credential)'],
    [87, 90],
    'Headers of the agent are never sent on, whatever they hold.',
  ),
  rule(
    'compressed bodies are taken',
    [
      'head.ts',
      "if ((headers['content-encoding'] ?? 'identity') !== 'identity')\n    return refuse('header: content-encoding', 415);",
      '',
    ],
    [94],
    'What is compressed is no JSON, and ends there.',
  ),
  rule(
    'any content type',
    [
      'head.ts',
      "!/^application\\/json(?:\\s*;\\s*charset=utf-8)?$/iu.test(headers['content-type'] ?? '')",
      'false',
    ],
    [94],
    'The provider is told our own type, whatever the agent said.',
  ),
  rule(
    'bodies of any size',
    [
      'read-body.ts',
      'export const MAX_BODY_BYTES = 8 * 1024 * 1024;',
      'export const MAX_BODY_BYTES = 64 * 1024 * 1024;',
    ],
    [94, 93, 13],
  ),
  rule('nesting of any depth', ['strict-json.ts', 'const MAX_DEPTH = 64;', 'const MAX_DEPTH = 1e9;'], [94]),
  rule(
    'broken UTF-8 is taken',
    ['strict-json.ts', 'fatal: true, ignoreBOM: true', 'fatal: false, ignoreBOM: true'],
    [94],
  ),
  rule(
    'a byte order mark is taken',
    ['strict-json.ts', 'ignoreBOM: true', 'ignoreBOM: false'],
    [94],
    'What goes on is written anew, without one.',
  ),
  rule(
    '__proto__ is taken',
    ['strict-json.ts', "if (Object.hasOwn(value, '__proto__')) return 'key __proto__';", ''],
    [94],
    'No schema has such a key, and what a tool takes loses it when it is read.',
  ),
  rule(
    'numbers beyond all are taken',
    [
      'strict-json.ts',
      "if (typeof value === 'number' && !Number.isFinite(value)) return 'number out of range';",
      '',
    ],
    [94],
    'What goes on is written anew, and has null in that place.',
  ),
  rule(
    'chat: unknown keys pass',
    [CHAT, 'return z.strictObject({\n    model', 'return z.looseObject({\n    model'],
    [91, 92, 93],
  ),
  rule(
    'responses: unknown keys pass',
    [RESPONSES, 'return z.strictObject({\n    model', 'return z.looseObject({\n    model'],
    [91, 92, 93],
  ),
  rule(
    'messages: unknown keys pass',
    [ANTHROPIC, 'return z.strictObject({\n    model', 'return z.looseObject({\n    model'],
    [91, 92, 93],
  ),
  rule(
    'generate: unknown keys pass',
    [GOOGLE, 'return z.strictObject({\n    contents', 'return z.looseObject({\n    contents'],
    [91, 92, 93],
  ),
  rule('chat: any model', [CHAT, 'model: z.enum(models)', 'model: z.string()'], [93]),
  rule('responses: any model', [RESPONSES, 'model: z.enum(models)', 'model: z.string()'], [93]),
  rule('messages: any model', [ANTHROPIC, 'model: z.enum(models)', 'model: z.string()'], [93]),
  {
    name: 'chat: tools of any kind',
    area: 'broker',
    edits: [
      {
        file: `src/broker/${CHAT}`,
        from: "const tool = z.strictObject({\n    type: z.literal('function'),\n    function: z.strictObject({",
        to: 'const tool = z.looseObject({\n    type: z.string(),\n    function: z.exactOptional(z.looseObject({',
      },
      {
        file: `src/broker/${CHAT}`,
        from: 'parameters: z.exactOptional(toolSchema),\n    }),',
        to: 'parameters: z.exactOptional(toolSchema),\n    })),',
      },
    ],
    cases: [91],
  },
  rule('chat: tools of any name', [CHAT, 'name: z.enum(tools)', 'name: z.string()'], [91, 41]),
  rule(
    'responses: tools of any kind',
    [
      RESPONSES,
      "const tool = z.strictObject({\n    type: z.literal('function'),\n    name: z.enum(tools),",
      'const tool = z.looseObject({\n    type: z.string(),\n    name: z.exactOptional(z.string()),',
    ],
    [91],
  ),
  rule(
    'messages: tools of any kind',
    [
      ANTHROPIC,
      '.strictObject({\n      name: z.enum(tools),\n      description: z.exactOptional(z.string()),\n      input_schema: toolSchema,',
      '.looseObject({\n      name: z.string(),\n      description: z.exactOptional(z.string()),\n      input_schema: z.exactOptional(toolSchema),',
    ],
    [91],
  ),
  rule(
    'schemas at an address pass',
    ['dialects/tool-schema.ts', 'if (REFERENCES.has(key) && !isInside(key, value)) return false;', ''],
    [92],
  ),
  rule(
    'chat: answers without a limit',
    [CHAT, 'outputTokens: Math.min(wanted, bounds.maxOutputTokens)', 'outputTokens: wanted'],
    [93],
  ),
  rule(
    'messages: answers without a limit',
    [
      ANTHROPIC,
      'outputTokens: Math.min(body.max_tokens, bounds.maxOutputTokens)',
      'outputTokens: body.max_tokens',
    ],
    [93],
  ),
  rule(
    'images by address',
    ['dialects/left-out.ts', '/^data:[\\w.+-]+\\/[\\w.+-]+;base64,/u', '/^[a-z]+:/u'],
    [92],
  ),
  rule(
    'embedded files are sent on',
    [
      'dialects/chat-content.ts',
      ".transform((found) => (found.type === 'text' ? found : ({ type: 'text', text: LEFT_OUT } as const)));",
      ';',
    ],
    [92, 101],
    'What is embedded came from the view, which the provider may read anyway; only its size would matter.',
  ),
  rule(
    'the offer is not compared',
    [
      'answer-call.ts',
      'const offer = checkOffer(settings.offer, { system, tools: readTools(json.value) });',
      'const offer = checkOffer(undefined, { system, tools: readTools(json.value) });',
    ],
    [41, 48, 46],
  ),
  rule(
    'the body goes on as it came',
    [
      'answer-call.ts',
      'return accept({ route, canonical: canonical.value });',
      'return accept({ route, canonical: { ...canonical.value, render: () => body.toString() } });',
    ],
    [94],
  ),
  rule(
    'names that lead into the own network',
    ['resolve.ts', 'if (kinds.some((kind) => !isAllowed(kind, isNamed))) return PRIVATE_ADDRESS;', ''],
    [100],
  ),
  rule(
    'mapped addresses pass for public ones',
    [
      'addresses.ts',
      'if (carrier !== undefined) return kindOfV4(bytes.slice(carrier[2], carrier[2] + 4));',
      "if (carrier !== undefined) return 'public';",
    ],
    [100],
  ),
  rule(
    'a redirect is followed',
    [
      'forward.ts',
      "if (!('why' in answer)) return answer;",
      "if (!('why' in answer)) {\n    const { location } = answer.headers;\n    if (location !== undefined) await fetch(location, { method: 'POST', headers, body: new Uint8Array(body) }).catch(() => null);\n    return answer;\n  }",
    ],
    [95],
  ),
  rule(
    'the key is left in answers',
    ['redact.ts', 'if (key.length < MIN_SECRET)', 'if (key.length >= 0)'],
    [96],
  ),
  rule(
    'the key is left where an answer is cut',
    [
      'redact.ts',
      'held = from === bytes.length ? NOTHING : Buffer.from(bytes.subarray(from));\n      return clean;',
      'held = NOTHING;\n      return Buffer.concat([clean, bytes.subarray(from)]);',
    ],
    [96],
  ),
  rule(
    'answers of any size',
    [
      'relay-answer.ts',
      'export const MAX_ANSWER_BYTES = 32 * 1024 * 1024;',
      'export const MAX_ANSWER_BYTES = 1e12;',
    ],
    [74, 85, 93],
  ),
  rule(
    'as many calls as the agent likes',
    ['ledger.ts', "if (requests >= budgets.requests) return refuseBudget('requests');", ''],
    [13],
  ),
  rule(
    'as many calls a minute as the agent likes',
    [
      'ledger.ts',
      "if (recent.length >= budgets.requestsPerMinute) return refuseBudget('requests per minute');",
      '',
    ],
    [13],
  ),
  rule(
    'as much input as the agent likes',
    [
      'ledger.ts',
      "if (taken('input') + inputTokens > budgets.inputTokens) return refuseBudget('input tokens');",
      '',
    ],
    [13],
  ),
  rule(
    'as much output as the agent likes',
    ['ledger.ts', "Math.min(outputTokens, budgets.outputTokens - taken('output'))", 'outputTokens'],
    [13],
  ),
  rule(
    'as many dollars as the agent likes',
    ['ledger.ts', "if (payable < 1) return refuseBudget('dollars');", ''],
    [13, 93],
  ),
  rule(
    'a call that the agent left costs nothing',
    ['ledger.ts', 'forfeit: () => spend(held),', 'forfeit: () => undefined,'],
    [13],
  ),
  rule(
    'as much time as the agent likes',
    [
      ['ledger.ts', "if (left <= 0) return refuseBudget('time');", ''],
      ['ledger.ts', 'ms: Math.min(budgets.callMs, left),', 'ms: budgets.callMs,'],
    ],
    [13, 85],
  ),
  rule(
    'an answer may drip for ever',
    ['relay-answer.ts', "controller.abort('no byte for too long');", ''],
    [85],
    'The time of a call, of the run and of the silence of OpenCode itself is bounded too.',
  ),
];
