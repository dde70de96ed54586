import { ANTHROPIC_REFUSED, type BodyCase, OPENAI_REFUSED } from '../../broker/body-cases.ts';
import { GOOGLE_REFUSED } from '../../broker/google-cases.ts';
import { RESPONSES_REFUSED } from '../../broker/responses-cases.ts';
import { type HostileCase, judge } from '../case.ts';
import { tryAll } from '../kit/channel.ts';

/** Tools and switches with which the provider goes to the network, runs code, or asks a server of the attacker's. */
const BY_THE_PROVIDER =
  /of the provider$|that is not ours|foreign|hosted|(?:web_search_options|search_parameters|plugins|mcp_servers|container|betas|functions|extra_body)$/u;

export const hostile: HostileCase = {
  number: 91,
  title: 'The agent has the provider search, fetch, run code or ask an MCP server for it',
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
  const chosen = cases.filter(({ what }) => BY_THE_PROVIDER.test(what));
  return Object.fromEntries(chosen.map(({ what, body }) => [what, { body }]));
}
