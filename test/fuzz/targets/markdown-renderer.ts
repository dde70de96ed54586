import assert from 'node:assert/strict';
import { renderSummary } from '../../../src/report/summary.ts';
import type { Finding } from '../../../src/verdict/finding.ts';
import { actsIn } from '../../hostile/kit/acts.ts';
import type { Random } from '../../parity/random.ts';
import { HOSTILE_PIECES } from '../../report/hostile-pieces.ts';
import { finding, outcome } from '../../report/sample.ts';
import { type Target, textOf } from '../target.ts';

export const markdownRenderer: Target = {
  name: 'Markdown renderer',
  promise:
    'a parser of GitHub Markdown finds no image, link, HTML, mention, reference or command of a finding',
  count: 1_500,
  attempt: (random) => checkMarkdown(renderSummary(outcomeOf(random))),
  control: (random) => checkMarkdown(rawText(random)),
};

function outcomeOf(random: Random) {
  return outcome({
    audit: { findings: [hostileFinding(random)] },
    review: { findings: [hostileFinding(random)], summary: hostile(random) },
  });
}

function rawText(random: Random): string {
  const { title, message, remedy } = hostileFinding(random);
  return `### ${title}\n\n${message}\n\n${remedy}`;
}

function hostileFinding(random: Random): Finding {
  return finding({
    path: hostile(random),
    title: hostile(random),
    message: hostile(random),
    evidence: hostile(random),
    remedy: hostile(random),
    category: random.pick(['security', 'error-handling']),
    ...(random.chance(30) ? { suggestion: hostile(random) } : {}),
  });
}

const hostile = (random: Random) => textOf(random, HOSTILE_PIECES, 10);

function checkMarkdown(text: string): void {
  assert.deepEqual(actsIn(text), [], JSON.stringify(text));
}
