import { get } from '../../opencode/node.ts';
import { quoteName } from '../../opencode/quote-name.ts';
import { isRemote } from '../address.ts';
import { configsOf } from '../effective.ts';
import type { Rule } from '../rule.ts';
import { textsInList } from '../texts.ts';

export const skillsRemote = {
  id: 'skills-remote',
  title: 'Skills from an address',
  summary: 'OpenCode downloads skills from the network and offers them to every agent.',
  severity: 'high',
  confidence: 'high',
  category: 'supply-chain',
  *check(context) {
    for (const { root } of configsOf(context)) {
      const skills = get(root, 'skills');
      for (const { text, place } of [...textsInList(get(skills, 'urls')), ...textsInList(skills)]) {
        if (!isRemote(text)) continue;
        const { path, line } = place;
        const message = `Whoever controls ${quoteName(text)} decides which skills agents here load, with what instructions and scripts; no diff shows a change.`;
        yield { path, line, message, scope: 'skills', remedy: REMEDY };
      }
    }
  },
} satisfies Rule;

const REMEDY =
  'Copy the skills that are used into .opencode/skills, where a pull request shows every change.';
