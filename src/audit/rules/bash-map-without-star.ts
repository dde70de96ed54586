import { bySpot, nameAgents } from '../by-spot.ts';
import { openBash } from '../open-bash.ts';
import { withLineBefore } from '../rewrite-line.ts';
import type { Rule } from '../rule.ts';

export const bashMapWithoutStar = {
  id: 'bash-map-without-star',
  title: 'Commands that are not listed stay allowed',
  summary: 'A map of shell commands has no "*", and what it does not list is allowed already.',
  severity: 'high',
  confidence: 'high',
  category: 'permissions',
  *check(context) {
    for (const { spot, value, agents } of bySpot(openBash(context, 'bash-map-without-star'))) {
      const first = value.listed[0]?.origin;
      const before =
        value.opening.origin === null ? "OpenCode's default allows it" : 'an earlier rule allows it';
      const message = `This map says nothing about commands that it does not list, and ${before}: ${nameAgents(agents)} may run anything else without a question, for example "sh -c id".`;
      const offer = first ? withLineBefore(context, first, '*', 'ask') : {};
      yield { ...spot, message, remedy: REMEDY, ...offer };
    }
  },
} satisfies Rule;

const REMEDY =
  'Put "*": "ask" or "*": "deny" first in the map. The last rule that matches decides, so the commands stay after it.';
