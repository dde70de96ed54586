import type { Reason } from '../errors.ts';
import type { AgentSession } from '../ports.ts';
import type { Bundle } from '../review/bundles.ts';
import { renderRepair } from '../review/repair.ts';
import { parseReport, type Report } from '../review/report.ts';
import type { Turn } from '../review/turn.ts';
import type { Trail } from '../trail/event.ts';

/** What the conversation about one bundle came to. */
export type BundleReport =
  | { readonly outcome: 'reported'; readonly report: Report }
  | { readonly outcome: 'failed'; readonly reason: Reason };

/** The first question and two repairs. */
const TURNS = 3;

/**
 * Asks about one bundle until there is a valid report: the brief first, then up to two more turns of the same
 * session, each with the exact errors of the answer before. A turn that fails ends the conversation.
 */
export async function reviewBundle(
  bundle: Bundle,
  brief: string,
  session: AgentSession,
  trail: Trail,
): Promise<BundleReport> {
  const expected = bundle.files.map(({ file }) => file.path);
  let question = brief;
  let reason: Reason = NO_REPORT['report-invalid'];
  for (let number = 1; number <= TURNS; number += 1) {
    const turn = await askOnce(session, question, { bundle: bundle.number, turn: number, trail });
    if (turn.outcome === 'failed') return { outcome: 'failed', reason: turn.reason };
    const parsed = parseReport(turn.text, expected, session.view);
    if (parsed.ok) return { outcome: 'reported', report: parsed.report };
    reason = NO_REPORT[parsed.code];
    question = renderRepair(parsed.errors);
  }
  return { outcome: 'failed', reason };
}

const NO_REPORT: Readonly<Record<'report-invalid' | 'report-too-large', Reason>> = {
  'report-invalid': {
    code: 'report-invalid',
    message: `The agent gave no valid report in ${TURNS} turns. Run the gate again, or use another model.`,
  },
  'report-too-large': {
    code: 'report-too-large',
    message: `The agent's report was over the limits in each of ${TURNS} turns. Run the gate again, or use another model.`,
  },
};

type Place = { readonly bundle: number; readonly turn: number; readonly trail: Trail };

async function askOnce(session: AgentSession, question: string, place: Place): Promise<Turn> {
  const { bundle, turn, trail } = place;
  const start = Date.now();
  const answer = await session.ask(question);
  const outcome = answer.outcome === 'answered' ? 'answered' : answer.reason.code;
  trail.record({ kind: 'turn', bundle, turn, outcome, ms: Date.now() - start });
  return answer;
}
