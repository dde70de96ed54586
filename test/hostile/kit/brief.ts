import { createHash } from 'node:crypto';
import { reviewChange } from '../../../src/gate/review-change.ts';
import { DEFAULT_POLICY } from '../../../src/policy/policy.ts';
import type { Agent } from '../../../src/ports.ts';
import type { ReviewResult } from '../../../src/verdict/verdict.ts';
import type { Place } from './place.ts';
import type { Pull } from './repository.ts';
import { readPull } from './view.ts';

export type Briefs = {
  /** What the agent was told, one text for each bundle. */
  readonly texts: readonly string[];
  readonly result: ReviewResult;
};

/**
 * The gate's own review of a pull request with an agent that has nothing to say, which is the agent that an attacker
 * wants: each brief, and what the gate makes of it. `answers` is the report for each; all paths reviewed by default.
 */
export async function briefsOf(
  place: Place,
  pull: Pull,
  answers: (brief: string) => string = empty,
  read: Pick<Awaited<ReturnType<typeof readPull>>, 'change' | 'view'> | null = null,
): Promise<Briefs> {
  const { change, view } = read ?? (await readPull(place, pull));
  const texts: string[] = [];
  const result = await reviewChange({
    change,
    view,
    policy: DEFAULT_POLICY,
    failOn: 'high',
    agent: silentAgent(texts, answers),
    hash: (text) => createHash('sha256').update(text).digest('hex'),
    fence: 'fence-of-the-case',
    signal: AbortSignal.timeout(60_000),
    trail: { record: () => undefined },
    progress: { step: () => undefined },
    today: '2026-01-01',
  });
  return { texts, result };
}

/** A report without findings that claims to have read everything that the brief asks for. */
export function empty(brief: string): string {
  const asked = brief.slice(brief.indexOf('All of these are expected')).split('\n\n')[1] ?? '';
  const reviewed = asked.split('\n').map((line) => JSON.parse(line) as string);
  return JSON.stringify({ version: 1, summary: 'Nothing.', findings: [], reviewed });
}

function silentAgent(texts: string[], answers: (brief: string) => string): Agent {
  const usage = { input: 1, output: 1, cached: 0, costUsd: 0 };
  return {
    prepare: () => Promise.resolve(),
    open: () =>
      Promise.resolve({
        view: '/pr',
        ask: (text: string) => {
          texts.push(text);
          return Promise.resolve({ outcome: 'answered' as const, text: answers(text), usage, toolCalls: [] });
        },
        close: () => Promise.resolve(),
      }),
    settle: () => Promise.resolve({ usage, trouble: null }),
    close: () => Promise.resolve(),
  };
}
