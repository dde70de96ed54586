import { type Responder } from '../../src/demo/model/conversations.ts';
import type { RecordedRequest } from '../../src/demo/model/request.ts';
import { type ScriptedModel, startScriptedModel } from '../../src/demo/model/scripted-model.ts';
import { readBrief } from '../../src/demo/reviewer/read-brief.ts';
import type { ReportedFinding } from '../../src/review/report.ts';
import type { Cleaner } from '../adapters/git/make-repository.ts';

export type ReviewerOptions = {
  readonly findings?: readonly ReportedFinding[];
  readonly summary?: string;
  /** Runs while the gate waits for the report. */
  readonly meanwhile?: (request: RecordedRequest) => void;
  /** Milliseconds until the report comes. */
  readonly delayMs?: number;
};

/** A scripted model (no model) that reports these findings and has read every file that its brief names. */
export async function startReviewer(t: Cleaner, options: ReviewerOptions = {}): Promise<ScriptedModel> {
  const { findings = [], summary = 'Nothing else.', meanwhile = () => undefined, delayMs } = options;
  const respond: Responder = (request) => {
    const files = readBrief(request.user[0] ?? '')?.files ?? [];
    meanwhile(request);
    const report = { version: 1, summary, findings, reviewed: files.map(({ path }) => path) };
    return { text: JSON.stringify(report), ...(delayMs === undefined ? {} : { delayMs }) };
  };
  const model = await startScriptedModel({ respond }, { maxMs: 120_000 });
  t.after(() => void model.close());
  return model;
}

/** The inputs of a review by this model. */
export function inputsFor({ url }: ScriptedModel): Readonly<Record<string, string>> {
  return { model: 'local/scripted', 'base-url': `${url}/v1`, 'api-key': 'sk-key-of-the-test-0123456789' };
}

/** A finding as an agent reports it. */
export function reported(changed: Partial<ReportedFinding> & { path: string }): ReportedFinding {
  return {
    startLine: 1,
    severity: 'high',
    confidence: 'high',
    category: 'bug',
    title: 'Something is wrong',
    message: 'It breaks.',
    evidence: 'x',
    ...changed,
  };
}
