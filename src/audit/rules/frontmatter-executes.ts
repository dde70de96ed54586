import type { Rule } from '../rule.ts';

export const frontmatterExecutes = {
  id: 'frontmatter-executes',
  title: 'The front matter is a program',
  summary: 'The front matter of a file is JavaScript, which OpenCode runs when it reads the file.',
  severity: 'critical',
  confidence: 'high',
  category: 'code-execution',
  *check({ project }) {
    for (const asset of project.assets.values()) {
      for (const { kind, path, line } of asset.problems) {
        if (kind !== 'executes') continue;
        const message =
          'The front matter is JavaScript: OpenCode runs it as soon as it starts here, with all rights of the user and before any permission applies.';
        yield { path, line, message, identity: `content\n${asset.text ?? ''}`, remedy: REMEDY };
      }
    }
  },
} satisfies Rule;

const REMEDY = 'Write the front matter as YAML, between two lines of ---.';
