import { isAsset } from '../../opencode/asset.ts';
import { invisibleIn, TAKE_OUT } from '../hidden-text.ts';
import type { Rule } from '../rule.ts';

export const hiddenTextInChange = {
  id: 'hidden-text-in-change',
  title: 'The pull request adds characters that nobody sees',
  summary:
    'A line that the pull request adds reads otherwise than it is stored, or holds a text without a shape.',
  severity: 'high',
  confidence: 'medium',
  category: 'governance',
  *check({ side, change }) {
    // A line that only moved is gone on the other side, and so was there before.
    const kind = side === 'head' ? 'added' : 'removed';
    for (const { path, basePath, hunks } of change.files) {
      const place = side === 'head' ? path : basePath;
      if (isAsset(place)) continue;
      for (const line of hunks.flatMap((hunk) => hunk.lines)) {
        const found = line.kind === kind ? invisibleIn(line.text) : null;
        if (found === null) continue;
        yield {
          path: place,
          line: (side === 'head' ? line.headLine : line.baseLine) ?? 0,
          evidence: line.text,
          message: `This line has ${found.what}: what a reviewer sees is not what a compiler or a model reads.`,
          remedy: TAKE_OUT,
          suggestion: found.plain,
          ...(found.turns ? {} : { severity: 'medium' }),
        };
      }
    }
  },
} satisfies Rule;
