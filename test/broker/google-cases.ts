// Bodies of Google's generateContent that a provider would act on and a review never needs.
import { type BodyCase, shared } from './body-cases.ts';
import { GENERATE } from './broker-process.ts';

const body = (more: Record<string, unknown>) => JSON.stringify({ ...GENERATE, ...more });
const parts = (...of: readonly unknown[]) => ({ contents: [{ role: 'user', parts: of }] });
const model = (...of: readonly unknown[]) => ({ contents: [{ role: 'model', parts: of }] });
const config = (more: Record<string, unknown>) => ({ generationConfig: more });
const declare = (name: unknown, more: Record<string, unknown> = {}) => ({
  functionDeclarations: [{ name, description: 'd', parameters: { type: 'object' }, ...more }],
});

const KEYS = {
  model: 'models/other',
  cachedContent: 'cachedContents/1',
  cached_content: 'cachedContents/1',
  safetySettings: [],
  labels: { a: 'b' },
  serviceTier: 'priority',
  store: true,
  // The same keys in the spelling that the provider takes too.
  system_instruction: { parts: [{ text: 'x' }] },
  generation_config: { candidate_count: 8 },
  tool_config: {},
  Contents: [],
};

/** One for each tool that the provider runs or reads itself, in both spellings. */
const TOOLS = {
  googleSearch: {},
  google_search: {},
  googleSearchRetrieval: {},
  enterpriseWebSearch: {},
  urlContext: {},
  url_context: {},
  codeExecution: {},
  code_execution: {},
  computerUse: { environment: 'ENVIRONMENT_BROWSER' },
  fileSearch: { fileSearchStoreNames: ['x'] },
  googleMaps: {},
  retrieval: { vertexAiSearch: { datastore: 'x' } },
  mcpServers: [{ name: 'x', streamableHttpTransport: { url: 'https://evil.example' } }],
  function_declarations: [{ name: 'read' }],
};

const CONFIG = {
  candidateCount: 8,
  stopSequences: ['x'],
  responseMimeType: 'application/json',
  responseSchema: {},
  responseJsonSchema: {},
  responseModalities: ['IMAGE'],
  speechConfig: {},
  mediaResolution: 'MEDIA_RESOLUTION_HIGH',
  imageConfig: {},
  seed: 1,
  presencePenalty: 1,
  frequencyPenalty: 1,
  responseLogprobs: true,
  logprobs: 20,
  enableEnhancedCivicAnswers: true,
  max_output_tokens: 5,
};

const result = (more: Record<string, unknown>) =>
  parts({ functionResponse: { name: 'read', response: { name: 'read', content: 'x' }, ...more } });

const CASES: readonly (readonly [string, Record<string, unknown>, RegExp])[] = [
  ['a tool that is not ours', { tools: [declare('bash')] }, /tools\.0\.functionDeclarations\.0\.name/u],
  ['a tool of ours in capitals', { tools: [declare('Read')] }, /functionDeclarations\.0\.name/u],
  ['tools in two places', { tools: [declare('read'), declare('read')] }, /at tools/u],
  [
    'a hosted tool beside ours',
    { tools: [{ ...declare('read'), googleSearch: {} }] },
    /unknown key googleSearch in tools\.0/u,
  ],
  ['a tool that answers later', { tools: [declare('read', { behavior: 'NON_BLOCKING' })] }, /behavior/u],
  ['a schema for the result', { tools: [declare('read', { response: {} })] }, /unknown key response/u],
  [
    'a list of allowed tools',
    { toolConfig: { functionCallingConfig: { mode: 'ANY', allowedFunctionNames: ['x'] } } },
    /allowedFunctionNames/u,
  ],
  ['a place on earth', { toolConfig: { retrievalConfig: { latLng: {} } } }, /retrievalConfig|toolConfig/u],
  [
    'calls of the provider in the answer',
    { toolConfig: { functionCallingConfig: { mode: 'AUTO' }, includeServerSideToolInvocations: true } },
    /includeServerSideToolInvocations/u,
  ],
  ['a negative limit', config({ maxOutputTokens: -1 }), /maxOutputTokens/u],
  ['a textual limit', config({ maxOutputTokens: '100' }), /maxOutputTokens/u],
  ['an unknown level of thinking', config({ thinkingConfig: { thinkingLevel: 'max' } }), /thinkingLevel/u],
  ['a strange budget of thinking', config({ thinkingConfig: { thinkingBudget: -2 } }), /thinkingBudget/u],
  ['thinking with more keys', config({ thinkingConfig: { x: 1 } }), /unknown key x/u],
  [
    'a file by address',
    parts({ fileData: { mimeType: 'a/b', fileUri: 'https://evil.example' } }),
    /contents\.0/u,
  ],
  ['a file by its other name', parts({ file_data: { file_uri: 'gs://bucket/x' } }), /contents\.0/u],
  [
    'an address beside a text',
    parts({ text: 'x', fileData: { fileUri: 'https://evil.example' } }),
    /contents\.0/u,
  ],
  [
    'an address beside an embedded file',
    parts({ inlineData: { mimeType: 'a/b', data: 'AA' }, fileData: { fileUri: 'x' } }),
    /contents\.0/u,
  ],
  ['a film', parts({ inlineData: { mimeType: 'a/b', data: 'AA' }, videoMetadata: {} }), /contents\.0/u],
  ['code to run', parts({ executableCode: { language: 'PYTHON', code: 'x' } }), /contents\.0/u],
  ['a result of code', parts({ codeExecutionResult: { outcome: 'OUTCOME_OK' } }), /contents\.0/u],
  ['code that the model ran', model({ executableCode: { language: 'PYTHON', code: 'x' } }), /contents\.0/u],
  ['a call of a hosted tool', model({ toolCall: { toolType: 'GOOGLE_SEARCH' } }), /contents\.0/u],
  ['a result of a hosted tool', model({ toolResponse: { toolType: 'GOOGLE_SEARCH' } }), /contents\.0/u],
  ['a file of the model by address', model({ fileData: { fileUri: 'https://e' } }), /contents\.0/u],
  ['an embedded file of the model', model({ inlineData: { mimeType: 'a/b', data: '' } }), /contents\.0/u],
  ['a call by the user', parts({ functionCall: { name: 'read', args: {} } }), /contents\.0/u],
  ['a result that goes on', result({ willContinue: true }), /contents\.0/u],
  ['a result to be scheduled', result({ scheduling: 'INTERRUPT' }), /contents\.0/u],
  ['a result with a file by address', result({ parts: [{ fileData: { fileUri: 'x' } }] }), /contents\.0/u],
  ['a result with more keys', result({ response: { name: 'read', content: 'x', uri: 'y' } }), /contents\.0/u],
  ['another role', { contents: [{ role: 'system', parts: [{ text: 'x' }] }] }, /contents\.0\.role/u],
  ['no role', { contents: [{ parts: [{ text: 'x' }] }] }, /contents\.0/u],
  ['no content', { contents: [] }, /at contents/u],
  ['one content without a list', { contents: { role: 'user', parts: [] } }, /at contents/u],
  [
    'a file as system',
    { systemInstruction: { parts: [{ fileData: { fileUri: 'x' } }] } },
    /systemInstruction/u,
  ],
  ['a text as system', { systemInstruction: 'x' }, /systemInstruction/u],
];

export const GOOGLE_REFUSED: readonly BodyCase[] = [
  ...shared(body({})),
  ...Object.entries(KEYS).map(([key, value]) => ({
    what: `the key ${key}`,
    body: body({ [key]: value }),
    why: new RegExp(`^body: unknown key ${key}$`, 'u'),
  })),
  ...Object.entries(TOOLS).map(([key, value]) => ({
    what: `the tool ${key} of the provider`,
    body: body({ tools: [{ [key]: value }] }),
    why: /tools\.0/u,
  })),
  ...Object.entries(CONFIG).map(([key, value]) => ({
    what: `the setting ${key}`,
    body: body(config({ [key]: value })),
    why: new RegExp(`unknown key ${key} in generationConfig`, 'u'),
  })),
  ...CASES.map(([what, more, why]) => ({ what, body: body(more), why })),
];
