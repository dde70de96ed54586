import assert from 'node:assert/strict';
import { applyHunks } from '../../../src/change/apply-hunks.ts';
import { assembleChange } from '../../../src/change/assemble.ts';
import { diffTexts } from '../../../src/change/diff-texts.ts';
import { planChange } from '../../../src/change/plan.ts';
import { GateError } from '../../../src/errors.ts';
import type { Random } from '../../parity/random.ts';
import { type Target, textOf } from '../target.ts';

export const diffReader: Target = {
  name: 'diff reader',
  promise: 'what git printed is read exactly or refused as change-mismatch: no line is lost, none is made up',
  count: 6_000,
  attempt: (random) => attemptWith(random, true),
  control: (random) => attemptWith(random, false),
};

const BASE = 'a'.repeat(40);
const HEAD = 'b'.repeat(40);
const LINES: readonly string[] = [
  'x\n',
  'y\n',
  '\n',
  '+++ b/f\n',
  '--- a/f\n',
  '@@ -1 +1 @@\n',
  'diff --git a/f b/f\n',
  '\\ No newline\n',
  '-\n',
  'é\n',
  '\r\n',
  'last',
];

/** A diff of two texts, as git would print it, damaged in one byte or not. */
function attemptWith(random: Random, isChecked: boolean): void {
  const [base, head] = [textOf(random, LINES, 12), textOf(random, LINES, 12)];
  const hunks = diffTexts(base, head);
  if (hunks.length === 0) return assert.equal(base, head);
  const lines = hunks.flatMap((hunk) => hunk.lines);
  const [added, removed] = (['added', 'removed'] as const).map(
    (kind) => lines.filter((line) => line.kind === kind).length,
  );
  const names = `:100644 100644 ${BASE} ${HEAD} M\0f\0${added}\t${removed}\tf\0`;
  const patch = `diff --git a/f b/f\nindex ${BASE}..${HEAD} 100644\n--- a/f\n+++ b/f\n${hunks.map(renderHunk).join('')}`;
  assert.equal(readBack(names, patch, base), head);
  const [brokenNames, brokenPatch] = random.chance(30)
    ? [damage(random, names), patch]
    : [names, damage(random, patch)];
  const read = isChecked ? readChecked(brokenNames, brokenPatch, base) : readLoosely(brokenPatch, base);
  assert.ok(read === null || sameLines(read, brokenPatch), JSON.stringify([base, head, brokenPatch]));
}

type Hunks = ReturnType<typeof diffTexts>;

function renderHunk(hunk: Hunks[number]): string {
  const marks = { added: '+', removed: '-', context: ' ' } as const;
  const body = hunk.lines.map(
    ({ kind, text, noNewline }) =>
      `${marks[kind]}${text}\n${noNewline === true ? '\\ No newline at end of file\n' : ''}`,
  );
  return `@@ -${hunk.baseStart},${hunk.baseLines} +${hunk.headStart},${hunk.headLines} @@\n${body.join('')}`;
}

function hunksOf(names: string, patch: string): Hunks {
  const plans = planChange({ names: Buffer.from(names), patch: Buffer.from(patch) });
  const change = assembleChange({ base: BASE, head: HEAD }, plans, new Map());
  return change.files.flatMap((file) => file.hunks);
}

function readBack(names: string, patch: string, base: string): string {
  return applyHunks(base, hunksOf(names, patch));
}

/** Null when it was refused in the right way; anything else that is thrown is a broken promise. */
function readChecked(names: string, patch: string, base: string): Hunks | null {
  try {
    const hunks = hunksOf(names, patch);
    applyHunks(base, hunks);
    return hunks;
  } catch (error) {
    if (error instanceof GateError && ['change-mismatch', 'git-failed'].includes(error.code)) return null;
    throw error;
  }
}

/** A reader that believes whatever stands after a plus or a minus. */
function readLoosely(patch: string, _base: string): Hunks {
  return [
    {
      baseStart: 1,
      baseLines: 0,
      headStart: 1,
      headLines: 0,
      lines: patch
        .split('\n')
        .filter((line) => line.startsWith('+'))
        .map((line) => ({ kind: 'added', text: line.slice(1), baseLine: null, headLine: 1 })),
    },
  ] as unknown as Hunks;
}

/** Every line that was read stands in the patch behind its own mark, and as often. */
function sameLines(hunks: Hunks, patch: string): boolean {
  const body = patch.slice(patch.indexOf('\n@@'));
  const marks = { added: '+', removed: '-', context: ' ' } as const;
  const expected = body.split('\n').filter((line) => /^[+\- ]/u.test(line));
  const read = hunks.flatMap((hunk) => hunk.lines.map(({ kind, text }) => `${marks[kind]}${text}`));
  return expected.length === read.length && expected.every((line, index) => line === read[index]);
}

function damage(random: Random, text: string): string {
  const at = random.below(text.length);
  const byte = random.pick(['', ' ', '+', '-', '\n', '\0', '@', '9', '\\', 'd']);
  return `${text.slice(0, at)}${byte}${text.slice(at + random.below(2))}`;
}
