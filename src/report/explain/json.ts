import type { Explanation } from '../../audit/explain/explanation.ts';
import { json } from '../escape/json.ts';

/** The object of `explain --format json` (version 1), two blanks a level, with a final line feed. */
export function renderExplanationJson(explanation: Explanation): string {
  return `${json({ version: 1, ...explanation }, 2)}\n`;
}
