import { ANTHROPIC_REFUSED, type BodyCase, OPENAI_REFUSED } from '../../broker/body-cases.ts';
import { GOOGLE_REFUSED } from '../../broker/google-cases.ts';
import { RESPONSES_REFUSED } from '../../broker/responses-cases.ts';
import { type HostileCase, judge } from '../case.ts';
import { tryAll } from '../kit/channel.ts';

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
      'openai-chat': pick(OPENAI_REFUSED),
      'openai-responses': pick(RESPONSES_REFUSED),
      'anthropic-messages': pick(ANTHROPIC_REFUSED),
      'google-generate': pick(GOOGLE_REFUSED),
    });
    return judge(defence, got);
  },
};

function pick(cases: readonly BodyCase[]) {
  const chosen = cases.filter(({ what }) => BY_REFERENCE.test(what));
  return Object.fromEntries(chosen.map(({ what, body }) => [what, { body }]));
}
